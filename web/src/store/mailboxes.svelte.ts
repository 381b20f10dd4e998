// SPDX-License-Identifier: Apache-2.0
//
// Mailboxes: the account's folders, their names opened, their counts. Refreshed as a whole: they are few.
import { type Arguments } from '../jmap/client';
import { toBase64url, utf8 } from '../crypto/bytes';
import { ServiceError } from '../jmap/http';
import type { Open } from './session.svelte';

export const ROLES = ['inbox', 'drafts', 'sent', 'archive', 'junk', 'trash'] as const;
export type Role = (typeof ROLES)[number];

export interface Mailbox {
  id: string;
  role: Role | null;
  /** Empty: it is called by its role. null: the name does not open. */
  name: string | null;
  total: number;
  unread: number;
}

const count = (value: unknown) => (typeof value === 'number' && value >= 0 ? value : 0);

function rank(mailbox: Mailbox): number {
  return mailbox.role === null ? ROLES.length : ROLES.indexOf(mailbox.role);
}

export class Mailboxes {
  list = $state.raw<Mailbox[]>([]);
  loaded = $state(false);

  constructor(private open: Open) {}

  byRole(role: Role): Mailbox | undefined {
    return this.list.find((mailbox) => mailbox.role === role);
  }

  async refresh(): Promise<void> {
    const { list } = await this.open.client.call('Mailbox/get', { ids: null });
    if (!Array.isArray(list)) throw new ServiceError('badAnswer');
    const mailboxes = await Promise.all(list.map((entry) => this.read(entry)));
    this.list = mailboxes.sort((a, b) => rank(a) - rank(b) || (a.name ?? '').localeCompare(b.name ?? ''));
    this.loaded = true;
    await this.open.cache?.put([['mailboxes', this.list]]);
  }

  /** As they were at the last visit. */
  async restore(): Promise<void> {
    const list = await this.open.cache?.getOne<Mailbox[]>('mailboxes');
    if (!list || this.loaded) return;
    this.list = list;
    this.loaded = true;
  }

  /** An empty name: it is called by its role. */
  async create(name: string, role: Role | null = null): Promise<Mailbox> {
    const answer = await this.open.client.call('Mailbox/set', { create: { new: { sealedName: await this.seal(name), role } } });
    const id = (answer.created as Record<string, Arguments> | null)?.new?.id;
    await this.refresh();
    const made = this.list.find((mailbox) => mailbox.id === id);
    if (!made) throw new ServiceError('notCreated');
    return made;
  }

  async rename(id: string, name: string): Promise<void> {
    await this.set({ update: { [id]: { sealedName: await this.seal(name) } } }, 'notUpdated');
  }

  /** Its messages must be elsewhere already. */
  async destroy(id: string): Promise<void> {
    await this.set({ destroy: [id] }, 'notDestroyed');
  }

  private async set(args: Arguments, refusal: string): Promise<void> {
    const answer = await this.open.client.call('Mailbox/set', args);
    if (Object.keys((answer[refusal] as object | null) ?? {}).length) throw new ServiceError(refusal);
    await this.refresh();
  }

  private async seal(name: string): Promise<string> {
    if (!name) return '';
    return toBase64url(await this.open.workers.vault.seal({ purpose: 'mailbox names', id: '', bytes: utf8(name) }));
  }

  private async read(entry: Arguments): Promise<Mailbox> {
    const sealed = typeof entry.sealedName === 'string' ? entry.sealedName : '';
    const role = ROLES.find((known) => known === entry.role) ?? null;
    return {
      id: String(entry.id),
      role,
      name: sealed && (await this.open.workers.vault.openText('mailbox names', '', sealed)),
      total: count(entry.totalEmails),
      unread: count(entry.unreadEmails),
    };
  }
}
