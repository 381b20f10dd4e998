// SPDX-License-Identifier: Apache-2.0
//
// Commands: what buttons and keys do on the mail screen, to the messages that are ticked or else to the one that is
// read. Holds the selection and which question is open; the screen says where it is.
import type { Mail } from '../../store/mail.svelte';
import type { Mailbox } from '../../store/mailboxes.svelte';
import type { Message } from '../../store/messages.svelte';
import { errorText } from '../error_text';
import { go } from '../route.svelte';
import { Selection } from './selection.svelte';
import type { Command } from './shortcuts';

export interface Place {
  /** The list's part of the address: a role, a mailbox's id, or `starred`. */
  key: string;
  mailbox: Mailbox | undefined;
  current: string | undefined;
  /** The rows of the list: a message each, or the newest of a conversation. */
  order: readonly string[];
  /** All messages of one's conversation, oldest first. */
  conversation: (id: string) => string[];
  /** Those of them that are in the list. */
  members: (id: string) => string[];
}

export type Question = 'move' | 'label' | 'help' | 'destroy' | 'empty';

const ONE_PANE = '(max-width: 1023px)';

export class Commands {
  readonly selection = new Selection();
  question = $state<Question>();
  problem = $state('');

  constructor(readonly mail: Mail, private place: () => Place) {}

  get mailbox(): Mailbox | undefined {
    return this.place().mailbox;
  }

  targets(): string[] {
    const { current } = this.place();
    const rows = this.selection.size ? [...this.selection.ids] : current ? [current] : [];
    return rows.flatMap((id) => this.members(id));
  }

  conversation(id: string): string[] {
    return this.place().conversation(id);
  }

  members(id: string): string[] {
    return this.place().members(id);
  }

  messages(ids = this.targets()): Message[] {
    return ids.map((id) => this.mail.messages.byId.get(id)).filter((message) => message !== undefined);
  }

  anyUnread(ids?: string[]): boolean {
    return this.messages(ids).some(({ keywords }) => !keywords.has('$seen'));
  }

  allStarred(ids?: string[]): boolean {
    const messages = this.messages(ids);
    return messages.length > 0 && messages.every(({ keywords }) => keywords.has('$flagged'));
  }

  holds = (mailbox: Mailbox): 'all' | 'some' | 'none' => {
    const messages = this.messages();
    const inside = messages.filter(({ mailboxIds }) => mailboxIds.has(mailbox.id)).length;
    return inside === 0 ? 'none' : inside === messages.length ? 'all' : 'some';
  };

  fail = (error: unknown): void => {
    this.problem = errorText(error);
  };

  /** False: there is nothing to do it to. */
  run(command: Command): boolean {
    const always = this.anywhere[command];
    if (always) {
      always();
      return true;
    }
    if (this.targets().length === 0) return false;
    this.toTargets[command]?.();
    return true;
  }

  toInbox(): void {
    this.leave((ids) => this.mail.actions.moveToRole(ids, 'inbox'));
  }

  moveTo(ids: string[], mailbox: Mailbox): void {
    this.leave((all) => this.mail.actions.move(all, mailbox), ids);
  }

  label(mailbox: Mailbox, on: boolean, ids = this.targets()): void {
    this.attempt(this.mail.actions.label(ids, mailbox, on));
  }

  destroy(): void {
    this.question = undefined;
    this.leave((ids) => this.mail.actions.destroy(ids));
  }

  empty(): void {
    this.question = undefined;
    if (this.mailbox) this.attempt(this.mail.actions.empty(this.mailbox));
    go(['mail', this.place().key]);
  }

  star(id: string, on: boolean): void {
    this.attempt(this.mail.actions.star([id], on));
  }

  private readonly anywhere: Partial<Record<Command, () => void>> = {
    next: () => this.step(1),
    previous: () => this.step(-1),
    open: () => this.place().current || this.step(1),
    up: () => (this.selection.size ? this.selection.clear() : go(['mail', this.place().key])),
    selectAll: () => this.selection.all(this.place().order),
    selectNone: () => this.selection.clear(),
    undo: () => this.attempt(this.mail.actions.undo()),
    goInbox: () => go(['mail', 'inbox']),
    goStarred: () => go(['mail', 'starred']),
    goSent: () => go(['mail', 'sent']),
    goDrafts: () => go(['mail', 'drafts']),
    goArchive: () => go(['mail', 'archive']),
    goContacts: () => go(['contacts']),
    help: () => (this.question = 'help'),
    write: () => go(['write']),
    reply: () => this.answer('reply'),
    replyAll: () => this.answer('replyall'),
    forward: () => this.answer('forward'),
  };

  private readonly toTargets: Partial<Record<Command, () => void>> = {
    select: () => this.tickCurrent(),
    archive: () => this.leave((ids) => this.mail.actions.moveToRole(ids, 'archive')),
    junk: () => this.leave((ids) => this.mail.actions.moveToRole(ids, 'junk')),
    trash: () => (this.mailbox?.role === 'trash' ? (this.question = 'destroy') : this.leave((ids) => this.mail.actions.moveToRole(ids, 'trash'))),
    star: () => this.attempt(this.mail.actions.star(this.targets(), !this.allStarred())),
    markRead: () => this.attempt(this.mail.actions.seen(this.targets(), true)),
    markUnread: () => this.attempt(this.mail.actions.seen(this.targets(), false)),
    move: () => (this.question = 'move'),
    label: () => (this.question = 'label'),
  };

  private tickCurrent(): void {
    const { current, order } = this.place();
    const row = current && order[this.rowOf(current)];
    if (row) this.selection.toggle(row);
  }

  /** Something that takes messages out of the list: the next one is shown, or the list where it fills the screen. */
  private leave(act: (ids: string[]) => Promise<void>, ids = this.targets()): void {
    const { current, key } = this.place();
    const next = current && ids.includes(current) ? this.after(current, ids) : current;
    this.selection.clear();
    this.attempt(act(ids));
    if (next !== current) go(next && !matchMedia(ONE_PANE).matches ? ['mail', key, next] : ['mail', key], true);
  }

  private after(current: string, gone: string[]): string | undefined {
    const { order } = this.place();
    const at = this.rowOf(current);
    return order.slice(at + 1).find((id) => !gone.includes(id)) ?? order.slice(0, Math.max(0, at)).reverse().find((id) => !gone.includes(id));
  }

  private rowOf(id: string): number {
    const { order, conversation } = this.place();
    const at = order.indexOf(id);
    const others = at < 0 ? conversation(id) : [];
    return others.length > 1 ? order.findIndex((row) => others.includes(row)) : at;
  }

  private answer(kind: 'reply' | 'replyall' | 'forward'): void {
    const { current } = this.place();
    if (current) go(['write', kind, current]);
  }

  private step(by: 1 | -1): void {
    const { order, current, key } = this.place();
    const at = current ? this.rowOf(current) : by > 0 ? -1 : 0;
    const next = order[at + by];
    if (next) go(['mail', key, next], current !== undefined);
  }

  private attempt(work: Promise<unknown>): void {
    this.problem = '';
    work.catch(this.fail);
  }
}
