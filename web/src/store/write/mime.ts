// SPDX-License-Identifier: Apache-2.0
//
// A letter as RFC 5322 text: header fields (RFC 2047), plain text and attachments (RFC 2045, RFC 2183), and the forms
// around an encrypted one (RFC 3156 §4, header protection of RFC 9788). testdata/compose shows what the native client
// makes; this one is read by the same readers.
import { concat, toHex, utf8, randomBytes, type Bytes } from '../../crypto/bytes';
import type { Person } from '../summary';

export interface OwnFile {
  name: string;
  type: string;
  bytes: Bytes;
  /** Of a picture that the HTML shows; absent: an attachment. */
  contentId?: string;
}

export interface Letter {
  from: Person;
  to: Person[];
  cc: Person[];
  bcc: Person[];
  subject: string;
  text: string;
  /** The same, formatted. undefined: plain text only. */
  html: string | undefined;
  files: OwnFile[];
  date: Date;
  messageId: string;
  inReplyTo: string[];
  references: string[];
}

const CRLF = '\r\n';
const SPECIALS = /[()<>[\]:;@\\,."]/;
const HIDDEN_SUBJECT = '...';

/** One line: nothing that a user pasted can begin another header field. */
const line = (text: string) => text.replace(/[\u0000-\u001f\u007f]+/g, ' ').trim();
const isAscii = (text: string) => /^[\u0020-\u007e]*$/.test(text);

function base64(bytes: Uint8Array): string {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
}

/** RFC 2047 §2: words of at most 75 characters, cut between characters. */
export function encodedWords(text: string): string {
  const words: string[] = [];
  let part = '';
  for (const character of text) {
    if (utf8(part + character).length > 42) {
      words.push(part);
      part = '';
    }
    part += character;
  }
  words.push(part);
  return words.map((word) => `=?utf-8?B?${base64(utf8(word))}?=`).join(`${CRLF} `);
}

function unstructured(text: string): string {
  const clean = line(text);
  if (!isAscii(clean) || clean.includes('=?')) return encodedWords(clean);
  return clean.replace(/(.{60,}?) /g, `$1${CRLF} `);
}

function mailbox({ name, email }: Person): string {
  const clean = line(name);
  if (!clean) return line(email);
  const phrase = !isAscii(clean) || clean.includes('=?') ? encodedWords(clean)
    : SPECIALS.test(clean) ? `"${clean.replace(/["\\]/g, '\\$&')}"` : clean;
  return `${phrase} <${line(email)}>`;
}

const mailboxes = (list: Person[]) => list.map(mailbox).join(`,${CRLF} `);
const bare = (list: Person[]): Person[] => list.map(({ email }) => ({ name: '', email }));
const ids = (list: string[]) => list.map((id) => `<${line(id)}>`).join(`${CRLF} `);

/** RFC 5322 §3.3, in UTC: a time zone would tell where one is. */
export function dateField(date: Date): string {
  return date.toUTCString().replace('GMT', '+0000');
}

type Fields = [string, string][];

function fieldsOf(letter: Letter, withBcc: boolean): Fields {
  const fields: Fields = [['From', mailbox(letter.from)]];
  if (letter.to.length) fields.push(['To', mailboxes(letter.to)]);
  if (letter.cc.length) fields.push(['Cc', mailboxes(letter.cc)]);
  if (withBcc && letter.bcc.length) fields.push(['Bcc', mailboxes(letter.bcc)]);
  fields.push(['Subject', unstructured(letter.subject)], ['Date', dateField(letter.date)], ['Message-ID', `<${line(letter.messageId)}>`]);
  if (letter.inReplyTo.length) fields.push(['In-Reply-To', ids(letter.inReplyTo)]);
  if (letter.references.length) fields.push(['References', ids(letter.references)]);
  return fields;
}

/** What the servers on the way may see of an encrypted letter: no names, no subject. */
function outerFields(letter: Letter): Fields {
  const hidden = { ...letter, from: bare([letter.from])[0]!, to: bare(letter.to), cc: bare(letter.cc), subject: HIDDEN_SUBJECT };
  return fieldsOf({ ...hidden, inReplyTo: [], references: [] }, false);
}

const printed = (fields: Fields) => fields.map(([name, value]) => `${name}: ${value}${CRLF}`).join('');

/** RFC 2045 §6.7, of text whose lines end with CRLF. */
export function quotedPrintable(text: string): string {
  return text.split(CRLF).map((row) => {
    const octets = [...utf8(row)].map((octet, index, all): string => {
      const plain = (octet > 32 && octet < 127 && octet !== 61) || ((octet === 32 || octet === 9) && index < all.length - 1);
      return plain ? String.fromCharCode(octet) : `=${octet.toString(16).toUpperCase().padStart(2, '0')}`;
    });
    const rows = [''];
    for (const octet of octets) {
      if (rows.at(-1)!.length + octet.length > 75) rows.push('');
      rows[rows.length - 1] += octet;
    }
    return rows.join(`=${CRLF}`);
  }).join(CRLF);
}

function textPart(text: string, parameters: string, type = 'plain'): string {
  const body = text.replace(/\r\n|\r|\n/g, CRLF).replace(/(\r\n)*$/, CRLF);
  const simple = body.split(CRLF).every((row) => isAscii(row.replaceAll('\t', ' ')) && row.length <= 78);
  return `Content-Type: text/${type}; charset=utf-8${parameters}${CRLF}` +
    `Content-Transfer-Encoding: ${simple ? '7bit' : 'quoted-printable'}${CRLF}${CRLF}${simple ? body : quotedPrintable(body)}`;
}

/** RFC 2231: any name, in ASCII. */
function fileName(name: string): string {
  const clean = line(name).replace(/[/\\]/g, '_') || 'file';
  return isAscii(clean) ? `filename="${clean.replace(/["\\]/g, '_')}"`
    : `filename*=utf-8''${encodeURIComponent(clean).replace(/['()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16)}`)}`;
}

function filePart(file: OwnFile): string {
  const place = file.contentId ? `Content-ID: <${line(file.contentId)}>${CRLF}Content-Disposition: inline;` : 'Content-Disposition: attachment;';
  const type = /^[a-z0-9!#$&^_.+-]+\/[a-z0-9!#$&^_.+-]+$/i.test(file.type) ? file.type : 'application/octet-stream';
  return `Content-Type: ${type}${CRLF}${place}${CRLF} ${fileName(file.name)}${CRLF}` +
    `Content-Transfer-Encoding: base64${CRLF}${CRLF}${base64(file.bytes).replace(/.{76}(?=.)/g, `$&${CRLF}`)}${CRLF}`;
}

const newBoundary = () => `=_${toHex(randomBytes(16))}`;

function multipart(type: string, parts: string[]): string {
  const boundary = newBoundary();
  return `Content-Type: ${type}${CRLF} boundary="${boundary}"${CRLF}${CRLF}` +
    parts.map((part) => `--${boundary}${CRLF}${part}${CRLF}`).join('') + `--${boundary}--${CRLF}`;
}

/** The text, or both forms of it with the pictures of the second: RFC 2046 §5.1.4, RFC 2387. */
function words({ text, html, files }: Letter, parameters: string): string {
  if (html === undefined) return textPart(text, parameters);
  const pictures = files.filter(({ contentId }) => contentId);
  const page = textPart(html, '', 'html');
  const formatted = pictures.length ? multipart('multipart/related; type="text/html";', [page, ...pictures.map(filePart)]) : page;
  return multipart(`multipart/alternative${parameters};`, [textPart(text, ''), formatted]);
}

function content(letter: Letter, parameters = ''): string {
  const beside = letter.files.filter(({ contentId }) => letter.html === undefined || !contentId);
  if (!beside.length) return words(letter, parameters);
  return multipart(`multipart/mixed${parameters};`, [words(letter, ''), ...beside.map(filePart)]);
}

/** As it goes to those without a key; with Bcc, as it is kept for oneself. */
export function clearLetter(letter: Letter, withBcc: boolean): Bytes {
  return utf8(`${printed(fieldsOf(letter, withBcc))}MIME-Version: 1.0${CRLF}${content(letter)}`);
}

/** What is signed and encrypted: the content, with all header fields inside. RFC 9788 §2.2, §5.2. */
export function protectedPayload(letter: Letter): Bytes {
  const outer = outerFields(letter).map(([name, value]) => ['HP-Outer', `${name}: ${value}`] as [string, string]);
  return utf8(printed([...fieldsOf(letter, false), ...outer]) + content(letter, '; hp=cipher'));
}

/** RFC 3156 §4 around the armored message. */
export function encryptedLetter(letter: Letter, armored: string): Bytes {
  const parts = [
    `Content-Type: application/pgp-encrypted${CRLF}${CRLF}Version: 1${CRLF}`,
    `Content-Type: application/octet-stream; name=encrypted.asc${CRLF}Content-Disposition: inline; filename=encrypted.asc${CRLF}${CRLF}` +
      armored.replace(/\r?\n/g, CRLF),
  ];
  const body = multipart(`multipart/encrypted; protocol="application/pgp-encrypted";`, parts);
  return concat(utf8(`${printed(outerFields(letter))}MIME-Version: 1.0${CRLF}`), utf8(body));
}

export function newMessageId(address: string): string {
  return `${toHex(randomBytes(16))}@${address.slice(address.lastIndexOf('@') + 1)}`;
}

/** Tells nothing of where it was made. */
export function newContentId(): string {
  return `${toHex(randomBytes(12))}@inline`;
}
