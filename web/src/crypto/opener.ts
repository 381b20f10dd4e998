// SPDX-License-Identifier: Apache-2.0
//
// Opener: opens sealed messages and summaries with the account's keys. Several run, each in a worker; the
// vault gives them the keys over a port that the page does not hold.
import type { PrivateKey } from 'openpgp';
import type { Letter } from '../mail/letter';
import type { Bytes } from './bytes';

const loadPgp = () => import('./pgp');
const loadReading = () => Promise.all([import('./pgp_read'), import('../mail/letter')]);

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

  /** The message behind its `trace` octets, taken apart; null if the seal does not open. `certificates`: of the sender. */
  async readLetter(sealed: Bytes, trace: number, certificates: Bytes[]): Promise<Letter | null> {
    const [opened] = await this.openAll([sealed]);
    if (!opened) return null;
    const [{ pgpFor, readCertificates }, { readLetter }] = await loadReading();
    const pgp = pgpFor(await this.keys, await readCertificates(certificates));
    return readLetter(opened.subarray(Math.min(trace, opened.length)), pgp);
  }

  /** A summary, sealed to the account's own key. */
  async seal(plain: Bytes): Promise<Bytes> {
    const [pgp, [own]] = await Promise.all([loadPgp(), this.keys]);
    return pgp.sealMessage(plain, own!);
  }
}
