// SPDX-License-Identifier: Apache-2.0
//
// The letter being written, and the one just sent. They outlive the screen, so that looking something up in the
// mailbox loses nothing; on disk there is never anything in the clear.
import type { OwnFile } from '../../store/write/mime';
import type { Sent } from '../../store/write/send';

export interface Draft {
  /** The route it was begun for: the same route shows it again. */
  key: string;
  to: string; cc: string; bcc: string; subject: string; text: string;
  files: OwnFile[];
  inReplyTo: string[];
  references: string[];
}

interface Leaving { sent: Sent; draft: Draft }

export const outgoing = $state<{ draft: Draft | undefined; leaving: Leaving | undefined }>({ draft: undefined, leaving: undefined });

export function emptyDraft(key: string): Draft {
  return { key, to: '', cc: '', bcc: '', subject: '', text: '', files: [], inReplyTo: [], references: [] };
}

export function isEmpty(draft: Draft): boolean {
  return !draft.to && !draft.cc && !draft.bcc && !draft.subject && !draft.text.trim() && !draft.files.length;
}
