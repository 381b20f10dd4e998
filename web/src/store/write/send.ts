// SPDX-License-Identifier: Apache-2.0
//
// Sending: one encrypted message for those with keys, one clear one for those without, one of its own for each blind
// recipient; a password-protected one instead of a clear one if its writer wishes. The sealed copy in Sent first, then
// the submissions, held for ten seconds so that one can think again, or until their time.
import type { Bytes } from '../../crypto/bytes';
import { canonical } from '../../jmap/auth';
import { ServiceError } from '../../jmap/http';
import type { Mail } from '../mail.svelte';
import { ownFingerprint } from '../own_key';
import type { Open } from '../session.svelte';
import type { OwnIdentity } from './identities';
import { clearLetter, encryptedLetter, protectedPayload, type Letter } from './mime';
import { keepCopy } from './own_copy';
import { cancel } from './outbox.svelte';
import { protectedCopy, revoke, type Protection } from './protected_copy';
import type { Route } from './recipients';

export const HOLD_SECONDS = 10;

export interface Sent { submissionIds: string[]; emailId: string; protectedIds: string[] }

export interface Wish {
  identity: OwnIdentity;
  /** When it leaves; undefined: now. */
  holdUntil?: Date | undefined;
  /** For those without a key; undefined: they get it clear. */
  protection?: Protection | undefined;
}

interface Copy { recipients: string[]; message: Bytes; protectedId?: string }

export async function send(mail: Mail, letter: Letter, routes: Route[], wish: Wish): Promise<Sent> {
  if (routes.some(({ kind }) => kind === 'stopped')) throw new ServiceError('keyStopped');
  const { open } = mail;
  const own = await ownFingerprint(open);
  const copies = await makeCopies(open, letter, routes, own, wish.protection);
  const protectedIds = copies.flatMap(({ protectedId }) => protectedId ?? []);
  let emailId = '';
  try {
    const blobs = await Promise.all(copies.map(({ message }) => open.client.upload(message, 'outgoing')));
    const readable = !wish.protection && routes.some(({ kind }) => kind === 'clear');
    emailId = await keepCopy(mail, letter, readable ? 'partly clear' : 'encrypted', 'sent', own);
    const create = Object.fromEntries(copies.map((copy, index) => [`s${index}`, submission(wish, emailId, blobs[index]!, copy)]));
    const answer = await open.client.call('EmailSubmission/set', { create });
    const refused = Object.values((answer.notCreated ?? {}) as Record<string, { type?: string }>)[0];
    const submissionIds = Object.values((answer.created ?? {}) as Record<string, { id: string }>).map(({ id }) => id);
    if (refused) {
      if (submissionIds.length) await cancel(mail, submissionIds);
      throw new ServiceError(String(refused.type ?? 'badAnswer'));
    }
    void mail.contacts.learn([...letter.to, ...letter.cc, ...letter.bcc]).catch(() => undefined); // a convenience
    return { submissionIds, emailId, protectedIds };
  } catch (error) {
    await revoke(open, protectedIds).catch(() => undefined);
    if (emailId) await mail.messages.destroy([emailId]).catch(() => undefined);
    throw error;
  }
}

/** Takes it back: true if nothing has left yet. */
export async function undoSend(mail: Mail, sent: Sent): Promise<boolean> {
  if (!(await cancel(mail, sent.submissionIds))) return false;
  await Promise.all([mail.messages.destroy([sent.emailId]), revoke(mail.open, sent.protectedIds)]);
  return true;
}

function submission({ identity, holdUntil }: Wish, emailId: string, outgoingBlobId: string, copy: Copy) {
  const hold = holdUntil ? { HOLDUNTIL: holdUntil.toISOString().replace(/\.\d+/, '') } : { HOLDFOR: String(HOLD_SECONDS) };
  return {
    identityId: identity.id, emailId, outgoingBlobId,
    envelope: { mailFrom: { email: identity.email, parameters: hold }, rcptTo: copy.recipients.map((email) => ({ email, parameters: null })) },
  };
}

async function makeCopies(open: Open, letter: Letter, routes: Route[], own: string, protection?: Protection): Promise<Copy[]> {
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
    if (!certificates.length && protection) {
      const { id, message } = await protectedCopy(open, letter, recipients, protection);
      return { recipients, message, protectedId: id };
    }
    if (!certificates.length) return { recipients, message: clearLetter(letter, false) };
    const armored = await open.workers.vault.encryptLetter(protectedPayload(letter), certificates, own);
    return { recipients, message: encryptedLetter(letter, armored) };
  }));
}
