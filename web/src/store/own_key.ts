// SPDX-License-Identifier: Apache-2.0
import type { Open } from './session.svelte';

/** Fingerprint (lower-case hex) of the account's primary key: the one the server names, if this device holds it. */
export async function ownFingerprint(open: Open): Promise<string> {
  const [own, { list }] = await Promise.all([open.workers.vault.fingerprints(), open.client.call('PublicKey/get', { ids: null })]);
  const primary: unknown = Array.isArray(list) ? list.find((key) => key?.isPrimary === true)?.fingerprint : undefined;
  const found = own.find((fingerprint) => fingerprint === String(primary).toLowerCase()) ?? own[0];
  if (!found) throw new Error('no key is open');
  return found;
}
