// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { inMbox, messagesOf } from './mbox';
import { fromLatin1, join, latin1 } from './octets';

const MAILS = ['Subject: a\r\n\r\nFrom here on\r\n>From there\r\n\r\n', 'Subject: b\r\n\r\n>>From\r\n', 'Subject: c\r\n\r\n\xe4 8-bit\r\n'];

test('what goes into an mbox comes out of it, octet for octet', () => {
  const file = join(...MAILS.map((mail) => inMbox(fromLatin1(mail), Date.UTC(2026, 10, 5))));
  expect(latin1(file)).toMatch(/^From MAILER-DAEMON Thu Nov {2}5 00:00:00 2026\nSubject: a\n\n>From here on\n>>From there\n/);
  expect([...messagesOf(file)].map(latin1)).toEqual(MAILS);
});

test('a file that is no mbox is one message; "From " inside a paragraph begins none', () => {
  expect([...messagesOf(fromLatin1('Subject: x\n\ny\n'))].map(latin1)).toEqual(['Subject: x\r\n\r\ny\r\n']);
  expect([...messagesOf(fromLatin1('From x\nSubject: x\n\ny\nFrom z\n\n'))].map(latin1)).toEqual(['Subject: x\r\n\r\ny\r\nFrom z\r\n']);
  expect([...messagesOf(fromLatin1(''))]).toEqual([]);
});
