// SPDX-License-Identifier: Apache-2.0
import PostalMime from 'postal-mime';
import { expect, test } from 'vitest';
import { textOf, utf8 } from '../../crypto/bytes';
import { Vault } from '../../crypto/vault';
import { Opener } from '../../crypto/opener';
import type { Summary } from '../summary';
import { parsePeople, peopleText } from './addresses';
import { clearLetter, encryptedLetter, protectedPayload, quotedPrintable, type Letter } from './mime';
import { recipientsOf, startOf } from './reply';

const letter: Letter = {
  from: { name: 'Anna "A" Berg', email: 'anna@nightmail.test' },
  to: [{ name: 'Bert Åström, 夜行列車', email: 'bert@example.org' }],
  cc: [],
  bcc: [{ name: '', email: 'dora@example.net' }],
  subject: 'Grüße aus Köln, 夜行列車 und noch viel mehr, damit es mehrere Wörter werden\r\nX-Evil: 1',
  text: 'Viele Grüße!\n.\nFrom = \t\n' + 'lange Zeile '.repeat(100),
  html: undefined,
  files: [{ name: 'Überblick "1".pdf\r\nX-Evil: 2', type: 'application/pdf', bytes: new Uint8Array(1000).map((_, at) => at) }],
  date: new Date(1795622400000), messageId: 'm1@nightmail.test', inReplyTo: ['a1@example.org'], references: ['r@example.org', 'a1@example.org'],
};

test('a letter reads back as it was written, and no pasted line becomes a header field', async () => {
  const bytes = clearLetter(letter, false);
  for (const row of textOf(bytes).split('\r\n')) expect(row.length).toBeLessThanOrEqual(110);
  expect(textOf(bytes)).not.toMatch(/[^\r]\n|dora@|^X-Evil/m);
  const read = await PostalMime.parse(bytes);
  expect(read.from).toMatchObject({ name: 'Anna "A" Berg', address: 'anna@nightmail.test' });
  expect(read.to?.[0]).toMatchObject(letter.to[0]!.name ? { name: letter.to[0]!.name, address: 'bert@example.org' } : {});
  expect(read.subject).toBe(letter.subject.replace('\r\n', ' '));
  expect(read.text?.trim()).toBe(letter.text.trim());
  expect(read.attachments[0]?.filename).toContain('Überblick');
  expect(new Uint8Array(read.attachments[0]!.content as ArrayBuffer)).toEqual(letter.files[0]!.bytes);
  expect(textOf(clearLetter(letter, true))).toContain('Bcc: dora@example.net');
});

test('an encrypted letter shows servers addresses only, and opens with everything inside', async () => {
  const vault = new Vault();
  const made = await vault.newAccount('anna@nightmail.test', 'test');
  const own = made.items[0]!.name.slice(8);
  const { fromBase64url } = await import('../../crypto/bytes');
  const armored = await vault.encryptLetter(protectedPayload(letter), [fromBase64url(made.certificate)], own);
  const outer = textOf(encryptedLetter(letter, armored));
  expect(outer).toMatch(/^From: anna@nightmail.test\r\nTo: bert@example.org\r\nSubject: \.\.\.\r\n/);
  expect(outer).not.toMatch(/Grü|Gr=C3|Bert |dora@|a1@example|=\?utf-8/);
  const channel = new MessageChannel();
  const opener = new Opener();
  const keys = new Promise((resolve) => (channel.port2.onmessage = ({ data }) => resolve(opener.setKeys(data))));
  vault.addOpener(channel.port1);
  await keys;
  channel.port1.close();
  const [inner] = await opener.openAll([utf8(armored)]);
  const read = await PostalMime.parse(inner!);
  expect(read.subject).toContain('夜行列車');
  expect(textOf(inner!)).toMatch(/HP-Outer: Subject: \.\.\.\r\n[^]*hp=cipher/);
  const [sealed] = await vault.sealMail([utf8('for me')], own);
  const [mine] = await opener.openAll([sealed!]);
  expect(textOf(mine!)).toBe('for me');
});

test('quoted-printable keeps its lines short and its ends visible', () => {
  expect(quotedPrintable('a=b \r\nü')).toBe('a=3Db=20\r\n=C3=BC');
  for (const row of quotedPrintable('ü'.repeat(200)).split('\r\n')) expect(row.length).toBeLessThanOrEqual(76);
});

test('addresses as people type them', () => {
  const { people, wrong } = parsePeople('Anna <a@x.org>, b@y.org; "Berg, C." <c@z.org>\nb@Y.org, nobody, <@>');
  expect(people).toEqual([{ name: 'Anna', email: 'a@x.org' }, { name: '', email: 'b@y.org' }, { name: 'Berg, C.', email: 'c@z.org' }]);
  expect(wrong).toEqual(['nobody', '<@>']);
  expect(parsePeople(peopleText(people)).people).toEqual(people);
});

const person = (email: string) => ({ name: '', email });
const old = {
  from: [person('bert@x.org')], to: [person('anna@x.org'), person('carl@x.org')], cc: [person('dora@x.org'), person('Bert@x.org')],
  replyTo: [], subject: 'Re: Plans', messageId: 'm2', inReplyTo: ['m1'], references: ['m0', 'm1'],
} as unknown as Summary;

test('replies go to whom they should', () => {
  const emails = (kind: 'reply' | 'replyall', own: string) => {
    const { to, cc } = recipientsOf(old, kind, own);
    return [to, cc].map((list) => list.map(({ email }) => email));
  };
  expect(emails('reply', 'anna@x.org')).toEqual([['bert@x.org'], []]);
  expect(emails('replyall', 'anna@x.org')).toEqual([['bert@x.org', 'carl@x.org'], ['dora@x.org']]);
  expect(emails('reply', 'bert@x.org')).toEqual([['anna@x.org', 'carl@x.org'], []]);
  const start = startOf('reply', old, 'one\n> two', 'Bert wrote:', 'anna@x.org');
  expect(start).toMatchObject({ subject: 'Re: Plans', inReplyTo: ['m2'], references: ['m0', 'm1', 'm2'], text: '\n\nBert wrote:\n> one\n>> two\n' });
  expect(startOf('forward', old, 'x', 'h', 'a').subject).toBe('Fwd: Re: Plans');
});
