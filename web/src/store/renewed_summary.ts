// SPDX-License-Identifier: Apache-2.0
//
// The summary of a letter that was opened: written anew from what was inside. docs/formats/summary.md, "After opening".
import { utf8, type Bytes } from '../crypto/bytes';
import type { Letter } from '../mail/letter';
import { paragraphs } from '../mail/paragraphs';
import type { Signature } from '../mail/unwrap';
import type { EndToEnd, Summary } from './summary';

const PREVIEW = 200;

function rank({ status }: Signature): number {
  if (status === 'good') return 3;
  return status === 'unknown-key' || status === 'unsupported' ? 1 : 2;
}

/** The signature that says the most. */
export function bestSignature(letter: Letter): Signature | undefined {
  return [...letter.protection.signatures].sort((a, b) => rank(b) - rank(a))[0];
}

/** What a summary says of the protection; undefined for plain mail. */
export function endToEndOf(letter: Letter): EndToEnd | undefined {
  const { encrypted, isSigned, failure } = letter.protection;
  if (!encrypted && !isSigned && !failure) return undefined;
  const best = bestSignature(letter);
  const signed = !best ? 'none' : ([, 'unknown-key', 'bad', 'good'] as const)[rank(best)]!;
  return { encrypted: encrypted || failure !== undefined, signed, fingerprint: best?.fingerprint ?? '' };
}

export function same(a: EndToEnd | undefined, b: EndToEnd | undefined): boolean {
  return a?.encrypted === b?.encrypted && a?.signed === b?.signed && a?.fingerprint === b?.fingerprint;
}

function previewOf(plain: string): string {
  const said = paragraphs(plain).filter(({ kind }) => kind === 'text').map(({ text }) => text).join(' ');
  return [...said.replace(/[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '').replace(/\s+/g, ' ').trim()].slice(0, PREVIEW).join('');
}

function minutesEast(date: string): number {
  const [, sign, hours, minutes] = /([+-])(\d\d)(\d\d)\s*(?:\(|$)/.exec(date) ?? [];
  return sign ? (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) : 0;
}

const ids = (text: string) => [...text.matchAll(/<([^<>\s]+)>/g)].map(([, id]) => id!).slice(-20);
const given = <T extends { length: number }>(value: T) => (value.length ? value : undefined);

/** The JSON of the new summary. `plain`: the letter's text. */
export function renewedSummary(letter: Letter, old: Summary, plain: string): Bytes {
  const e2e = endToEndOf(letter);
  const marks = { encrypted: old.encrypted, signed: old.signed, trace: old.trace, sha256: given(old.sha256) };
  const seen = e2e && { ...(e2e.encrypted ? { encrypted: true } : {}), signed: e2e.signed, ...(e2e.fingerprint ? { fingerprint: e2e.fingerprint.toUpperCase() } : {}) };
  const date = letter.fields.find(({ name }) => name.toLowerCase() === 'date')?.value ?? '';
  const inside = letter.protection.failure ? { ...old, inReplyTo: given(old.inReplyTo), references: given(old.references) } : {
    from: letter.from, to: letter.to, cc: letter.cc, replyTo: letter.replyTo, subject: letter.subject,
    messageId: ids(letter.messageId)[0] ?? '',
    inReplyTo: given(ids(letter.inReplyTo)), references: given(ids(letter.references)),
    preview: previewOf(plain),
    attachments: letter.files.filter((file) => !file.inline).slice(0, 50).map(({ name, type, bytes }) => ({ name, type, size: bytes.length })),
    listUnsubscribe: old.listUnsubscribe || undefined,
    protected: letter.protection.protectedFields || undefined,
    sentAt: letter.sentAt,
  };
  const { sentAt, listUnsubscribe, protected: isProtected, ...rest } = inside;
  return utf8(JSON.stringify({
    v: 1, ...rest, ...(sentAt === undefined ? {} : { sentAt: { t: Math.floor(sentAt / 1000), tz: minutesEast(date) } }),
    ...(listUnsubscribe ? { listUnsubscribe: true } : {}), ...(isProtected ? { protected: true } : {}), ...marks, e2e: seen,
  }));
}
