// SPDX-License-Identifier: Apache-2.0
//
// Opener: opens sealed messages and summaries with the account's keys. Several run, each in a worker; the
// vault gives them the keys over a port that the page does not hold.
import type { PrivateKey } from 'openpgp';
import type { Bytes } from './bytes';

const loadPgp = () => import('./pgp');

export class Opener {
  private gotKeys: (keys: PrivateKey[] | Promise<PrivateKey[]>) => void = () => undefined;
  // Until the first keys come, messages wait.
  private keys = new Promise<PrivateKey[]>((resolve) => (this.gotKeys = resolve));

  setKeys(secrets: Bytes[]): void {
    const keys = loadPgp().then((pgp) => Promise.all(secrets.map(pgp.readSecret)));
    this.gotKeys(keys);
    this.keys = keys;
  }

  /** One result for each; null for what does not open. */
  async openAll(sealed: Bytes[]): Promise<(Bytes | null)[]> {
    const [pgp, keys] = await Promise.all([loadPgp(), this.keys]);
    const results: (Bytes | null)[] = [];
    for (const message of sealed) results.push(await pgp.openMessage(message, keys).catch(() => null));
    return results;
  }
}
