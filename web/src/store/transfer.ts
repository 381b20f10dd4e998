// SPDX-License-Identifier: Apache-2.0
//
// Mail out of the account and into it. What comes in is sealed here, in the browser, and gets its summary here.
import { toBase64url, type Bytes } from '../crypto/bytes';
import { sha256Hex } from '../crypto/digest';
import type { SealedItem } from '../crypto/vault';
import { bytesOf } from '../jmap/client';
import { ServiceError } from '../jmap/http';
import { inMbox, messagesOf } from '../mail/mbox';
import { Messages } from './messages.svelte';
import { ownFingerprint } from './own_key';
import { plainText } from './plain_text';
import { renewedSummary } from './renewed_summary';
import type { Open } from './session.svelte';
import { readSummary } from './summary';

export interface Progress { done: number; all: number; failed: number }
export type Report = (progress: Progress) => void;

const PAGE = 500;
const MOST = 512 << 20; // octets of a file that is taken in
const LARGEST = 50 << 20; // octets of a message

/** The account's keys, where no mailbox was opened before. */
export async function openKeys(open: Open): Promise<void> {
  if ((await open.workers.vault.fingerprints()).length) return;
  const { list } = await open.client.call('SealedItem/get', { ids: null });
  if (!Array.isArray(list)) throw new ServiceError('badAnswer');
  const items = list.filter((item) => typeof item?.name === 'string' && item.name.startsWith('openpgp/') && bytesOf(item.sealed));
  await open.workers.vault.loadKeys(items.map(({ name, sealed }): SealedItem => ({ name, sealed })));
}

async function idsOf(open: Open, mailboxId: string): Promise<string[]> {
  const ids = new Set<string>();
  for (let before = -1; ids.size > before;) {
    before = ids.size;
    const answer = await open.client.call('Email/query', { filter: { inMailbox: mailboxId }, sort: [{ property: 'receivedAt', isAscending: true }], position: before, limit: PAGE });
    if (!Array.isArray(answer.ids)) throw new ServiceError('badAnswer');
    for (const id of answer.ids) if (typeof id === 'string') ids.add(id);
  }
  return [...ids];
}

/** A mailbox as an mbox file; what does not open is left out and counted. */
export async function exportMailbox(open: Open, mailboxId: string, report: Report): Promise<Blob> {
  await openKeys(open);
  const messages = new Messages(open);
  const ids = await idsOf(open, mailboxId);
  const progress = { done: 0, all: ids.length, failed: 0 };
  const parts: Blob[] = [];
  for (let at = 0; at < ids.length; at += PAGE / 5) {
    const some = ids.slice(at, at + PAGE / 5);
    await messages.fetch(some);
    for (const id of some) {
      const text = await textOf(open, messages, id);
      if (text) parts.push(new Blob([text])); // the browser may keep these on its disk
      else progress.failed++;
      progress.done++;
      report({ ...progress });
    }
  }
  return new Blob(parts, { type: 'application/mbox' });
}

async function textOf(open: Open, messages: Messages, id: string): Promise<Bytes | undefined> {
  const message = messages.byId.get(id);
  if (!message?.summary) return undefined;
  let plain: Bytes | null = null;
  await open.workers.open([await open.client.download(message.blobId)], (_, opened) => (plain = opened));
  return plain ? inMbox((plain as Bytes).slice(message.summary.trace), message.receivedAt) : undefined;
}

/** Files (mbox, or one message each) into a mailbox, as mail that was read. What is no mail is counted. */
export async function importFiles(open: Open, files: Blob[], mailboxId: string, report: Report): Promise<Progress> {
  await openKeys(open);
  const own = await ownFingerprint(open);
  const progress = { done: 0, all: 0, failed: 0 };
  for (const file of files) {
    if (file.size > MOST) throw new ServiceError('tooLarge');
    const found = [...messagesOf(new Uint8Array(await file.arrayBuffer()))];
    progress.all += found.length;
    for (const message of found) {
      await importOne(open, message, mailboxId, own).catch((error) => {
        if (error instanceof ServiceError) throw error;
        progress.failed++;
      });
      progress.done++;
      report({ ...progress });
    }
  }
  return progress;
}

async function importOne(open: Open, message: Bytes, mailboxId: string, own: string): Promise<void> {
  if (message.length > LARGEST || !/^[!-9;-~]+:/.test(String.fromCharCode(...message.subarray(0, 200)))) throw new Error('no mail');
  const [sealed] = await open.workers.vault.sealMail([message], own);
  const letter = await open.workers.reader.readLetter(sealed!, 0, []);
  if (!letter) throw new Error('no mail');
  const marks = { v: 1, trace: 0, sha256: await sha256Hex(message), ...(letter.protection.encrypted ? { encrypted: 'pgp-mime' } : {}) };
  const short = { ...letter, from: letter.from.slice(0, 50), to: letter.to.slice(0, 50), cc: letter.cc.slice(0, 50), subject: letter.subject.slice(0, 300) };
  const summary = renewedSummary(short, readSummary(new TextEncoder().encode(JSON.stringify(marks))), plainText(letter));
  const [sealedSummary] = await open.workers.vault.sealMail([summary], own);
  const at = letter.sentAt && letter.sentAt > 0 && letter.sentAt < Date.now() ? letter.sentAt : Date.now();
  const email = {
    blobId: await open.client.upload(sealed!), mailboxIds: { [mailboxId]: true }, keywords: { $seen: true },
    receivedAt: new Date(at).toISOString().replace(/\.\d+/, ''), sealedSummary: toBase64url(sealedSummary!),
  };
  const { created } = await open.client.call('Email/import', { emails: { one: email } });
  if (!(created as { one?: unknown } | null)?.one) throw new ServiceError('notCreated');
}
