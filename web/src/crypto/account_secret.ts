// SPDX-License-Identifier: Apache-2.0
//
// The account secret and the keys made from it: docs/formats/account.md.
import { hkdf } from '@noble/hashes/hkdf.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { utf8, type Bytes } from './bytes';
import { openBlob, sealBlob } from './sealed_blob';

export const PURPOSES = [
  'openpgp secret key wrap', 'mailbox names', 'contacts', 'settings', 'local cache',
] as const;
export type Purpose = (typeof PURPOSES)[number];

const NO_ID = new Uint8Array(0);

export function hkdf32(secret: Uint8Array, info: string): Bytes {
  return hkdf(sha512, secret, undefined, utf8(info), 32) as Bytes;
}

export function purposeKey(secret: Uint8Array, purpose: Purpose): Bytes {
  return hkdf32(secret, `nightmail ${purpose} v1`);
}

const BY = {
  password: { info: 'nightmail account secret v1', purpose: 'account secret by password' },
  phrase: { info: 'nightmail recovery wrap v1', purpose: 'account secret by phrase' },
};

/** `from`: OPAQUE's export key, or the entropy of the recovery phrase. */
export function wrapSecret(by: keyof typeof BY, secret: Uint8Array, from: Uint8Array, nonce?: Uint8Array): Bytes {
  return sealBlob(hkdf32(from, BY[by].info), BY[by].purpose, NO_ID, secret, nonce);
}

export function unwrapSecret(by: keyof typeof BY, wrapped: Uint8Array, from: Uint8Array): Bytes {
  const secret = openBlob(hkdf32(from, BY[by].info), BY[by].purpose, NO_ID, wrapped);
  if (secret.length !== 32) throw new Error('the account secret has a wrong length');
  return secret;
}
