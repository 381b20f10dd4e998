// SPDX-License-Identifier: Apache-2.0
//
// OwnCopy: a sent letter or a draft as its writer keeps it: the whole with Bcc, as it was before encryption, sealed to
// the own key like any message of the account (docs/formats/sealed-message.md, docs/formats/summary.md).
import { toBase64url, utf8, type Bytes } from '../../crypto/bytes';
import { sha256Hex } from '../../crypto/digest';
import { ServiceError } from '../../jmap/http';
import type { Mail } from '../mail.svelte';
import type { Role } from '../mailboxes.svelte';
import type { Person } from '../summary';
import { clearLetter, type Letter } from './mime';

export type CopyKind = 'draft' | 'encrypted' | 'partly clear';

/** Stores it in the mailbox of a role; returns its id. */
export async function keepCopy(mail: Mail, letter: Letter, kind: CopyKind, role: Role, own: string): Promise<string> {
  const message = clearLetter(letter, true);
  const summary = utf8(JSON.stringify(await summaryOf(letter, message, kind, own)));
  const [sealed, sealedSummary] = await mail.open.workers.vault.sealMail([message, summary], own);
  const blobId = await mail.open.client.upload(sealed!);
  const mailbox = await mailboxOf(mail, role);
  const keywords = { $seen: true, ...(role === 'drafts' ? { $draft: true } : {}) };
  const email = { blobId, mailboxIds: { [mailbox]: true }, keywords, sealedSummary: toBase64url(sealedSummary!) };
  const { created } = await mail.open.client.call('Email/import', { emails: { copy: email } });
  const id = (created as { copy?: { id?: unknown } } | null)?.copy?.id;
  if (typeof id !== 'string') throw new ServiceError('badAnswer');
  return id;
}

/** The mailbox of a role, which is made if there is none. */
export async function mailboxOf({ mailboxes }: Mail, role: Role): Promise<string> {
  return (mailboxes.byRole(role) ?? (await mailboxes.create('', role))).id;
}

const known = ({ name, email }: Person) => ({ ...(name ? { name } : {}), email });

/** docs/formats/summary.md */
async function summaryOf(letter: Letter, message: Bytes, kind: CopyKind, own: string) {
  return {
    v: 1,
    from: [known(letter.from)],
    to: letter.to.slice(0, 50).map(known),
    cc: letter.cc.slice(0, 50).map(known),
    subject: letter.subject.slice(0, 300),
    sentAt: { t: Math.floor(letter.date.getTime() / 1000), tz: 0 },
    messageId: letter.messageId,
    inReplyTo: letter.inReplyTo,
    references: letter.references,
    preview: letter.text.replace(/^>.*$/gm, '').replace(/\s+/g, ' ').trim().slice(0, 200),
    attachments: letter.files.filter((file) => !file.contentId).slice(0, 50)
      .map(({ name, type, bytes }) => ({ name, type: type || 'application/octet-stream', size: bytes.length })),
    ...(kind === 'draft' ? {} : { e2e: { ...(kind === 'encrypted' ? { encrypted: true } : {}), signed: 'good', fingerprint: own.toUpperCase() } }),
    trace: 0,
    sha256: await sha256Hex(message),
  };
}
