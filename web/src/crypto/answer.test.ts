// SPDX-License-Identifier: Apache-2.0
import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { composeAnswer, sealAnswer, type Answer } from './answer';
import { textOf, utf8, type Bytes } from './bytes';
import { makeKey, openMessage, readSecret } from './pgp';

const date = new Date('2026-11-25T12:00:00Z');
const answer: Answer = {
  from: 'bob@example.org', to: 'anna@nightmail.test', subject: 'Re: Grüße aus Köln 🙂', text: 'Hallo Änne\n\n.\nFrom here',
  inReplyTo: 'x@nightmail.test', files: [{ name: 'Bild “1”.png', type: 'image/png', bytes: new Uint8Array([1, 2, 3]) }],
};

test('an answer is a message that others read', async () => {
  const parsed = await PostalMime.parse(composeAnswer(answer, date));
  expect(parsed.subject).toBe(answer.subject);
  expect(parsed.from?.address).toBe('bob@example.org');
  expect(parsed.inReplyTo).toBe('<x@nightmail.test>');
  expect(parsed.text?.trim().replaceAll("\r\n", "\n")).toBe(answer.text);
  expect(parsed.attachments[0]?.filename).toBe('Bild “1”.png');
  expect(new Uint8Array(parsed.attachments[0]!.content as ArrayBuffer)).toEqual(answer.files[0]!.bytes);
});

test('nothing typed becomes a header field', async () => {
  const sly = { ...answer, from: 'a@b.test\r\nBcc: x@y.test', subject: 'x\r\nReply-To: evil@y.test\r\n\r\nbody', inReplyTo: 'a>\r\nX: y' };
  const parsed = await PostalMime.parse(composeAnswer(sly, date));
  expect(parsed.headers.map((header) => header.key)).not.toContain('reply-to');
  expect(parsed.bcc).toBeUndefined();
  expect(parsed.inReplyTo).toBeUndefined();
});

test('it opens with the key it was sealed to', async () => {
  const made = await makeKey('anna@nightmail.test');
  const body = await sealAnswer(answer, made.certificate, date);
  const length = new DataView(body.buffer).getUint32(0);
  const key = await readSecret(made.secret);
  const summary = JSON.parse(textOf(await openMessage(body.slice(4, 4 + length) as Bytes, [key])));
  const message = await openMessage(body.slice(4 + length) as Bytes, [key]);
  expect(summary).toMatchObject({ v: 1, subject: answer.subject, trace: 0, from: [{ email: 'bob@example.org' }] });
  expect(textOf(message)).toContain('To: anna@nightmail.test\r\n');
  expect(utf8(textOf(message))).toEqual(message);
});

test('a certificate that is none is refused', async () => {
  await expect(sealAnswer(answer, new Uint8Array([1, 2, 3]))).rejects.toThrow();
});
