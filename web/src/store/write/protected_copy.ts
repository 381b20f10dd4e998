// SPDX-License-Identifier: Apache-2.0
//
// The copy for those without a key, left sealed under a password on the own service; what travels is a notice with the
// link: docs/formats/protected-message.md.
import { toBase64url, type Bytes } from '../../crypto/bytes';
import { bytesOf, type Arguments } from '../../jmap/client';
import { ServiceError } from '../../jmap/http';
import type { Open } from '../session.svelte';
import { clearLetter, type Letter } from './mime';

export interface Protection {
  password: string;
  /** Until it is gone: 1 to 90. */
  days: number;
  /** How often a wrong password may be tried. */
  tries: number;
  /** The notice, in the writer's language. */
  notice: (link: string) => { subject: string; text: string };
}

export interface ProtectedCopy { id: string; message: Bytes }

const DAY = 86_400_000;

export async function protectedCopy(open: Open, letter: Letter, recipients: string[], wish: Protection): Promise<ProtectedCopy> {
  const payload = { from: letter.from.email, to: recipients, answerTo: await ownCertificate(open), message: clearLetter(letter, false) };
  const { sealed, salt, proofHash, linkSecret } = await open.workers.vault.sealProtected(payload, wish.password);
  const blobId = await open.client.upload(sealed);
  const create = {
    new: {
      blobId, salt: toBase64url(salt), proofHash: toBase64url(proofHash), maxTries: wish.tries, mayAnswer: true,
      expiresAt: new Date(Date.now() + wish.days * DAY - 60_000).toISOString().replace(/\.\d+/, ''),
    },
  };
  const answer = await open.client.call('ProtectedMessage/set', { create });
  const id = (answer.created as Record<string, Arguments> | null)?.new?.id;
  if (typeof id !== 'string') throw new ServiceError('notCreated');
  const link = `${location.origin}/m/${encodeURIComponent(id)}#${toBase64url(linkSecret)}`;
  const notice = { ...letter, ...wish.notice(link), html: undefined, files: [], inReplyTo: [], references: [] };
  return { id, message: clearLetter(notice, false) };
}

export async function revoke(open: Open, ids: string[]): Promise<void> {
  if (ids.length) await open.client.call('ProtectedMessage/set', { destroy: ids });
}

/** Answers are sealed to it. */
async function ownCertificate(open: Open): Promise<Bytes> {
  const { list } = await open.client.call('PublicKey/get', { ids: null });
  const certificate = bytesOf(Array.isArray(list) ? list.find((key) => key?.isPrimary === true)?.certificate : undefined);
  const fingerprint = certificate && (await open.workers.vault.fingerprintOf(certificate));
  if (!certificate || !(await open.workers.vault.fingerprints()).includes(fingerprint!)) throw new ServiceError('badAnswer');
  return certificate;
}
