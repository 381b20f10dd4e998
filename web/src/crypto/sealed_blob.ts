// SPDX-License-Identifier: Apache-2.0
//
// The sealed blob of docs/formats/account.md: version, nonce, XChaCha20-Poly1305 ciphertext and tag,
// bound to a purpose and an id.
import { xchacha20poly1305 } from '@noble/ciphers/chacha.js';
import { concat, randomBytes, utf8, type Bytes } from './bytes';

const VERSION = 1;
const NONCE = 24;
const TAG = 16;
export const SEAL_OVERHEAD = 1 + NONCE + TAG;

function associated(purpose: string, id: Uint8Array): Bytes {
  return concat(utf8(purpose), new Uint8Array(1), id);
}

export function sealBlob(
  key: Uint8Array, purpose: string, id: Uint8Array, plain: Uint8Array, nonce: Uint8Array = randomBytes(NONCE),
): Bytes {
  const sealed = xchacha20poly1305(key, nonce, associated(purpose, id)).encrypt(plain);
  return concat(new Uint8Array([VERSION]), nonce, sealed);
}

/** Throws if the blob is of another version, under another key, or was changed. */
export function openBlob(key: Uint8Array, purpose: string, id: Uint8Array, blob: Uint8Array): Bytes {
  if (blob.length < SEAL_OVERHEAD || blob[0] !== VERSION) throw new Error('not a sealed blob of version 1');
  const nonce = blob.subarray(1, 1 + NONCE);
  return xchacha20poly1305(key, nonce, associated(purpose, id)).decrypt(blob.subarray(1 + NONCE)) as Bytes;
}
