// SPDX-License-Identifier: Apache-2.0
import { sha256 } from '@noble/hashes/sha2.js';
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { fromHex, textOf, toHex, utf8, type Bytes } from './bytes';
import { openProtected, paddedSize, protectedKeys, readPayload, sealProtected, writePayload } from './protected_message';

interface Vector {
  name: string; password: string; salt: string; link_secret: string; proof: string; proof_hash: string; key: string;
  head: string; message: string; sealed: string;
}
const { padded_sizes, messages } = JSON.parse(
  readFileSync(new URL('../../../testdata/protected/protected.json', import.meta.url), 'utf8'),
) as { padded_sizes: [number, number][]; messages: Vector[] };

test.each(messages)('$name: keys and payload of the vector', async (vector) => {
  const salt = fromHex(vector.salt);
  const keys = await protectedKeys(vector.password, salt, fromHex(vector.link_secret));
  expect(toHex(keys.proof)).toBe(vector.proof);
  expect(toHex(keys.message)).toBe(vector.key);
  expect(toHex(sha256(keys.proof))).toBe(vector.proof_hash);
  const payload = openProtected(keys, salt, fromHex(vector.sealed));
  expect(textOf(payload.message)).toBe(vector.message);
  const head = JSON.parse(vector.head);
  expect(payload.to).toEqual(head.to);
  expect(payload.answerTo !== undefined).toBe('answerTo' in head);
});

test('sizes are padded as in the vectors', () => {
  for (const [size, padded] of padded_sizes) expect(paddedSize(size), String(size)).toBe(padded);
});

test('what is sealed opens with password and link, and with nothing else', async () => {
  const payload = { from: 'änne@a.test', to: ['b@b.test'], answerTo: new Uint8Array([1, 2]), message: utf8('Subject: x\r\n\r\nhi') };
  const { sealed, salt, linkSecret } = await sealProtected(payload, 'grüß Gott');
  const keys = await protectedKeys('gru\u0308ß Gott', salt, linkSecret); // typed on another keyboard
  expect(openProtected(keys, salt, sealed)).toEqual(payload);
  const wrong = await protectedKeys('gruss Gott', salt, linkSecret);
  expect(() => openProtected(wrong, salt, sealed)).toThrow();
});

test('broken payloads are refused', () => {
  const whole = writePayload({ from: 'a@a', to: [], message: utf8('hi') });
  expect(readPayload(whole).from).toBe('a@a');
  const changed = (at: number, value: number) => {
    const copy = whole.slice() as Bytes;
    copy[at] = value;
    return copy;
  };
  expect(() => readPayload(changed(0, 255))).toThrow();
  expect(() => readPayload(changed(whole.length - 1, 1))).toThrow();
  expect(() => readPayload(changed(9, 50))).toThrow(); // "v":2
  expect(() => readPayload(new Uint8Array(3))).toThrow();
});
