// SPDX-License-Identifier: Apache-2.0
//
// The own OpenPGP keys as other programs take them: armored, a secret one only under a passphrase.
import { encryptKey, type PrivateKey } from 'openpgp';
import './pgp'; // its configuration

export interface KeyFacts { fingerprint: string; created: number; addresses: string[] }

export function factsOf(key: PrivateKey): KeyFacts {
  return { fingerprint: key.getFingerprint(), created: key.getCreationTime().getTime(), addresses: key.users.map(({ userID }) => userID?.email ?? '') };
}

export function publicText(key: PrivateKey): string {
  return key.toPublic().armor();
}

export async function lockedText(privateKey: PrivateKey, passphrase: string): Promise<string> {
  return (await encryptKey({ privateKey, passphrase })).armor();
}
