// SPDX-License-Identifier: Apache-2.0
//
// The endpoints behind the link of a password-protected message: docs/protocol.md. No account.
import { fromBase64url, toBase64url, type Bytes } from '../crypto/bytes';
import { jsonObject, request, ServiceError, textField } from './http';

export interface ProtectedInfo { salt: Bytes; expiresAt: Date; triesLeft: number; mayAnswer: boolean }

const place = (id: string, action = '') => `/protected/${encodeURIComponent(id)}${action}`;
const proven = (proof: Bytes) => ({ 'Nightmail-Proof': toBase64url(proof) });

export async function protectedInfo(id: string): Promise<ProtectedInfo> {
  const answer = await jsonObject(await request(place(id), {}));
  const expiresAt = new Date(textField(answer, 'expiresAt'));
  const salt = fromBase64url(textField(answer, 'salt'));
  if (salt.length !== 16 || Number.isNaN(expiresAt.getTime())) throw new ServiceError('badAnswer');
  return { salt, expiresAt, triesLeft: Number(answer.triesLeft) || 0, mayAnswer: answer.mayAnswer === true };
}

export async function fetchProtected(id: string, proof: Bytes): Promise<Bytes> {
  const answer = await request(place(id, '/open'), { method: 'POST', headers: proven(proof) });
  return new Uint8Array(await answer.arrayBuffer());
}

export async function postAnswer(id: string, proof: Bytes, body: Bytes): Promise<void> {
  const headers = { ...proven(proof), 'Content-Type': 'application/octet-stream' };
  await request(place(id, '/answer'), { method: 'POST', headers, body });
}
