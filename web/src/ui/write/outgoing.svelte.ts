// SPDX-License-Identifier: Apache-2.0
//
// The letter being written, as long as it is not stored, and the one just sent. They outlive the screen.
import type { Draft } from '../../store/write/draft';
import type { Sent } from '../../store/write/send';

/** `at`: when it leaves, if that is later. */
interface Leaving { sent: Sent; draft: Draft; at: number | undefined }

export const outgoing = $state<{ draft: Draft | undefined; leaving: Leaving | undefined }>({ draft: undefined, leaving: undefined });

/** Under which id a draft is stored now that was opened under another: the browser's history names the old one. */
const renamed = new Map<string, string>();

export function renameDraft(old: string, id: string): void {
  if (old && old !== id) renamed.set(old, id);
}

export function currentDraftId(id: string): string {
  let current = id;
  for (let next = renamed.get(current); next; next = renamed.get(current)) current = next;
  return current;
}
