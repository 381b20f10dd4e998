// SPDX-License-Identifier: Apache-2.0
//
// A fingerprint as words to read aloud: those of BIP-39 (15 for a v4 key, 24 for a v6 key; the last one also holds a
// check sum).
import { entropyToMnemonic } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';

/** `fingerprint`: 40 or 64 hex digits. */
export function fingerprintWords(fingerprint: string): string[] {
  const octets = fingerprint.match(/../g) ?? [];
  return entropyToMnemonic(Uint8Array.from(octets, (pair) => parseInt(pair, 16)), wordlist).split(' ');
}
