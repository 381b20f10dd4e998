// SPDX-License-Identifier: Apache-2.0
//
// The encryption subkeys of an account's key that two_packets.ts can use.
import type { PrivateKey } from 'openpgp';
import { fromHex, type Bytes } from './bytes';
import { importSecret, type Subkey } from './two_packets';

interface EcdhPacket {
  algorithm: number;
  privateParams?: { d?: Uint8Array };
  publicParams?: { oid?: { getName(): string }; kdfParams?: { hash: number; cipher: number } };
}

function x25519Secret(packet: EcdhPacket): Bytes | undefined {
  const { oid, kdfParams } = packet.publicParams ?? {};
  const d = packet.privateParams?.d;
  if (packet.algorithm !== 18 || oid?.getName() !== 'curve25519Legacy' || kdfParams?.hash !== 8 || kdfParams.cipher !== 7) return undefined;
  if (!d || d.length > 32) return undefined;
  const secret = new Uint8Array(32); // d is a big-endian number without zeros in front
  secret.set(d, 32 - d.length);
  return secret.reverse();
}

/** None where the browser's WebCrypto has no X25519: then everything goes the general way. */
export async function quickSubkeys(key: PrivateKey): Promise<Subkey[]> {
  const found = key.getKeys().map(async (part): Promise<Subkey[]> => {
    const scalar = x25519Secret(part.keyPacket as unknown as EcdhPacket);
    const fingerprint = fromHex(part.getFingerprint());
    const secret = scalar && fingerprint.length === 20 && (await importSecret(scalar).catch(() => undefined));
    return secret ? [{ secret, fingerprint, keyId: fingerprint.slice(12) }] : [];
  });
  return (await Promise.all(found)).flat();
}
