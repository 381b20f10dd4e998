// SPDX-License-Identifier: Apache-2.0
//
// Password-protected messages: docs/formats/protected-message.md. Sealed by a user's client, opened on the
// page behind the link. The password and the link's secret never leave the browser.
import { argon2idAsync } from '@noble/hashes/argon2.js';
import { expand, extract } from '@noble/hashes/hkdf.js';
import { sha256, sha512 } from '@noble/hashes/sha2.js';
import { concat, fromBase64url, randomBytes, textOf, toBase64url, utf8, type Bytes } from './bytes';
import { openBlob, sealBlob } from './sealed_blob';

const PURPOSE = 'protected message';
const STRETCHING = { t: 3, m: 65536, p: 1, dkLen: 32 };
const SMALLEST = 1024;
const MAX_HEAD = 256 * 1024;
export const MAX_PROTECTED_MESSAGE = 25 * 1024 * 1024;

export interface ProtectedKeys { proof: Bytes; message: Bytes }

export interface ProtectedPayload {
  from: string;
  to: string[];
  /** OpenPGP certificate that answers are sealed to; absent: none are wanted. */
  answerTo?: Bytes;
  /** RFC 5322. */
  message: Bytes;
}

export async function protectedKeys(password: string, salt: Uint8Array, linkSecret: Uint8Array): Promise<ProtectedKeys> {
  const stretched = await argon2idAsync(utf8(password.normalize('NFC')), salt, STRETCHING);
  const prk = extract(sha512, stretched, linkSecret);
  const expanded = (info: string) => expand(sha512, prk, utf8(info), 32) as Bytes;
  return { proof: expanded('nightmail protected message proof v1'), message: expanded('nightmail protected message key v1') };
}

/** Padmé, and at least 1 KiB. */
export function paddedSize(size: number): number {
  const whole = Math.max(size, SMALLEST);
  const exponent = Math.floor(Math.log2(whole));
  const unit = 2 ** (exponent - (Math.floor(Math.log2(exponent)) + 1));
  return Math.ceil(whole / unit) * unit;
}

function length32(length: number): Bytes {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, length);
  return bytes;
}

export function writePayload(payload: ProtectedPayload): Bytes {
  if (payload.message.length > MAX_PROTECTED_MESSAGE) throw new RangeError('too large');
  const { from, to, answerTo } = payload;
  const head = utf8(JSON.stringify({ v: 1, from, to, ...(answerTo && { answerTo: toBase64url(answerTo) }) }));
  const parts = concat(length32(head.length), head, length32(payload.message.length), payload.message);
  const plain = new Uint8Array(paddedSize(parts.length));
  plain.set(parts);
  return plain;
}

function part(plain: Bytes, at: number, most: number): Bytes {
  if (at + 4 > plain.length) throw new Error('damaged');
  const length = new DataView(plain.buffer, plain.byteOffset).getUint32(at);
  if (length > most || at + 4 + length > plain.length) throw new Error('damaged');
  return plain.subarray(at + 4, at + 4 + length);
}

/** Throws on anything that is not of the format. */
export function readPayload(plain: Bytes): ProtectedPayload {
  const headBytes = part(plain, 0, MAX_HEAD);
  const message = part(plain, 4 + headBytes.length, MAX_PROTECTED_MESSAGE);
  if (plain.subarray(8 + headBytes.length + message.length).some((byte) => byte !== 0)) throw new Error('damaged');
  const head: unknown = JSON.parse(textOf(headBytes));
  const { v, from, to, answerTo } = head as Record<string, unknown>;
  const texts = Array.isArray(to) && to.length <= 1000 && to.every((address) => typeof address === 'string');
  if (v !== 1 || typeof from !== 'string' || !texts) throw new Error('damaged');
  return { from, to: to as string[], message, ...(typeof answerTo === 'string' && { answerTo: fromBase64url(answerTo) }) };
}

export interface SealedProtected { sealed: Bytes; salt: Bytes; proofHash: Bytes; linkSecret: Bytes }

/** `sealed` is to be uploaded; salt and proofHash go into ProtectedMessage/set; the link ends with # and the secret. */
export async function sealProtected(payload: ProtectedPayload, password: string): Promise<SealedProtected> {
  const salt = randomBytes(16);
  const linkSecret = randomBytes(16);
  const keys = await protectedKeys(password, salt, linkSecret);
  const sealed = sealBlob(keys.message, PURPOSE, salt, writePayload(payload));
  return { sealed, salt, proofHash: sha256(keys.proof) as Bytes, linkSecret };
}

/** Throws if it does not open. */
export function openProtected(keys: ProtectedKeys, salt: Uint8Array, sealed: Bytes): ProtectedPayload {
  return readPayload(openBlob(keys.message, PURPOSE, salt, sealed));
}
