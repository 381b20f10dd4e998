// SPDX-License-Identifier: Apache-2.0
//
// OpenPGP.js as a peer of tests/interop/sop.py: data on standard input, the result on standard output.
// Usage: node peer.js COMMAND FILE...
import { readFileSync } from 'node:fs';
import * as openpgp from 'openpgp';

const [command, ...files] = process.argv.slice(2);
const text = (name) => readFileSync(name, 'utf8');
const privateKey = (name) => openpgp.readPrivateKey({ armoredKey: text(name) });
const certificate = (name) => openpgp.readKey({ armoredKey: text(name) });
const input = () => readFileSync(0);
const message = async () => openpgp.createMessage({ binary: new Uint8Array(input()) });

const kinds = {
  ecc: { type: 'ecc', curve: 'curve25519Legacy' },
  rsa: { type: 'rsa', rsaBits: 2048 },
  v6: { type: 'curve25519', config: { v6Keys: true } },
};

async function verified(result) {
  for (const { verified: promise } of result.signatures) await promise;
  if (result.signatures.length === 0) throw new Error('not signed');
  return result.data;
}

const commands = {
  async generate(kind) {
    const { privateKey: key } = await openpgp.generateKey({
      ...kinds[kind], userIDs: [{ name: 'Ben', email: 'ben@nightmail.test' }],
    });
    return key;
  },
  async certificate(key) {
    return (await privateKey(key)).toPublic().armor();
  },
  async encrypt(from, to) {
    return openpgp.encrypt({
      message: await message(), signingKeys: await privateKey(from), encryptionKeys: await certificate(to),
    });
  },
  async decrypt(key, from) {
    return verified(await openpgp.decrypt({
      message: await openpgp.readMessage({ armoredMessage: input().toString() }), format: 'binary',
      decryptionKeys: await privateKey(key), verificationKeys: await certificate(from),
    }));
  },
  async cleartext(key) {
    return openpgp.sign({
      message: await openpgp.createCleartextMessage({ text: input().toString() }), signingKeys: await privateKey(key),
    });
  },
  async verify(from) {
    return verified(await openpgp.verify({
      message: await openpgp.readCleartextMessage({ cleartextMessage: input().toString() }),
      verificationKeys: await certificate(from),
    }));
  },
  // A message that the certificate does not ask for: AEAD-protected, RFC 9580.
  async seipd2(to) {
    const key = await certificate(to);
    key.subkeys.concat(key).forEach((part) => {
      for (const signature of [...(part.bindingSignatures ?? []), ...(part.users ?? []).flatMap((u) => u.selfCertifications)]) {
        signature.features = [0x01 | 0x08];
      }
    });
    return openpgp.encrypt({ message: await message(), encryptionKeys: key, config: { aeadProtect: true } });
  },
};

process.stdout.write(await commands[command](...files));
