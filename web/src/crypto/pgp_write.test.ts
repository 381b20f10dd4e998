// SPDX-License-Identifier: Apache-2.0
import { generateKey, readKey, revokeKey } from 'openpgp';
import { expect, test } from 'vitest';
import { mergeCertificates } from './pgp_write';

test('a certificate that was revoked stays so, whatever is found later', async () => {
  const { privateKey, publicKey } = await generateKey({ userIDs: [{ email: 'a@x.test' }], format: 'object' });
  const { publicKey: revoked } = await revokeKey({ key: privateKey, format: 'object' });
  const [old, fresh] = [revoked, publicKey].map((key) => key.write() as Uint8Array<ArrayBuffer>) as [Uint8Array<ArrayBuffer>, Uint8Array<ArrayBuffer>];
  for (const [first, second] of [[old, fresh], [fresh, old]] as const) {
    const merged = await readKey({ binaryKey: await mergeCertificates(first, second) });
    expect(await merged.isRevoked()).toBe(true);
  }
  expect(await (await readKey({ binaryKey: await mergeCertificates(fresh, fresh) })).isRevoked()).toBe(false);
});
