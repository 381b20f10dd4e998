// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { readKey, readPrivateKey } from 'openpgp';
import { expect, test } from 'vitest';
import type { Bytes } from './bytes';
import { Opener } from './opener';
import { makeKey } from './pgp';
import { quickSubkeys } from './subkeys';
import { openTwoPackets } from './two_packets';

const folder = new URL('../../../testdata/sealed/', import.meta.url);
const bytes = (name: string) => new Uint8Array(readFileSync(new URL(name, folder))) as Bytes;
const manifest = JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8'));

async function annasOpener(): Promise<Opener> {
  const key = await readPrivateKey({ armoredKey: readFileSync(new URL('anna.secret.asc', folder), 'utf8') });
  const opener = new Opener();
  opener.setKeys([key.write() as Bytes]);
  return opener;
}

test('opens every vector', async () => {
  const opener = await annasOpener();
  for (const { name, sealed, plain } of manifest.messages) {
    if (!plain) continue;
    const [opened] = await opener.openAll([bytes(sealed)]);
    expect(opened && Buffer.from(opened).equals(Buffer.from(bytes(plain))), name).toBe(true);
  }
});

test('refuses what was changed or cut, anywhere', async () => {
  const opener = await annasOpener();
  const good = bytes('tiny.sealed');
  const bad = Array.from({ length: good.length }, (_, at) => good.map((byte, index) => (index === at ? byte ^ 1 : byte)));
  bad.push(...[1, 50, 96, 97, good.length - 1].map((length) => good.slice(0, length)));
  const opened = await opener.openAll(bad);
  // A bit of the recipient's key id or of unused fields may change; the plaintext may not.
  const plain = Buffer.from(bytes('tiny.plain'));
  for (const result of opened) expect(result === null || Buffer.from(result).equals(plain)).toBe(true);
});

test('takes the quick way with what this service sealed, and with nothing else', async () => {
  const key = await readPrivateKey({ armoredKey: readFileSync(new URL('anna.secret.asc', folder), 'utf8') });
  const subkeys = await quickSubkeys(key);
  expect(subkeys.length).toBe(1);
  for (const { sealed, plain, made_by } of manifest.messages) {
    const quick = await openTwoPackets(bytes(sealed), subkeys);
    if (made_by === 'nightmail' && plain) expect(Buffer.from(quick!).equals(Buffer.from(bytes(plain))), sealed).toBe(true);
    else expect(quick, sealed).toBeUndefined();
  }
  expect(await openTwoPackets(bytes('tiny.sealed'), [])).toBeUndefined();
});

test('the quick way throws at every change behind the key', async () => {
  const key = await readPrivateKey({ armoredKey: readFileSync(new URL('anna.secret.asc', folder), 'utf8') });
  const [good, subkeys] = [bytes('tiny.sealed'), await quickSubkeys(key)];
  for (let at = 99; at < good.length; at++) {
    await expect(openTwoPackets(good.map((byte, index) => (index === at ? byte ^ 1 : byte)), subkeys), `octet ${at}`).rejects.toThrow();
  }
});

test('makes a key of the form that the format asks for', async () => {
  const made = await makeKey('anna@nightmail.test');
  const certificate = await readKey({ binaryKey: made.certificate });
  expect(made.fingerprint).toMatch(/^[0-9a-f]{40}$/);
  expect(certificate.isPrivate()).toBe(false);
  expect(certificate.getAlgorithmInfo().algorithm).toBe('eddsaLegacy');
  expect((await certificate.getEncryptionKey()).getAlgorithmInfo().algorithm).toBe('ecdh');
  expect(await certificate.getExpirationTime()).toBe(Infinity);
});
