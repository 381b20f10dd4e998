// SPDX-License-Identifier: Apache-2.0
//
// The recovery phrase: 24 words (BIP-39, the entropy itself is the secret) and the proof of it.
// docs/formats/account.md, "Recovery phrase".
import { ed25519 } from '@noble/curves/ed25519.js';
import { entropyToMnemonic, mnemonicToEntropy } from '@scure/bip39';
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { hkdf32 } from './account_secret';
import { concat, utf8, type Bytes } from './bytes';

export const PHRASE_WORDS = 24;

export type PhraseProblem =
  | { problem: 'count'; found: number }
  | { problem: 'word'; position: number }
  | { problem: 'checksum' };

export function phraseOf(entropy: Uint8Array): string {
  return entropyToMnemonic(entropy, wordlist);
}

function expand(typed: string): string | undefined {
  if (wordlist.includes(typed)) return typed;
  return typed.length >= 4 ? wordlist.find((word) => word.startsWith(typed.slice(0, 4)) && word.startsWith(typed)) : undefined;
}

/** Any case; everything but ASCII letters and bytes above 0x7f separates words; four letters stand for a word. */
export function parsePhrase(text: string): { entropy: Bytes } | PhraseProblem {
  const typed = text.toLowerCase().split(/[^a-z\u0080-\u{10ffff}]+/u).filter(Boolean);
  if (typed.length !== PHRASE_WORDS) return { problem: 'count', found: typed.length };
  const words = typed.map(expand);
  const unknown = words.indexOf(undefined);
  if (unknown >= 0) return { problem: 'word', position: unknown + 1 };
  try {
    return { entropy: mnemonicToEntropy(words.join(' '), wordlist) as Bytes };
  } catch {
    return { problem: 'checksum' };
  }
}

function seed(entropy: Uint8Array): Bytes {
  return hkdf32(entropy, 'nightmail recovery authentication v1');
}

export function recoveryPublicKey(entropy: Uint8Array): Bytes {
  return ed25519.getPublicKey(seed(entropy)) as Bytes;
}

export function recoverySign(entropy: Uint8Array, challenge: Uint8Array): Bytes {
  const message = concat(utf8('nightmail recovery challenge v1'), new Uint8Array(1), challenge);
  return ed25519.sign(message, seed(entropy)) as Bytes;
}
