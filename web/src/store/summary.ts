// SPDX-License-Identifier: Apache-2.0
//
// The summary of a message: docs/formats/summary.md. It was made by a server from a stranger's mail: nothing in it
// is trusted, wrong types and numbers out of range are errors, text is cleaned again.
import { textOf } from '../crypto/bytes';

export interface Person { name: string; email: string }
export interface Attachment { name: string; type: string; size: number }
export interface EndToEnd { encrypted: boolean; signed: 'good' | 'bad' | 'unknown-key' | 'none'; fingerprint: string }

export interface Summary {
  from: Person[];
  to: Person[];
  cc: Person[];
  replyTo: Person[];
  subject: string;
  /** Milliseconds since 1970, of the Date field. */
  sentAt: number | undefined;
  messageId: string;
  inReplyTo: string[];
  references: string[];
  preview: string;
  attachments: Attachment[];
  listUnsubscribe: boolean;
  encrypted: 'pgp-mime' | 'pgp-inline' | 'smime' | undefined;
  signed: 'pgp-mime' | 'pgp-inline' | 'smime' | undefined;
  protected: boolean;
  e2e: EndToEnd | undefined;
  /** Octets before the original in the opened message. */
  trace: number;
  sha256: string;
}

const MAX_OCTETS = 64 * 1024;
const MAX_ENTRIES = 1000;
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

type Json = Record<string, unknown>;

function fail(what: string): never {
  throw new Error(`summary: ${what}`);
}

function text(value: unknown, what: string): string {
  if (value === undefined) return '';
  if (typeof value !== 'string') fail(what);
  return value.replace(UNSEEN, '');
}

function list<T>(value: unknown, what: string, read: (entry: unknown) => T): T[] {
  if (value === undefined) return [];
  if (!Array.isArray(value) || value.length > MAX_ENTRIES) fail(what);
  return value.map(read);
}

function object(value: unknown, what: string): Json {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) fail(what);
  return value as Json;
}

function number(value: unknown, what: string, least: number, most: number): number {
  if (value === undefined) return 0;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) fail(what);
  return value;
}

function person(value: unknown): Person {
  const entry = object(value, 'address');
  return { name: text(entry.name, 'name'), email: text(entry.email, 'email') };
}

function attachment(value: unknown): Attachment {
  const entry = object(value, 'attachment');
  return {
    name: text(entry.name, 'attachment name'),
    type: text(entry.type, 'attachment type'),
    size: number(entry.size, 'attachment size', 0, Number.MAX_SAFE_INTEGER),
  };
}

function protection(value: unknown): Summary['encrypted'] {
  return value === 'pgp-mime' || value === 'pgp-inline' || value === 'smime' ? value : undefined;
}

function endToEnd(value: unknown): EndToEnd | undefined {
  if (value === undefined) return undefined;
  const entry = object(value, 'e2e');
  const signed = (['good', 'bad', 'unknown-key'] as const).find((word) => word === entry.signed) ?? 'none';
  const fingerprint = text(entry.fingerprint, 'fingerprint');
  return { encrypted: entry.encrypted === true, signed, fingerprint: /^[0-9a-f]*$/i.test(fingerprint) ? fingerprint.toLowerCase() : '' };
}

function sentAt(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  return number(object(value, 'sentAt').t, 'time', -1e11, 1e12) * 1000;
}

/** Throws on anything that docs/formats/summary.md calls an error. */
export function readSummary(json: Uint8Array): Summary {
  if (json.length > MAX_OCTETS) fail('too long');
  const all = object(JSON.parse(textOf(json)), 'not an object');
  if (all.v !== 1) fail('version');
  const words = (value: unknown) => list(value, 'list of ids', (entry) => text(entry, 'id'));
  return {
    from: list(all.from, 'from', person),
    to: list(all.to, 'to', person),
    cc: list(all.cc, 'cc', person),
    replyTo: list(all.replyTo, 'replyTo', person),
    subject: text(all.subject, 'subject'),
    sentAt: sentAt(all.sentAt),
    messageId: text(all.messageId, 'messageId'),
    inReplyTo: words(all.inReplyTo),
    references: words(all.references),
    preview: text(all.preview, 'preview'),
    attachments: list(all.attachments, 'attachments', attachment),
    listUnsubscribe: all.listUnsubscribe === true,
    encrypted: protection(all.encrypted),
    signed: protection(all.signed),
    protected: all.protected === true,
    e2e: endToEnd(all.e2e),
    trace: number(all.trace, 'trace', 0, 64 << 20),
    sha256: text(all.sha256, 'sha256'),
  };
}
