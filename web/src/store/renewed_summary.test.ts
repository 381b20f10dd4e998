// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { utf8 } from '../crypto/bytes';
import { readLetter } from '../mail/letter';
import { OpenError, type Pgp } from '../mail/unwrap';
import { renewedSummary } from './renewed_summary';
import { readSummary } from './summary';

const PAYLOAD = 'From: =?utf-8?q?B=C3=B6b?= <bob@example.org>\r\nTo: Anna <anna@nightmail.test>\r\nSubject: The true subject\r\nMessage-ID: <in@x>\r\n' +
  'References: <a@x> <b@x>\r\nDate: Wed, 25 Nov 2026 10:00:00 +0130\r\nContent-Type: text/plain; charset=utf-8; hp="cipher"\r\n\r\nHello   there\r\n\r\n> quoted\r\n';
const MAIL = 'From: bob@example.org\r\nSubject: ...\r\nContent-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary=b\r\n\r\n' +
  '--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\nx\r\n--b--\r\n';
const OLD = readSummary(utf8(JSON.stringify({ v: 1, from: [{ email: 'bob@example.org' }], subject: '...', encrypted: 'pgp-mime', trace: 77, sha256: 'ab' })));

const signed = { status: 'good' as const, fingerprint: 'abcd', created: 1 };
const opens: Pgp = { open: async () => ({ plain: utf8(PAYLOAD), signatures: [signed] }), verify: async () => [] };
const closed: Pgp = { open: async () => { throw new OpenError('other-key'); }, verify: async () => [] };

test('the new summary says what was inside and keeps what it must', async () => {
  const letter = await readLetter(utf8(MAIL), opens);
  const summary = readSummary(renewedSummary(letter, OLD, letter.text ?? ''));
  expect(summary).toMatchObject({
    subject: 'The true subject', from: [{ name: 'Böb', email: 'bob@example.org' }], preview: 'Hello there', protected: true,
    messageId: 'in@x', references: ['a@x', 'b@x'], encrypted: 'pgp-mime', trace: 77, sha256: 'ab',
    e2e: { encrypted: true, signed: 'good', fingerprint: 'abcd' },
  });
  expect(JSON.parse(new TextDecoder().decode(renewedSummary(letter, OLD, ''))).sentAt.tz).toBe(90);
});

test('a letter that does not open is marked, so that no device tries for ever', async () => {
  const letter = await readLetter(utf8(MAIL), closed);
  const summary = readSummary(renewedSummary(letter, OLD, ''));
  expect(summary).toMatchObject({ subject: '...', protected: false, e2e: { encrypted: true, signed: 'none' }, trace: 77 });
});
