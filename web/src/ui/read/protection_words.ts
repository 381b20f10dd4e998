// SPDX-License-Identifier: Apache-2.0
//
// How a letter was protected and who signed it, in sentences for people. The same judgements as
// src/client/read/protection_words.cpp.
import { currentLocale, t, type Key } from '../../i18n/index.svelte';
import type { Signature } from '../../mail/unwrap';
import { bestSignature } from '../../store/renewed_summary';
import type { Reading } from '../../store/letters.svelte';
import type { PeerKey } from '../../store/peer_keys.svelte';

export type Tone = 'good' | 'plain' | 'warn' | 'bad';
export interface Sentence { tone: Tone; text: string; fingerprint?: string }

const TONES: Record<Signature['status'], Tone> = {
  good: 'good', bad: 'bad', 'unknown-key': 'warn', 'expired-key': 'warn', 'revoked-key': 'bad', expired: 'warn', unsupported: 'warn',
};

function why(key: PeerKey): Key {
  if (key.trust === 'verified') return 'trust.verified';
  if (key.trust === 'pending') return 'trust.pending';
  if (key.source === 'directory') return key.trust === 'pinned' ? 'trust.directoryPinned' : 'trust.directory';
  return `trust.${key.source}`;
}

function encryption({ letter }: Reading): Sentence {
  const { encrypted, failure, protectedFields } = letter.protection;
  if (failure) return { tone: 'bad', text: t('protect.failed', { why: t(`protect.why.${failure}`) }) };
  if (letter.smime === 'encrypted') return { tone: 'warn', text: t('protect.smimeEncrypted') };
  if (!encrypted) return { tone: 'plain', text: t('protect.sealed') };
  return { tone: 'good', text: t(protectedFields ? 'protect.full' : 'protect.body') };
}

function signature(found: Signature, { letter, signers }: Reading): Sentence {
  const key = signers.find((one) => one.fingerprint === found.fingerprint);
  const name = letter.from.length === 1 ? letter.from[0]!.email : '?';
  const { fingerprint } = found;
  if (found.status !== 'good') return { tone: TONES[found.status], text: t(`signature.${found.status}`, { name }), fingerprint };
  const date = new Date(key?.firstSeen ?? Date.now()).toLocaleDateString(currentLocale(), { dateStyle: 'medium' });
  const tone = key?.trust === 'pending' ? 'bad' : key?.trust === 'seen' && key.source === 'autocrypt' ? 'plain' : 'good';
  return { tone, text: `${t('signature.good', { name })} ${key ? t(why(key), { date }) : ''}`.trim(), fingerprint };
}

export function protectionSentences(reading: Reading): Sentence[] {
  const { letter } = reading;
  const { protection } = letter;
  const all = [encryption(reading), ...protection.signatures.map((found) => signature(found, reading))];
  if (protection.encrypted && protection.signatures.length === 0) all.push({ tone: 'plain', text: t('protect.unsigned') });
  if (letter.smime === 'signed') all.push({ tone: 'plain', text: t('protect.smimeSigned') });
  if (protection.otherSender) all.push({ tone: 'bad', text: t('protect.otherSender') });
  if (protection.leftOut) all.push({ tone: 'warn', text: t('protect.leftOut') });
  return all;
}

/** One line for the head of the letter, and how it should look. */
export function protectionLine(reading: Reading): Sentence {
  const sentences = protectionSentences(reading);
  const worst = sentences.find(({ tone }) => tone === 'bad') ?? sentences.find(({ tone }) => tone === 'warn');
  if (worst) return worst;
  const { encrypted } = reading.letter.protection;
  const signed = bestSignature(reading.letter)?.status === 'good';
  if (encrypted && signed) return { tone: 'good', text: t('protect.lineBoth') };
  if (encrypted) return { tone: 'good', text: t('protect.lineEncrypted') };
  if (signed) return { tone: 'good', text: t('protect.lineSigned') };
  return sentences[0]!;
}

/** ABCD 0123 … */
export function spaced(fingerprint: string): string {
  return fingerprint.toUpperCase().replace(/(.{4})(?=.)/g, '$1 ');
}
