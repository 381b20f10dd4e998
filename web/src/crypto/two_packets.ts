// SPDX-License-Identifier: Apache-2.0
//
// The quick way to open what this service sealed: the two packets of docs/formats/sealed-message.md, and nothing
// else. X25519 by WebCrypto, the rest by noble; five times as fast as a general OpenPGP library, which matters where
// a thousand summaries are opened. Whatever has another form is left to that library (opener.ts).
import { aeskw, cfb } from '@noble/ciphers/aes.js';
import { sha1 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concat, utf8, type Bytes } from './bytes';

/** An encryption subkey of the kind that Nightmail makes. */
export interface Subkey {
  /** Last 8 octets of the fingerprint. */
  keyId: Uint8Array;
  fingerprint: Uint8Array;
  /** The X25519 secret, as WebCrypto keeps it. */
  secret: CryptoKey;
}

/** `secret`: 32 octets, little-endian. RFC 8410 §7. */
export function importSecret(secret: Uint8Array): Promise<CryptoKey> {
  const pkcs8 = concat(new Uint8Array([0x30, 46, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x6e, 4, 34, 4, 32]), secret);
  return crypto.subtle.importKey('pkcs8', pkcs8, 'X25519', false, ['deriveBits']);
}

const OID = new Uint8Array([0x0a, 0x2b, 0x06, 0x01, 0x04, 0x01, 0x97, 0x55, 0x01, 0x05, 0x01]);
const KDF = new Uint8Array([0x03, 0x01, 8, 7]); // SHA-256, AES-128
const SENDER = utf8('Anonymous Sender    ');
const PKESK = 96;
const PREFIX = 18; // octets of SEIPD before the literal packet: 16 random, two of them again
const MDC = 22;

const same = (a: Uint8Array, b: Uint8Array) => a.length === b.length && a.every((byte, index) => byte === b[index]);

/** Header of a packet with a definite length that ends where `bytes` ends: where its body begins; else undefined. */
function bodyOf(bytes: Uint8Array, tag: number): number | undefined {
  if (bytes[0] !== tag || bytes.length < 2) return undefined;
  const first = bytes[1]!;
  if (first < 192) return bytes.length === 2 + first ? 2 : undefined;
  if (first < 224) return bytes.length === 3 + ((first - 192) << 8) + bytes[2]! + 192 ? 3 : undefined;
  if (first !== 255 || bytes.length < 6) return undefined;
  return bytes.length === 6 + new DataView(bytes.buffer, bytes.byteOffset).getUint32(2) ? 6 : undefined;
}

async function sharedPoint(secret: CryptoKey, point: Bytes): Promise<Bytes> {
  const theirs = await crypto.subtle.importKey('raw', point, 'X25519', true, []);
  return new Uint8Array(await crypto.subtle.deriveBits({ name: 'X25519', public: theirs }, secret, 256));
}

function sessionKey(z: Bytes, wrapped: Uint8Array, fingerprint: Uint8Array): Uint8Array {
  const count = new Uint8Array([0, 0, 0, 1]);
  const kek = sha256(concat(count, z, OID, new Uint8Array([0x12]), KDF, SENDER, fingerprint)).subarray(0, 16);
  const padded = aeskw(kek).decrypt(wrapped); // throws if it is not for this key
  const key = padded.subarray(1, 33);
  const sum = key.reduce((total, octet) => (total + octet) & 0xffff, 0);
  if (padded[0] !== 9 || (padded[33]! << 8) + padded[34]! !== sum || padded.subarray(35).some((octet) => octet !== 5)) {
    throw new Error('not a session key');
  }
  return key;
}

/** The plaintext; undefined if the message has another form or is for another key; throws if it was changed. */
export async function openTwoPackets(message: Bytes, subkeys: Subkey[]): Promise<Bytes | undefined> {
  if (message.length < PKESK + 2 || message[0] !== 0xc1 || message[1] !== 0x5e || message[2] !== 3) return undefined;
  if (message[11] !== 0x12 || message[12] !== 1 || message[13] !== 7 || message[14] !== 0x40 || message[47] !== 0x30) return undefined;
  const subkey = subkeys.find(({ keyId }) => same(keyId, message.subarray(3, 11)));
  const seipd = message.subarray(PKESK);
  const body = bodyOf(seipd, 0xd2);
  if (!subkey || body === undefined || seipd[body] !== 1) return undefined;
  const z = await sharedPoint(subkey.secret, message.slice(15, 47));
  const key = sessionKey(z, message.subarray(48, 96), subkey.fingerprint);
  return literalOf(cfb(key, new Uint8Array(16)).decrypt(seipd.subarray(body + 1)) as Bytes);
}

function literalOf(plain: Bytes): Bytes | undefined {
  const end = plain.length - MDC;
  if (end < PREFIX || plain[end] !== 0xd3 || plain[end + 1] !== 0x14) throw new Error('changed');
  if (!same(sha1(plain.subarray(0, end + 2)), plain.subarray(end + 2))) throw new Error('changed');
  const literal = plain.subarray(PREFIX, end);
  const body = bodyOf(literal, 0xcb);
  if (body === undefined || literal[body] !== 0x62) return undefined;
  return plain.slice(PREFIX + body + 6 + literal[body + 1]!, end);
}
