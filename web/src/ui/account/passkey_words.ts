// SPDX-License-Identifier: Apache-2.0
import { t } from '../../i18n/index.svelte';

/** What the browser says when it gives no passkey; undefined: the error is another. */
export function passkeyWords(error: unknown): string | undefined {
  if (!(error instanceof DOMException)) return undefined;
  return t(error.name === 'InvalidStateError' ? 'factors.passkeyKnown' : 'second.noPasskey');
}
