// SPDX-License-Identifier: Apache-2.0
//
// Opener: opens sealed messages and summaries with the account's keys. Several run, each in a worker; the
// vault gives them the keys over a port that the page does not hold.
import type { PrivateKey } from 'openpgp';
import type { Letter } from '../mail/letter';
import type { Bytes } from './bytes';
import { openTwoPackets, type Subkey } from './two_packets';

const loadPgp = () => import('./pgp');
const loadReading = () => Promise.all([import('./pgp_read'), import('../mail/letter')]);

interface Keys { general: PrivateKey[]; quick: Subkey[] }

async function read(secrets: Bytes[]): Promise<Keys> {
  const [pgp, { quickSubkeys }] = await Promise.all([loadPgp(), import('./subkeys')]);
  const general = await Promise.all(secrets.map(pgp.readSecret));
  return { general, quick: (await Promise.all(general.map(quickSubkeys))).flat() };
}

export class Opener {
  private gotKeys: (keys: Keys | Promise<Keys>) => void = () => undefined;
  // Until the first keys come, messages wait.
  private keys = new Promise<Keys>((resolve) => (this.gotKeys = resolve));

  setKeys(secrets: Bytes[]): void {
    const keys = read(secrets);
    this.gotKeys(keys);
    this.keys = keys;
  }

  /** One result for each; null for what does not open. */
  async openAll(sealed: Bytes[]): Promise<(Bytes | null)[]> {
    const keys = await this.keys;
    return Promise.all(sealed.map((message) => this.open(message, keys).catch(() => null)));
  }

  private async open(message: Bytes, keys: Keys): Promise<Bytes> {
    const quick = await openTwoPackets(message, keys.quick);
    return quick ?? (await loadPgp()).openMessage(message, keys.general);
  }

  /** The message behind its `trace` octets, taken apart; null if the seal does not open. `certificates`: of the sender. */
  async readLetter(sealed: Bytes, trace: number, certificates: Bytes[]): Promise<Letter | null> {
    const [opened] = await this.openAll([sealed]);
    if (!opened) return null;
    const [{ pgpFor, readCertificates }, { readLetter }] = await loadReading();
    const pgp = pgpFor((await this.keys).general, await readCertificates(certificates));
    return readLetter(opened.subarray(Math.min(trace, opened.length)), pgp);
  }

  /** The words of the message behind its `trace` octets, at most `most` letters of them; empty if the seal does not open. */
  async readWords(sealed: Bytes, trace: number, most: number): Promise<string> {
    const letter = await this.readLetter(sealed, trace, []);
    return letter ? (await import('../mail/words')).letterWords(letter, most) : '';
  }

  /** A summary, sealed to the account's own key. */
  async seal(plain: Bytes): Promise<Bytes> {
    const [pgp, keys] = await Promise.all([loadPgp(), this.keys]);
    return pgp.sealMessage(plain, keys.general[0]!);
  }
}
