// SPDX-License-Identifier: Apache-2.0
//
// An answer to a password-protected message: an RFC 5322 message and its summary, sealed to the certificate that
// came inside the message (docs/formats/protected-message.md, "The answer"). No account, no keys of one's own.
import { sha256 } from '@noble/hashes/sha2.js';
import { createMessage, encrypt, readKey, type PublicKey } from 'openpgp';
import { concat, randomBytes, toHex, utf8, type Bytes } from './bytes';

export interface AnswerFile { name: string; type: string; bytes: Bytes }
export interface Answer { from: string; to: string; subject: string; text: string; inReplyTo: string; files: AnswerFile[] }

const CRLF = '\r\n';
const LINE = 76;

const base64 = (bytes: Uint8Array) => {
  let binary = '';
  for (let at = 0; at < bytes.length; at += 0x8000) binary += String.fromCharCode(...bytes.subarray(at, at + 0x8000));
  return btoa(binary);
};

function lines(text: string): string {
  return (text.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? []).join(CRLF);
}

/** One line, without control characters: nothing typed can begin a header field of its own. */
function clean(text: string): string {
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g, ' ').trim();
}

/** Encoded words of at most 45 bytes each (RFC 2047 §2), where the text is not plain ASCII. */
function encodedWords(text: string): string {
  if (/^[\x20-\x7e]*$/.test(text)) return text;
  const words: string[] = [];
  let word = '';
  for (const char of text) {
    if (utf8(word + char).length > 45) {
      words.push(word);
      word = '';
    }
    word += char;
  }
  return [...words, word].map((one) => `=?utf-8?B?${base64(utf8(one))}?=`).join(`${CRLF} `);
}

function safeType(type: string): string {
  return /^[a-z]+\/[a-z0-9][a-z0-9.+-]*$/i.test(type) && !/^(multipart|message)\//i.test(type) ? type : 'application/octet-stream';
}

function textPart(text: string): string {
  const body = utf8(text.replace(/\r\n?|\n/g, CRLF));
  return ['Content-Type: text/plain; charset=utf-8', 'Content-Transfer-Encoding: base64', '', lines(base64(body)), ''].join(CRLF);
}

function filePart(file: AnswerFile): string {
  const name = encodeURIComponent(clean(file.name) || 'file').replace(/['()*]/g, (char) => `%${char.charCodeAt(0).toString(16)}`);
  return [
    `Content-Type: ${safeType(file.type)}`,
    `Content-Disposition: attachment; filename*=utf-8''${name}`,
    'Content-Transfer-Encoding: base64', '', lines(base64(file.bytes)), '',
  ].join(CRLF);
}

export function composeAnswer(answer: Answer, date: Date): Bytes {
  const messageId = `${toHex(randomBytes(16))}@${answer.to.split('@').pop()}`;
  const replied = /^[^\s<>]{3,500}$/.test(answer.inReplyTo) ? [`In-Reply-To: <${answer.inReplyTo}>`, `References: <${answer.inReplyTo}>`] : [];
  const head = [
    `From: ${clean(answer.from)}`, `To: ${clean(answer.to)}`, `Subject: ${encodedWords(clean(answer.subject))}`,
    `Date: ${date.toUTCString().replace('GMT', '+0000')}`, `Message-ID: <${messageId}>`, ...replied, 'MIME-Version: 1.0',
  ];
  if (!answer.files.length) return utf8(head.join(CRLF) + CRLF + textPart(answer.text));
  const boundary = `answer-${toHex(randomBytes(16))}`;
  const parts = [textPart(answer.text), ...answer.files.map(filePart)].map((part) => `--${boundary}${CRLF}${part}`);
  const type = `Content-Type: multipart/mixed; boundary="${boundary}"`;
  return utf8([...head, type, '', ...parts, `--${boundary}--`, ''].join(CRLF));
}

function summaryOf(answer: Answer, message: Bytes, date: Date): Bytes {
  const attachments = answer.files.slice(0, 50).map(({ name, type, bytes }) => ({ name: clean(name), type: safeType(type).toLowerCase(), size: bytes.length }));
  return utf8(JSON.stringify({
    v: 1, from: [{ email: clean(answer.from) }], to: [{ email: clean(answer.to) }], subject: clean(answer.subject).slice(0, 300),
    sentAt: { t: Math.floor(date.getTime() / 1000), tz: 0 }, preview: clean(answer.text).slice(0, 200),
    ...(attachments.length && { attachments }), trace: 0, sha256: toHex(sha256(message)),
  }));
}

async function seal(plain: Bytes, encryptionKeys: PublicKey): Promise<Bytes> {
  const message = await createMessage({ binary: plain });
  return await encrypt({ message, encryptionKeys, format: 'binary', config: { aeadProtect: false } }) as Bytes;
}

/** What is posted: length of the sealed summary, the summary, the message. Throws if the certificate can't be sealed to. */
export async function sealAnswer(answer: Answer, certificate: Bytes, date = new Date()): Promise<Bytes> {
  const key = await readKey({ binaryKey: certificate });
  const message = composeAnswer(answer, date);
  const summary = await seal(summaryOf(answer, message, date), key);
  const length = new Uint8Array(4);
  new DataView(length.buffer).setUint32(0, summary.length);
  return concat(length, summary, await seal(message, key));
}
