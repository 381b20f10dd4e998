// SPDX-License-Identifier: Apache-2.0
//
// Sending: one encrypted message for those with keys, one clear one for those without, one of its own for each blind
// recipient; the sealed copy in Sent first, then the submissions, held for ten seconds so that one can think again.
import type { Bytes } from '../../crypto/bytes';
import { canonical } from '../../jmap/auth';
import { ServiceError } from '../../jmap/http';
import type { Mail } from '../mail.svelte';
import { ownFingerprint } from '../own_key';
import type { Open } from '../session.svelte';
import type { OwnIdentity } from './identities';
import { clearLetter, encryptedLetter, protectedPayload, type Letter } from './mime';
import { keepCopy } from './own_copy';
import type { Route } from './recipients';

export const HOLD_SECONDS = 10;

export interface Sent { submissionIds: string[]; emailId: string }

interface Copy { recipients: string[]; message: Bytes }

export async function send(mail: Mail, identity: OwnIdentity, letter: Letter, routes: Route[], holdUntil?: Date): Promise<Sent> {
  if (routes.some(({ kind }) => kind === 'stopped')) throw new ServiceError('keyStopped');
  const { open } = mail;
  const own = await ownFingerprint(open);
  const copies = await makeCopies(open, letter, routes, own);
  const blobs = await Promise.all(copies.map(({ message }) => open.client.upload(message, 'outgoing')));
  const encrypted = routes.every(({ kind }) => kind === 'encrypted');
  const emailId = await keepCopy(mail, letter, encrypted ? 'encrypted' : 'partly clear', 'sent', own);
  try {
    const create = Object.fromEntries(copies.map((copy, index) => [`s${index}`, submission(identity, emailId, blobs[index]!, copy, holdUntil)]));
    const answer = await open.client.call('EmailSubmission/set', { create });
    const refused = Object.values((answer.notCreated ?? {}) as Record<string, { type?: string }>)[0];
    const submissionIds = Object.values((answer.created ?? {}) as Record<string, { id: string }>).map(({ id }) => id);
    if (refused) {
      if (submissionIds.length) await cancel(open, submissionIds);
      throw new ServiceError(String(refused.type ?? 'badAnswer'));
    }
    void mail.contacts.learn([...letter.to, ...letter.cc, ...letter.bcc]).catch(() => undefined); // a convenience
    return { submissionIds, emailId };
  } catch (error) {
    await mail.messages.destroy([emailId]).catch(() => undefined);
    throw error;
  }
}

/** Takes it back: true if nothing has left yet. */
export async function undoSend(mail: Mail, sent: Sent): Promise<boolean> {
  const answer = await cancel(mail.open, sent.submissionIds);
  if (Object.keys((answer.notUpdated as object | null) ?? {}).length) return false;
  await mail.messages.destroy([sent.emailId]);
  return true;
}

function cancel(open: Open, ids: string[]) {
  return open.client.call('EmailSubmission/set', { update: Object.fromEntries(ids.map((id) => [id, { undoStatus: 'canceled' }])) });
}

function submission(identity: OwnIdentity, emailId: string, outgoingBlobId: string, copy: Copy, holdUntil?: Date) {
  const hold = holdUntil ? { HOLDUNTIL: holdUntil.toISOString().replace(/\.\d+/, '') } : { HOLDFOR: String(HOLD_SECONDS) };
  return {
    identityId: identity.id, emailId, outgoingBlobId,
    envelope: { mailFrom: { email: identity.email, parameters: hold }, rcptTo: copy.recipients.map((email) => ({ email, parameters: null })) },
  };
}

async function makeCopies(open: Open, letter: Letter, routes: Route[], own: string): Promise<Copy[]> {
  const blind = new Set(letter.bcc.map(({ email }) => canonical(email)));
  for (const { email } of [...letter.to, ...letter.cc]) blind.delete(canonical(email));
  const groups = [
    routes.filter(({ address, kind }) => kind === 'encrypted' && !blind.has(address)),
    routes.filter(({ address, kind }) => kind === 'clear' && !blind.has(address)),
    ...routes.filter(({ address }) => blind.has(address)).map((route) => [route]),
  ].filter((group) => group.length);
  return Promise.all(groups.map(async (group): Promise<Copy> => {
    const certificates = group.flatMap((route) => (route.kind === 'encrypted' ? [route.certificate] : []));
    const recipients = group.map(({ address }) => address);
    if (!certificates.length) return { recipients, message: clearLetter(letter, false) };
    const armored = await open.workers.vault.encryptLetter(protectedPayload(letter), certificates, own);
    return { recipients, message: encryptedLetter(letter, armored) };
  }));
}
