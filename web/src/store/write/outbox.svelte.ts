// SPDX-License-Identifier: Apache-2.0
//
// Outbox: letters that the server holds back until their time, or still tries to deliver. What waits can be stopped:
// it becomes a draft again.
import type { Arguments } from '../../jmap/client';
import { ServiceError } from '../../jmap/http';
import type { Mail } from '../mail.svelte';
import { mailboxOf } from './own_copy';

export interface Waiting {
  /** The copy in Sent. */
  emailId: string;
  submissionIds: string[];
  /** Milliseconds since 1970. */
  sendAt: number;
  recipients: string[];
}

const addressesOf = (envelope: unknown): string[] => {
  const list = (envelope as { rcptTo?: unknown } | null)?.rcptTo;
  return Array.isArray(list) ? list.flatMap((one) => (typeof one?.email === 'string' ? [one.email as string] : [])) : [];
};

/** Submissions of one letter belong together. */
export function byLetter(list: Arguments[]): Waiting[] {
  const letters = new Map<string, Waiting>();
  for (const { id, emailId, sendAt, undoStatus, envelope } of list) {
    const time = Date.parse(String(sendAt));
    if (typeof id !== 'string' || typeof emailId !== 'string' || Number.isNaN(time) || undoStatus !== 'pending') continue;
    const one = letters.get(emailId) ?? { emailId, submissionIds: [], sendAt: time, recipients: [] };
    letters.set(emailId, one);
    one.submissionIds.push(id);
    one.recipients.push(...addressesOf(envelope));
  }
  return [...letters.values()].sort((a, b) => a.sendAt - b.sendAt);
}

export class Outbox {
  list = $state.raw<Waiting[]>([]);

  constructor(private mail: Mail) {}

  async load(): Promise<void> {
    const { ids } = await this.mail.open.client.call('EmailSubmission/query', { filter: { undoStatus: 'pending' } });
    if (!Array.isArray(ids)) throw new ServiceError('badAnswer');
    if (!ids.length) return void (this.list = []);
    const { list } = await this.mail.open.client.call('EmailSubmission/get', { ids: ids.slice(0, 500) });
    if (!Array.isArray(list)) throw new ServiceError('badAnswer');
    const found = byLetter(list);
    await this.mail.messages.need(found.map(({ emailId }) => emailId));
    this.list = found;
  }

  /** False: it has left already. */
  async stop(waiting: Pick<Waiting, 'emailId' | 'submissionIds'>): Promise<boolean> {
    const stopped = await cancel(this.mail, waiting.submissionIds);
    if (stopped) await this.toDrafts(waiting.emailId);
    this.list = this.list.filter(({ emailId }) => emailId !== waiting.emailId);
    return stopped;
  }

  /** The copy in Sent becomes the draft that it was. */
  private async toDrafts(emailId: string): Promise<void> {
    const drafts = await mailboxOf(this.mail, 'drafts');
    const mailboxIds = this.mail.messages.byId.get(emailId)?.mailboxIds ?? new Set([await mailboxOf(this.mail, 'sent')]);
    const leave = Object.fromEntries([...mailboxIds].filter((id) => id !== drafts).map((id) => [`mailboxIds/${id}`, null]));
    await this.mail.messages.update(new Map([[emailId, { ...leave, [`mailboxIds/${drafts}`]: true, 'keywords/$draft': true }]]));
  }
}

/** True if nothing of it has left. */
export async function cancel({ open }: Mail, submissionIds: string[]): Promise<boolean> {
  const update = Object.fromEntries(submissionIds.map((id) => [id, { undoStatus: 'canceled' }]));
  const answer = await open.client.call('EmailSubmission/set', { update });
  return Object.keys((answer.notUpdated as object | null) ?? {}).length === 0;
}
