// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { createMessage, encrypt, generateKey, sign, createCleartextMessage, type PrivateKey, type PublicKey } from 'openpgp';
import { beforeAll, expect, test } from 'vitest';
import { pgpFor } from './pgp_read';
import { readLetter } from '../mail/letter';
import { fromLatin1, type Octets } from '../mail/octets';

let anna: PrivateKey, bob: PrivateKey, annaPublic: PublicKey, bobPublic: PublicKey;
beforeAll(async () => {
  const make = async (email: string) => (await generateKey({ userIDs: [{ email }], format: 'object', curve: 'curve25519Legacy', type: 'ecc' })).privateKey;
  [anna, bob] = await Promise.all([make('anna@nightmail.test'), make('bob@example.org')]);
  [annaPublic, bobPublic] = [anna.toPublic(), bob.toPublic()];
});

const HEAD = 'From: Bob <bob@example.org>\r\nTo: anna@nightmail.test\r\nSubject: ...\r\nMIME-Version: 1.0\r\n';
const read = (text: string, known = [bobPublic]) => readLetter(fromLatin1(text) as Octets, pgpFor([anna], known));

function pgpMime(armored: string): string {
  return `${HEAD}Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="b"\r\n\r\n` +
    `--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\n${armored}\r\n--b--\r\n`;
}

async function sealed(payload: string, signer: PrivateKey | undefined = bob): Promise<string> {
  const message = await createMessage({ binary: new TextEncoder().encode(payload) });
  return encrypt({ message, encryptionKeys: annaPublic, ...(signer ? { signingKeys: signer } : {}) }) as Promise<string>;
}

const PAYLOAD = 'From: Bob <bob@example.org>\r\nSubject: The true subject\r\n' +
  'Content-Type: text/plain; charset=utf-8; hp="cipher"\r\n\r\nInside\r\n';

test('PGP/MIME opens, its signature is judged, and the fields from inside count', async () => {
  const letter = await read(pgpMime(await sealed(PAYLOAD)));
  expect(letter.subject).toBe('The true subject');
  expect(letter.text?.trim()).toBe('Inside');
  expect(letter.protection).toMatchObject({ encrypted: true, isSigned: true, protectedFields: true, otherSender: false, failure: undefined });
  expect(letter.protection.signatures).toMatchObject([{ status: 'good', fingerprint: bobPublic.getFingerprint() }]);
});

test('a signature by a key that is not the sender’s proves nothing', async () => {
  const letter = await read(pgpMime(await sealed(PAYLOAD, anna)));
  expect(letter.protection.signatures).toMatchObject([{ status: 'unknown-key' }]);
  expect((await read(pgpMime(await sealed(PAYLOAD)), [])).protection.signatures).toMatchObject([{ status: 'unknown-key' }]);
});

test('another sender inside than outside is not believed', async () => {
  const letter = await read(pgpMime(await sealed(PAYLOAD.replace('bob@', 'boss@'))));
  expect(letter.protection.otherSender).toBe(true);
  expect(letter.from).toEqual([{ name: 'Bob', email: 'bob@example.org' }]);
});

test('fields inside without the mark of their sender are content, not header', async () => {
  const letter = await read(pgpMime(await sealed(PAYLOAD.replace('; hp="cipher"', ''))));
  expect(letter.subject).toBe('...');
  expect(letter.protection.protectedFields).toBe(false);
});

test('what is not for this key, damaged, or no message at all says so and shows nothing of itself', async () => {
  const message = await createMessage({ text: 'x' });
  const foreign = await encrypt({ message, encryptionKeys: bobPublic }) as string;
  expect((await read(pgpMime(foreign))).protection.failure).toBe('other-key');
  const good = await sealed(PAYLOAD);
  const middle = good.length >> 1;
  const damaged = good.slice(0, middle) + (good[middle] === 'A' ? 'B' : 'A') + good.slice(middle + 1);
  const letter = await read(pgpMime(damaged));
  expect(letter.protection.failure).toBeDefined();
  expect(letter.text ?? '').not.toContain('Inside');
  expect((await read(pgpMime('no armor'))).protection.failure).toBe('unreadable');
});

test('a signed message is verified over its very octets', async () => {
  const covered = 'Content-Type: text/plain; charset=utf-8\r\n\r\nSigned =20words  \r\n';
  const signature = await sign({ message: await createMessage({ binary: new TextEncoder().encode(covered) }), signingKeys: bob, detached: true }) as string;
  const mail = (body: string) => `${HEAD}Content-Type: multipart/signed; micalg=pgp-sha512; protocol="application/pgp-signature"; boundary="s"\r\n\r\n` +
    `preamble\r\n--s\r\n${body}\r\n--s\r\nContent-Type: application/pgp-signature\r\n\r\n${signature}\r\n--s--\r\n`;
  const letter = await read(mail(covered));
  expect(letter.protection).toMatchObject({ encrypted: false, isSigned: true });
  expect(letter.protection.signatures).toMatchObject([{ status: 'good' }]);
  expect((await read(mail(covered).replace(/\r\n/g, '\n'))).protection.signatures).toMatchObject([{ status: 'good' }]);
  expect((await read(mail(covered.replace('words', 'swords')))).protection.signatures).toMatchObject([{ status: 'bad' }]);
});

test('inline PGP: the block is shown, what stands around it is not', async () => {
  const text = `${HEAD}\r\nPay to this account instead!\r\n${await sealed('Inline words\n')}\r\n`;
  const letter = await read(text);
  expect(letter.text).toBe('Inline words\n');
  expect(letter.protection).toMatchObject({ encrypted: true, leftOut: true });

  const cleartext = await sign({ message: await createCleartextMessage({ text: 'Cleartext\n- dashed  \nlast' }), signingKeys: bob }) as string;
  const signedLetter = await read(`${HEAD}\r\n${cleartext}`);
  expect(signedLetter.text).toContain('- dashed');
  expect(signedLetter.protection.signatures).toMatchObject([{ status: 'good' }]);
  const altered = await read(`${HEAD}\r\n${cleartext.replace('last', 'lost')}`);
  expect(altered.protection.signatures).toMatchObject([{ status: 'bad' }]);
});

test('layers end: a message within a message within … is not followed for ever', async () => {
  let payload = PAYLOAD;
  for (let depth = 0; depth < 7; depth++) payload = pgpMime(await sealed(payload));
  expect((await read(payload)).protection.encrypted).toBe(true);
});

test('every test mail is taken apart, plain ones without a word of protection', async () => {
  const folder = new URL('../../../testdata/mail/', import.meta.url);
  for (const name of ['alternative', 'related', 'mixed_attachments', 'nested_message', 'charset_koi8_r', 'empty', 'nul_bytes', 'unclosed_headers', 'boundary_never_used']) {
    const bytes = new Uint8Array(readFileSync(new URL(`${name}.eml`, folder)));
    const expected = JSON.parse(readFileSync(new URL(`${name}.json`, folder), 'utf8'));
    const letter = await readLetter(bytes, pgpFor([anna], []));
    expect(letter.protection, name).toMatchObject({ encrypted: false, isSigned: false, failure: undefined });
    expect(letter.subject, name).toBe(expected.subject ?? '');
  }
});
