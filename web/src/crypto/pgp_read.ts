// SPDX-License-Identifier: Apache-2.0
//
// Other people's OpenPGP messages and signatures, as unwrapping needs them (mail/unwrap.ts), by OpenPGP.js.
import { createMessage, decrypt, readKey, readMessage, readSignature, verify, type PrivateKey, type PublicKey } from 'openpgp';
import { OpenError, type Failure, type Pgp, type Signature, type SignatureStatus } from '../mail/unwrap';
import { textOf, type Bytes } from './bytes';
import './pgp'; // its configuration

const isArmored = (bytes: Bytes) => bytes.subarray(0, 64).includes(0x2d) && /^\s*-----BEGIN PGP /.test(latin(bytes.subarray(0, 64)));
const latin = (bytes: Bytes) => String.fromCharCode(...bytes);

const FAILURES: [RegExp, Failure][] = [
  [/too large|size exceeded/i, 'too-large'],
  [/not integrity protected|MDC missing|Missing MDC/i, 'not-protected'],
  [/Session key decryption failed|No decryption key|No public key encrypted/i, 'other-key'],
  [/modification|integrity|authentication|Decryption error|Unexpected end|Misformed|CRC|checksum/i, 'damaged'],
];

function failureOf(error: unknown): Failure {
  const words = error instanceof Error ? error.message : '';
  return FAILURES.find(([pattern]) => pattern.test(words))?.[1] ?? 'unreadable';
}

const STATES: [RegExp, SignatureStatus][] = [
  [/Could not find signing key/, 'unknown-key'],
  [/revoked/i, 'revoked-key'],
  [/Signature is expired/, 'expired'],
  [/key is expired|Key is newer/i, 'expired-key'],
  [/digest did not match|verification failed/i, 'bad'],
];

type Found = Awaited<ReturnType<typeof verify>>['signatures'][number];

function statusOf(error: Error): SignatureStatus {
  return STATES.find(([pattern]) => pattern.test(error.message))?.[1] ?? 'unsupported';
}

async function judge(found: Found, certificates: PublicKey[]): Promise<Signature> {
  const packet = (await found.signature.catch(() => undefined))?.packets[0];
  const owner = certificates.find((one) => one.getKeys(found.keyID).length > 0);
  const named = packet?.issuerFingerprint ? hex(packet.issuerFingerprint) : found.keyID.toHex();
  const fingerprint = (owner?.getFingerprint() ?? named).toLowerCase();
  const status = await found.verified.then((): SignatureStatus => 'good', statusOf);
  return { status, fingerprint, created: packet?.created?.getTime() };
}

const hex = (bytes: Uint8Array) => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

/** Certificates that do not parse are left out. */
export async function readCertificates(certificates: Bytes[]): Promise<PublicKey[]> {
  const read = await Promise.all(certificates.map((binaryKey) => readKey({ binaryKey }).catch(() => undefined)));
  return read.filter((key) => key !== undefined).map((key) => key.toPublic());
}

/** `certificates`: of those who may have signed. */
export function pgpFor(decryptionKeys: PrivateKey[], certificates: PublicKey[]): Pgp {
  const all = (found: Found[]) => Promise.all(found.map((one) => judge(one, certificates)));
  return {
    async open(bytes) {
      try {
        const message = await (isArmored(bytes) ? readMessage({ armoredMessage: textOf(bytes) }) : readMessage({ binaryMessage: bytes }));
        const { data, signatures } = await decrypt({ message, decryptionKeys, verificationKeys: certificates, format: 'binary' });
        return { plain: data as Bytes, signatures: await all(signatures) };
      } catch (error) {
        throw new OpenError(failureOf(error));
      }
    },
    async verify(covered, bytes) {
      const signature = await (isArmored(bytes) ? readSignature({ armoredSignature: textOf(bytes) }) : readSignature({ binarySignature: bytes }));
      const message = await createMessage({ binary: covered });
      const { signatures } = await verify({ message, signature, verificationKeys: certificates, format: 'binary' });
      return all(signatures);
    },
  };
}
