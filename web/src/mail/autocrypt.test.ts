// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { learn, parseAutocrypt } from './autocrypt';
import type { Letter } from './letter';
import { fromLatin1 } from './octets';

const FIELD = 'addr=bert@x.test; prefer-encrypt=mutual; _note=1; keydata=AAEC\r\n AwQ=';

test('the field, and what is none', () => {
  expect(parseAutocrypt(FIELD)).toEqual({ address: 'bert@x.test', preferEncrypt: true, certificate: new Uint8Array([0, 1, 2, 3, 4]) });
  for (const wrong of ['', 'addr=a@x', 'keydata=AAEC', 'addr=a@x; keydata=%', 'addr=a@x; keydata=', 'addr=a@x; addr=a@x; keydata=AAEC', 'addr=a@x; type=1; keydata=AAEC', 'addr=a@x; =1; keydata=AAEC']) {
    expect(parseAutocrypt(wrong), wrong).toBeUndefined();
  }
});

test('a letter teaches its only sender’s key once', () => {
  const letter = (header: string, more: object = {}) => ({
    original: fromLatin1(`${header}\r\n\r\nbody`), from: [{ name: '', email: 'Bert@x.test' }], sentAt: 5, protection: { otherSender: false }, ...more,
  }) as unknown as Letter;
  const good = `From: Bert@x.test\r\nAutocrypt: ${FIELD}`;
  expect(learn(letter(good), 9)).toMatchObject({ address: 'bert@x.test', at: 5 });
  expect(learn(letter(good, { sentAt: 99 }), 9)).toMatchObject({ at: 9 });
  expect(learn(letter(`${good}\r\nAutocrypt: nonsense`), 9)).toBeDefined();
  for (const bad of [letter(`${good}\r\nAutocrypt: ${FIELD}`), letter(`${good}\r\nFrom: eve@x.test`), letter(`${good}\r\nContent-Type: multipart/report`),
    letter(good, { from: [{ name: '', email: 'eve@x.test' }] }), letter(good, { protection: { otherSender: true } })]) expect(learn(bad, 9)).toBeUndefined();
});
