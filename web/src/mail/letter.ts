// SPDX-License-Identifier: Apache-2.0
//
// A letter: a message taken apart for its reader. Unwrapped (unwrap.ts), then parsed by postal-mime (RFC 5322, MIME).
import PostalMime, { type Address, type Attachment, type Email } from 'postal-mime';
import { parseHeader, type Field } from './header';
import type { Octets } from './octets';
import { unwrap, type Pgp, type Protection } from './unwrap';

export interface Person { name: string; email: string }

export interface LetterFile {
  name: string;
  type: string;
  /** Without angle brackets; empty if it has none. */
  contentId: string;
  /** Belongs into the HTML rather than beside it. */
  inline: boolean;
  bytes: Octets;
}

export interface Letter {
  /** As it arrived, without the server's trace header fields. */
  original: Octets;
  from: Person[];
  to: Person[];
  cc: Person[];
  /** Of one's own copies. */
  bcc: Person[];
  replyTo: Person[];
  subject: string;
  messageId: string;
  inReplyTo: string;
  references: string;
  /** Milliseconds since 1970; undefined if it can't be read. */
  sentAt: number | undefined;
  html: string | undefined;
  text: string | undefined;
  files: LetterFile[];
  /** The header fields that count, undecoded. */
  fields: Field[];
  protection: Protection;
  /** Signed or encrypted by S/MIME, which is not checked. */
  smime: 'signed' | 'encrypted' | undefined;
}

const LIMITS = { maxNestingDepth: 20, maxHeadersSize: 512 * 1024 };

function people(list: (Address | undefined)[] | undefined): Person[] {
  return (list ?? []).flatMap((one) => (!one ? [] : one.group ? one.group : [one]))
    .map(({ name, address }) => ({ name: clean(name), email: clean(address) }));
}

/** On one line, and no character that turns the direction of what stands behind it. */
export function clean(text: string | undefined | null): string {
  return (text ?? '').replace(/\s/g, ' ').replace(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g, '').replace(/ +/g, ' ').trim();
}

function file(attachment: Attachment): LetterFile {
  const { content } = attachment;
  return {
    name: clean(attachment.filename).replace(/[/\\]/g, '_'),
    type: /^[\w.+-]+\/[\w.+-]+$/.test(attachment.mimeType) ? attachment.mimeType : 'application/octet-stream',
    contentId: (attachment.contentId ?? '').replace(/^<|>$/g, ''),
    inline: attachment.related === true,
    bytes: typeof content === 'string' ? new TextEncoder().encode(content) as Octets : new Uint8Array(content as ArrayBuffer),
  };
}

/** Text of inline PGP is UTF-8, or whatever old programs wrote. */
function textOf(octets: Octets): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(octets);
  } catch {
    return new TextDecoder('windows-1252').decode(octets);
  }
}

const SEALED_NAME = /\.(pgp|gpg|asc)$/i;

async function openFiles(files: LetterFile[], pgp: Pgp): Promise<LetterFile[]> {
  return Promise.all(files.map(async (one) => {
    if (!SEALED_NAME.test(one.name)) return one;
    const opened = await pgp.open(one.bytes).catch(() => undefined);
    return opened ? { ...one, name: one.name.replace(SEALED_NAME, ''), type: 'application/octet-stream', bytes: opened.plain } : one;
  }));
}

function smimeOf(type: string): Letter['smime'] {
  if (/^multipart\/signed/i.test(type) && /pkcs7-signature/i.test(type)) return 'signed';
  if (/^application\/(x-)?pkcs7-mime/i.test(type)) return /signed-data/i.test(type) ? 'signed' : 'encrypted';
  return undefined;
}

function textsOf(email: Email, inline: string | undefined): Pick<Letter, 'html' | 'text'> {
  if (inline !== undefined) return { html: undefined, text: inline };
  return { html: email.html?.trim() ? email.html : undefined, text: email.text };
}

export async function readLetter(original: Octets, pgp: Pgp): Promise<Letter> {
  const { message, text, protection } = await unwrap(original, pgp);
  const email = await PostalMime.parse(message, LIMITS);
  const header = parseHeader(message);
  const files = email.attachments.map(file);
  const sent = Date.parse(email.date ?? '');
  return {
    original,
    from: people([email.from]), to: people(email.to), cc: people(email.cc), bcc: people(email.bcc), replyTo: people(email.replyTo),
    subject: clean(email.subject),
    messageId: clean(email.messageId), inReplyTo: clean(email.inReplyTo), references: clean(email.references),
    sentAt: Number.isNaN(sent) ? undefined : sent,
    ...textsOf(email, text && textOf(text)),
    files: text ? await openFiles(files, pgp) : files,
    fields: header.fields,
    protection,
    smime: smimeOf(header.value('Content-Type')),
  };
}
