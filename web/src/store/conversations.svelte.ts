// SPDX-License-Identifier: Apache-2.0
//
// Conversations: which messages belong together, as their sealed summaries say; the server can't know. Looked at are
// the newest of the list that is shown, of the inbox, of what was sent and archived: enough to find what one
// remembers, and little to fetch and open.
import { threads } from '../mail/threads';
import type { Mail } from './mail.svelte';
import type { MessageList } from './message_list.svelte';
import { ServiceError } from '../jmap/http';

const NEWEST = 300; // of each mailbox
const BATCH = 100;
const ROLES = ['inbox', 'sent', 'archive'] as const;

export class Conversations {
  private groups = $state.raw<ReadonlyMap<string, string[]>>(new Map());
  private gathering: Promise<void> | undefined;
  private wanted: MessageList | undefined;

  constructor(private mail: Mail) {}

  /** All messages of this one's conversation, oldest first. */
  of(id: string): string[] {
    return this.groups.get(id) ?? [id];
  }

  /** Of each conversation in a list, newest first, the newest message. */
  rows(ids: string[]): string[] {
    const seen = new Set<string[]>();
    return ids.filter((id) => {
      const group = this.groups.get(id);
      if (!group || group.length === 1) return true;
      return !seen.has(group) && seen.add(group);
    });
  }

  /** Looks again, for the list that is shown. Calls during one lead to one more. */
  async gather(list: MessageList): Promise<void> {
    this.wanted = list;
    await (this.gathering ??= this.gatherAll().finally(() => (this.gathering = undefined)));
  }

  private async gatherAll(): Promise<void> {
    while (this.wanted) {
      const list = this.wanted;
      this.wanted = undefined;
      const here = list.ids.slice(0, NEWEST);
      await this.group(here);
      const elsewhere = await Promise.all(ROLES.map((role) => this.newest(role))).catch(offline<string[][]>([]));
      await this.group([...new Set([...here, ...elsewhere.flat()])]);
    }
  }

  private async newest(role: (typeof ROLES)[number]): Promise<string[]> {
    const mailbox = this.mail.mailboxes.byRole(role);
    return mailbox ? this.mail.list(mailbox.id).newest(NEWEST) : [];
  }

  private async group(ids: string[]): Promise<void> {
    const { messages } = this.mail;
    for (let at = 0; at < ids.length; at += BATCH) await messages.need(ids.slice(at, at + BATCH)).catch(offline(undefined));
    this.groups = threads(ids.flatMap((id) => {
      const { summary, receivedAt } = messages.byId.get(id) ?? {};
      return summary ? [{ id, receivedAt: receivedAt!, messageId: summary.messageId, inReplyTo: summary.inReplyTo, references: summary.references }] : [];
    }));
  }
}

/** Without a network, what is known is put together. */
const offline = <T>(instead: T) => (error: unknown): T => {
  if (!(error instanceof ServiceError)) throw error;
  return instead;
};
