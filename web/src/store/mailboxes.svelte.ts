// SPDX-License-Identifier: Apache-2.0
//
// Mailboxes: the account's folders and labels, their names opened, their counts. Refreshed as a whole: they are few.
// A label is a mailbox in which a message is besides its folder (docs/decisions/labels.md).
import { type Arguments } from '../jmap/client';
import { toBase64url, utf8 } from '../crypto/bytes';
import { ServiceError } from '../jmap/http';
import { parseName, printName } from './mailbox_name';
import type { Open } from './session.svelte';

export const ROLES = ['inbox', 'drafts', 'sent', 'archive', 'junk', 'trash'] as const;
export type Role = (typeof ROLES)[number];

export interface Mailbox {
  id: string;
  role: Role | null;
  /** Empty: it is called by its role. null: the name does not open. */
  name: string | null;
  /** The colour of a label; undefined: it is a folder. */
  tone: number | undefined;
  total: number;
  unread: number;
}

const count = (value: unknown) => (typeof value === 'number' && value >= 0 ? value : 0);

function rank(mailbox: Mailbox): number {
  if (mailbox.role !== null) return ROLES.indexOf(mailbox.role);
  return ROLES.length + (mailbox.tone === undefined ? 0 : 1);
}

export class Mailboxes {
  list = $state.raw<Mailbox[]>([]);
  loaded = $state(false);

  constructor(private open: Open) {}

  byRole(role: Role): Mailbox | undefined {
    return this.list.find((mailbox) => mailbox.role === role);
  }

  /** One's own. */
  get folders(): Mailbox[] {
    return this.list.filter(({ role, tone }) => role === null && tone === undefined);
  }

  get labels(): Mailbox[] {
    return this.list.filter(({ tone }) => tone !== undefined);
  }

  isLabel(id: string): boolean {
    return this.list.some((mailbox) => mailbox.id === id && mailbox.tone !== undefined);
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
  async create(name: string, role: Role | null = null, tone?: number): Promise<Mailbox> {
    const answer = await this.open.client.call('Mailbox/set', { create: { new: { sealedName: await this.seal(name, tone), role } } });
    const id = (answer.created as Record<string, Arguments> | null)?.new?.id;
    await this.refresh();
    const made = this.list.find((mailbox) => mailbox.id === id);
    if (!made) throw new ServiceError('notCreated');
    return made;
  }

  async rename(id: string, name: string, tone?: number): Promise<void> {
    await this.set({ update: { [id]: { sealedName: await this.seal(name, tone) } } }, 'notUpdated');
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

  private async seal(name: string, tone: number | undefined): Promise<string> {
    if (!name) return '';
    return toBase64url(await this.open.workers.vault.seal({ purpose: 'mailbox names', id: '', bytes: utf8(printName({ name, tone })) }));
  }

  private async read(entry: Arguments): Promise<Mailbox> {
    const sealed = typeof entry.sealedName === 'string' ? entry.sealedName : '';
    const role = ROLES.find((known) => known === entry.role) ?? null;
    const text = sealed && (await this.open.workers.vault.openText('mailbox names', '', sealed));
    return {
      id: String(entry.id),
      role,
      ...(text === null ? { name: null, tone: undefined } : parseName(text)),
      total: count(entry.totalEmails),
      unread: count(entry.unreadEmails),
    };
  }
}
