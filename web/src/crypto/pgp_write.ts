// SPDX-License-Identifier: Apache-2.0
//
// Making OpenPGP messages: letters to others (signed and encrypted), and copies sealed to the own key.
import { createMessage, encrypt, readKey, type PrivateKey } from 'openpgp';
import type { Bytes } from './bytes';

/** Uncompressed: sizes after compression would tell about the content. */
const config = { aeadProtect: false, preferredCompressionAlgorithm: 0 as never };

export async function fingerprintOf(binaryKey: Bytes): Promise<string> {
  return (await readKey({ binaryKey })).getFingerprint();
}

/** The newer certificate of the same key, with what only the old one knows, such as that it was revoked. */
export async function mergeCertificates(old: Bytes, newer: Bytes): Promise<Bytes> {
  const [known, found] = await Promise.all([readKey({ binaryKey: old }), readKey({ binaryKey: newer })]);
  return (await found.update(known)).write() as Bytes;
}

/** Signed by `own`, readable by the holders of `certificates`; armored. Throws if a certificate can't encrypt. */
export async function encryptLetter(binary: Bytes, certificates: Bytes[], own: PrivateKey): Promise<string> {
  const encryptionKeys = await Promise.all(certificates.map((binaryKey) => readKey({ binaryKey })));
  const message = await createMessage({ binary });
  return (await encrypt({ message, encryptionKeys, signingKeys: own, config })) as string;
}

/** For the own key; binary, as the server stores it. */
export async function sealTo(binary: Bytes, own: PrivateKey): Promise<Bytes> {
  const message = await createMessage({ binary });
  return (await encrypt({ message, encryptionKeys: own.toPublic(), format: 'binary', config })) as Bytes;
}
