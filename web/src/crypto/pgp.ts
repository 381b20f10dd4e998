// SPDX-License-Identifier: Apache-2.0
//
// OpenPGP keys of the account, by OpenPGP.js. docs/formats/sealed-message.md, "The key".
import { config, createMessage, decrypt, encrypt, generateKey, readMessage, readPrivateKey, type PrivateKey } from 'openpgp';
import { textOf, type Bytes } from './bytes';

config.aeadProtect = false;
config.showVersion = false;
config.showComment = false;
config.maxDecompressedMessageSize = 128 * 1024 * 1024; // a small message must not fill the memory

export interface NewKey { fingerprint: string; secret: Bytes; certificate: Bytes }

export async function makeKey(address: string): Promise<NewKey> {
  const { privateKey, publicKey } = await generateKey({
    type: 'ecc', curve: 'curve25519Legacy', userIDs: [{ email: address }], format: 'object',
  });
  return {
    fingerprint: privateKey.getFingerprint(),
    secret: privateKey.write() as Bytes,
    certificate: publicKey.write() as Bytes,
  };
}

export function readSecret(binaryKey: Bytes): Promise<PrivateKey> {
  return readPrivateKey({ binaryKey });
}

/** The plaintext of one OpenPGP message, or a throw. Integrity is checked before anything is given out. */
export async function openMessage(binaryMessage: Bytes, decryptionKeys: PrivateKey[]): Promise<Bytes> {
  const armored = binaryMessage[0] === 0x2d; // '-': no packet begins so
  const message = await (armored ? readMessage({ armoredMessage: textOf(binaryMessage) }) : readMessage({ binaryMessage }));
  const { data } = await decrypt({ message, decryptionKeys, format: 'binary' });
  return data as Bytes;
}

/** Seals to the key's own certificate: docs/formats/sealed-message.md. */
export async function sealMessage(plain: Bytes, key: PrivateKey): Promise<Bytes> {
  const message = await createMessage({ binary: plain });
  return (await encrypt({ message, encryptionKeys: key.toPublic(), format: 'binary' })) as Bytes;
}
