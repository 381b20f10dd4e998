// SPDX-License-Identifier: Apache-2.0
//
// Vault: the account's secrets and all work with them. It lives in a worker of its own (worker.ts);
// passwords and the recovery phrase go in, secrets do not come out (the phrase does, once, at sign-up).
// Formats: docs/formats/account.md. All bytes in requests to the server are base64url, as in the protocol.
import { purposeKey, unwrapSecret, wrapSecret, type Purpose } from './account_secret';
import { fromBase64url, randomBytes, textOf, toBase64url, utf8, type Bytes } from './bytes';
import type { Login, Registration } from './opaque';
import type { ProtectedPayload, SealedProtected } from './protected_message';
import * as device from './remember';
import { openBlob, sealBlob } from './sealed_blob';

const loadOpaque = () => import('./opaque');
const loadPgp = () => import('./pgp');
const loadRecovery = () => import('./recovery');

export interface Sealed { purpose: Purpose; id: string; bytes: Uint8Array }
export interface SealedItem { name: string; sealed: string }
export interface Account { address: string; accountId: string; token: string }
interface KeptSession extends Account { secret: string }

export interface NewAccount {
  phrase: string;
  wrappedByPhrase: string;
  recoveryPublicKey: string;
  certificate: string;
  items: SealedItem[];
  deviceLabel: string;
}

export class Vault {
  private secret: Bytes | undefined;
  private phrase: Bytes | undefined;
  private exportKey: Bytes | undefined;
  private login: Login | undefined;
  private registration: Registration | undefined;
  private keys = new Map<string, Bytes>(); // fingerprint -> transferable secret key
  private openers: MessagePort[] = [];
  private purposeKeys = new Map<Purpose, Bytes>();

  /** The libraries that a login needs, while the user is still typing. */
  async warm(): Promise<void> {
    await loadOpaque();
  }

  // -- a new account --------------------------------------------------------------------------------
  async newAccount(address: string, deviceName: string): Promise<NewAccount> {
    const [pgp, recovery] = await Promise.all([loadPgp(), loadRecovery()]);
    this.unlock(randomBytes(32));
    this.phrase = randomBytes(32);
    const key = await pgp.makeKey(address);
    this.keys.set(key.fingerprint, key.secret);
    return {
      phrase: recovery.phraseOf(this.phrase),
      wrappedByPhrase: toBase64url(wrapSecret('phrase', this.need(), this.phrase)),
      recoveryPublicKey: toBase64url(recovery.recoveryPublicKey(this.phrase)),
      certificate: toBase64url(key.certificate),
      items: [this.keyItem(key.fingerprint, key.secret)],
      deviceLabel: this.label(deviceName),
    };
  }

  // -- passwords ----------------------------------------------------------------------------------
  async registrationStart(password: string): Promise<string> {
    this.registration = await (await loadOpaque()).Registration.start(password);
    return this.registration.request;
  }

  /** The record of a new password, and the account secret wrapped under it. */
  registrationFinish(response: string): { registrationRecord: string; wrappedByPassword: string } {
    if (!this.registration) throw new Error('no registration was started');
    const { record, exportKey } = this.registration.finish(response);
    this.registration = undefined;
    return { registrationRecord: record, wrappedByPassword: toBase64url(wrapSecret('password', this.need(), exportKey)) };
  }

  async loginStart(password: string): Promise<string> {
    this.login = await (await loadOpaque()).Login.start(password);
    return this.login.ke1;
  }

  /** KE3; undefined if the password is wrong or there is no such account. */
  loginFinish(ke2: string): string | undefined {
    const done = this.login?.finish(ke2);
    this.login = undefined;
    this.exportKey = done?.exportKey;
    return done?.ke3;
  }

  unlockByPassword(wrapped: string): void {
    if (!this.exportKey) throw new Error('no login was finished');
    this.unlock(unwrapSecret('password', fromBase64url(wrapped), this.exportKey));
    this.exportKey = undefined;
  }

  // -- the recovery phrase ------------------------------------------------------------------------
  async readPhrase(text: string) {
    const parsed = (await loadRecovery()).parsePhrase(text);
    if ('problem' in parsed) return parsed;
    this.phrase = parsed.entropy;
    return undefined;
  }

  async signChallenge(challenge: string): Promise<string> {
    if (!this.phrase) throw new Error('no phrase was read');
    return toBase64url((await loadRecovery()).recoverySign(this.phrase, fromBase64url(challenge)));
  }

  unlockByPhrase(wrapped: string): void {
    if (!this.phrase) throw new Error('no phrase was read');
    this.unlock(unwrapSecret('phrase', fromBase64url(wrapped), this.phrase));
    this.phrase = undefined;
  }

  // -- keys -----------------------------------------------------------------------------------------
  /** Opens the account's OpenPGP keys (items `openpgp/…`) and hands them to the openers; returns their fingerprints. */
  loadKeys(items: SealedItem[]): string[] {
    for (const { name, sealed } of items) {
      if (!name.startsWith('openpgp/')) continue;
      try {
        this.keys.set(name.slice(8), openBlob(this.key('openpgp secret key wrap'), 'openpgp secret key wrap', utf8(name), fromBase64url(sealed)));
      } catch {
        continue; // damaged or forged: others may still open
      }
    }
    for (const port of this.openers) this.giveKeys(port);
    return this.fingerprints();
  }

  /** Of the account's keys that are open here, lower-case hex. */
  fingerprints(): string[] {
    return [...this.keys.keys()].map((name) => name.toLowerCase());
  }

  addOpener(port: MessagePort): void {
    this.openers.push(port);
    if (this.keys.size) this.giveKeys(port);
  }

  private giveKeys(port: MessagePort): void {
    port.postMessage([...this.keys.values()]);
  }

  private keyItem(fingerprint: string, secret: Bytes): SealedItem {
    const name = `openpgp/${fingerprint}`;
    return { name, sealed: toBase64url(this.seal({ purpose: 'openpgp secret key wrap', id: name, bytes: secret })) };
  }

  async keyFacts() {
    const { factsOf } = await import('./pgp_export');
    return Promise.all([...this.keys.keys()].map(async (fingerprint) => factsOf(await this.ownKey(fingerprint))));
  }

  async publicKeyText(fingerprint: string): Promise<string> {
    return (await import('./pgp_export')).publicText(await this.ownKey(fingerprint));
  }

  /** The only way out for a secret key: locked by a passphrase. */
  async lockedKeyText(fingerprint: string, passphrase: string): Promise<string> {
    if (!passphrase) throw new Error('no passphrase');
    return (await import('./pgp_export')).lockedText(await this.ownKey(fingerprint), passphrase);
  }

  // -- letters ------------------------------------------------------------------------------------
  /** Signed with the own key and encrypted to `certificates`, armored. */
  async encryptLetter(bytes: Bytes, certificates: Bytes[], own: string): Promise<string> {
    const [write, key] = await Promise.all([import('./pgp_write'), this.ownKey(own)]);
    return write.encryptLetter(bytes, certificates, key);
  }

  /** Sealed under a password: Argon2id takes its time here rather than on the page. */
  async sealProtected(payload: ProtectedPayload, password: string): Promise<SealedProtected> {
    return (await import('./protected_message')).sealProtected(payload, password);
  }

  /** Each sealed to the own key, as the server stores mail. */
  async sealMail(parts: Bytes[], own: string): Promise<Bytes[]> {
    const [write, key] = await Promise.all([import('./pgp_write'), this.ownKey(own)]);
    return Promise.all(parts.map((part) => write.sealTo(part, key)));
  }

  /** Fingerprint of a certificate, lower-case hex; throws if it is none. */
  async fingerprintOf(certificate: Bytes): Promise<string> {
    return (await import('./pgp_write')).fingerprintOf(certificate);
  }

  async mergeCertificates(old: Bytes, newer: Bytes): Promise<Bytes> {
    return (await import('./pgp_write')).mergeCertificates(old, newer);
  }

  private async ownKey(fingerprint: string) {
    const secret = this.keys.get(fingerprint);
    if (!secret) throw new Error('no such key');
    return (await loadPgp()).readSecret(secret);
  }

  // -- sealed blobs -----------------------------------------------------------------------------------
  seal({ purpose, id, bytes }: Sealed): Bytes {
    return sealBlob(this.key(purpose), purpose, utf8(id), bytes);
  }

  sealAll(blobs: Sealed[]): Bytes[] {
    return blobs.map((blob) => this.seal(blob));
  }

  /** One result for each; null for what does not open. */
  open(blobs: Sealed[]): (Bytes | null)[] {
    return blobs.map(({ purpose, id, bytes }) => {
      if (purpose === 'openpgp secret key wrap') return null; // stays inside
      try {
        return openBlob(this.key(purpose), purpose, utf8(id), bytes);
      } catch {
        return null;
      }
    });
  }

  label(text: string): string {
    return toBase64url(this.seal({ purpose: 'settings', id: 'label', bytes: utf8(text.slice(0, 120)) }));
  }

  openText(purpose: Purpose, id: string, sealed: string): string | null {
    try {
      const [plain] = this.open([{ purpose, id, bytes: fromBase64url(sealed) }]);
      return plain ? textOf(plain) : null;
    } catch {
      return null;
    }
  }

  // -- between visits -----------------------------------------------------------------------------
  async remember(account: Account): Promise<void> {
    await device.keep({ ...account, secret: toBase64url(this.need()) } satisfies KeptSession);
  }

  /** Unlocks with what this device kept. */
  async restore(): Promise<Account | undefined> {
    const found = await device.kept<KeptSession>();
    if (!found) return undefined;
    this.unlock(fromBase64url(found.secret));
    return { address: found.address, accountId: found.accountId, token: found.token };
  }

  /** Forgets everything, on the device too. */
  async lock(): Promise<void> {
    this.secret?.fill(0);
    for (const key of this.keys.values()) key.fill(0);
    this.keys.clear();
    this.purposeKeys.clear();
    this.secret = this.phrase = this.exportKey = this.login = this.registration = undefined;
    for (const port of this.openers) this.giveKeys(port);
    await device.forget();
  }

  private unlock(secret: Bytes): void {
    this.secret = secret;
    this.purposeKeys.clear();
  }

  private need(): Bytes {
    if (!this.secret) throw new Error('locked');
    return this.secret;
  }

  private key(purpose: Purpose): Bytes {
    let key = this.purposeKeys.get(purpose);
    if (!key) this.purposeKeys.set(purpose, (key = purposeKey(this.need(), purpose)));
    return key;
  }
}
