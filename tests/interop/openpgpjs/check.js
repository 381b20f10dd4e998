// SPDX-License-Identifier: Apache-2.0
//
// Opens testdata/sealed and fresh seals with OpenPGP.js, and lets pgp_tool open what OpenPGP.js sealed.
// Usage: node check.js PGP_TOOL   (ctest: interop.openpgpjs)
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as openpgp from 'openpgp';

const tool = process.argv[2];
const vectors = new URL('../../../testdata/sealed/', import.meta.url);
const manifest = JSON.parse(readFileSync(new URL('manifest.json', vectors), 'utf8'));
const scratch = mkdtempSync(join(tmpdir(), 'nightmail-openpgpjs-'));
const path = (name) => join(scratch, name);
const pgpTool = (...args) => execFileSync(tool, args, { stdio: ['ignore', 'inherit', 'inherit'] });

async function readMessage(bytes) {
  return bytes[0] & 0x80
    ? openpgp.readMessage({ binaryMessage: new Uint8Array(bytes) })
    : openpgp.readMessage({ armoredMessage: bytes.toString() });
}

async function open(bytes, key) {
  const message = await readMessage(bytes);
  const { data } = await openpgp.decrypt({ message, decryptionKeys: key, format: 'binary' });
  return Buffer.from(data);
}

async function vectorsOpen() {
  const armoredKey = readFileSync(new URL(manifest.secret_key, vectors), 'utf8');
  const key = await openpgp.readPrivateKey({ armoredKey });
  assert.equal(key.getFingerprint().toUpperCase(), manifest.fingerprint);
  for (const { name, sealed, plain } of manifest.messages) {
    const opened = await open(readFileSync(new URL(sealed, vectors)), key);
    assert.deepEqual(opened, readFileSync(new URL(plain, vectors)), name);
  }
}

async function freshSealsOpen() {
  pgpTool('generate', 'Anna', 'anna@nightmail.test', path('secret'), path('certificate'));
  const key = await openpgp.readPrivateKey({ armoredKey: readFileSync(path('secret'), 'utf8') });
  for (const size of [0, 1, 185, 186, 600, 8377, 8378, 70000, 1 << 20]) {
    const plain = randomBytes(size);
    writeFileSync(path('plain'), plain);
    pgpTool('seal', path('certificate'), path('plain'), path('sealed'));
    const sealed = readFileSync(path('sealed'));
    assert.deepEqual(await open(sealed, key), plain, `${size} octets`);
    sealed[sealed.length - 5] ^= 1;
    await assert.rejects(open(sealed, key), `${size} octets, damaged`);
  }
}

// Keys made by either side, sealed by OpenPGP.js, opened by us.
async function weOpenTheirs() {
  const theirs = await openpgp.generateKey({
    type: 'ecc', curve: 'curve25519Legacy', userIDs: [{ email: 'ben@nightmail.test' }],
  });
  const pairs = [
    [readFileSync(path('secret'), 'utf8'), readFileSync(path('certificate'), 'utf8')],
    [theirs.privateKey, theirs.publicKey],
  ];
  for (const [secret, armoredKey] of pairs) {
    writeFileSync(path('their-secret'), secret);
    const plain = randomBytes(5000);
    const sealed = await openpgp.encrypt({
      message: await openpgp.createMessage({ binary: new Uint8Array(plain) }),
      encryptionKeys: await openpgp.readKey({ armoredKey }), format: 'binary',
    });
    writeFileSync(path('their-sealed'), sealed);
    pgpTool('open', path('their-secret'), path('their-sealed'), path('opened'));
    assert.deepEqual(readFileSync(path('opened')), plain);
  }
  writeFileSync(path('their-certificate'), theirs.publicKey);
  const ours = await openpgp.readPrivateKey({ armoredKey: theirs.privateKey });
  pgpTool('seal', path('their-certificate'), path('opened'), path('sealed'));
  assert.deepEqual(await open(readFileSync(path('sealed')), ours), readFileSync(path('opened')));
}

try {
  await vectorsOpen();
  await freshSealsOpen();
  await weOpenTheirs();
  console.log('OpenPGP.js and we open each other\'s messages');
} finally {
  rmSync(scratch, { recursive: true });
}
