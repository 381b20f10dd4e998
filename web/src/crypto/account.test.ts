// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { hkdf32, purposeKey, unwrapSecret, wrapSecret, type Purpose } from './account_secret';
import { fromHex, textOf, toHex } from './bytes';
import { parsePhrase, phraseOf, recoveryPublicKey, recoverySign } from './recovery';
import { openBlob, sealBlob } from './sealed_blob';

const vectors = JSON.parse(readFileSync(new URL('../../../testdata/account/account.json', import.meta.url), 'utf8'));
const secret = fromHex(vectors.account_secret);
const entropy = fromHex(vectors.recovery_entropy);

test('the account secret is wrapped as the vectors say', () => {
  const { by_password: p, by_phrase: w } = vectors.wrapped;
  expect(toHex(wrapSecret('password', secret, fromHex(p.export_key), fromHex(p.nonce)))).toBe(p.wrapped);
  expect(toHex(wrapSecret('phrase', secret, entropy, fromHex(w.nonce)))).toBe(w.wrapped);
  expect(toHex(unwrapSecret('password', fromHex(p.wrapped), fromHex(p.export_key)))).toBe(vectors.account_secret);
  expect(toHex(hkdf32(entropy, 'nightmail recovery wrap v1'))).toBe(w.wrap_key);
});

test('every purpose has its key, and blobs open under their own id only', () => {
  for (const field of vectors.fields) {
    const key = purposeKey(secret, field.purpose as Purpose);
    expect(toHex(key)).toBe(field.subkey);
    const sealed = sealBlob(key, field.purpose, fromHex(field.id), fromHex(field.plaintext), fromHex(field.nonce));
    expect(toHex(sealed)).toBe(field.sealed);
    expect(toHex(openBlob(key, field.purpose, fromHex(field.id), sealed))).toBe(field.plaintext);
    expect(() => openBlob(key, field.purpose, fromHex(`${field.id}00`), sealed)).toThrow();
    sealed[0] = 2;
    expect(() => openBlob(key, field.purpose, fromHex(field.id), sealed)).toThrow();
  }
});

test('the recovery phrase', () => {
  expect(phraseOf(entropy)).toBe(vectors.recovery_phrase);
  const numbered = (vectors.recovery_phrase as string).split(' ').map((w, i) => `${i + 1}. ${w.slice(0, 4).toUpperCase()}`);
  const parsed = parsePhrase(numbered.join('\n'));
  expect('entropy' in parsed && toHex(parsed.entropy)).toBe(vectors.recovery_entropy);
  expect(parsePhrase('letter army')).toEqual({ problem: 'count', found: 2 });
  expect(parsePhrase(vectors.recovery_phrase.replace('path', 'pfad'))).toEqual({ problem: 'word', position: 3 });
  expect(parsePhrase(vectors.recovery_phrase.replace('path', 'army'))).toEqual({ problem: 'checksum' });
});

test('the proof of the phrase', () => {
  const proof = vectors.recovery_authentication;
  expect(toHex(recoveryPublicKey(entropy))).toBe(proof.public_key);
  expect(toHex(recoverySign(entropy, fromHex(proof.challenge)))).toBe(proof.signature);
});

test('text that is not UTF-8 is refused', () => expect(() => textOf(fromHex('ff'))).toThrow());
