// SPDX-License-Identifier: Apache-2.0
//
// Mail: everything of one login: mailboxes, messages, the lists that are open, and the push that keeps them fresh.
import type { SealedItem } from '../crypto/vault';
import { bytesOf, type Arguments } from '../jmap/client';
import { listen } from '../jmap/events';
import { ServiceError } from '../jmap/http';
import { learn } from '../mail/autocrypt';
import type { Letter } from '../mail/letter';
import { Actions } from './actions.svelte';
import { Contacts } from './contacts.svelte';
import { Conversations } from './conversations.svelte';
import { Letters } from './letters.svelte';
import { MessageList, sameFilter } from './message_list.svelte';
import { Mailboxes } from './mailboxes.svelte';
import { Messages, type Message } from './messages.svelte';
import { PeerKeys } from './peer_keys.svelte';
import { ALL, Search, SEARCH } from './search.svelte';
import { SearchResults } from './search_results.svelte';
import type { Open } from './session.svelte';

/** The list of what is starred, in whatever mailbox. */
export const STARRED = 'starred';

const RETRY = 10_000; // milliseconds until changes that wait are sent again

/** The next push, or the user, tries again. */
function notNow(error: unknown): void {
  if (!(error instanceof ServiceError)) throw error;
}

export class Mail {
  readonly mailboxes: Mailboxes;
  readonly messages: Messages;
  readonly letters: Letters;
  readonly actions = new Actions(this);
  readonly conversations = new Conversations(this);
  readonly peers: PeerKeys;
  readonly contacts: Contacts;
  readonly search = new Search(this);
  connected = $state(true);
  private lists = new Map<string, MessageList>();
  private ended = new AbortController();
  private catching: Promise<void> | undefined;
  private again = false;
  private retry: ReturnType<typeof setTimeout> | undefined;

  constructor(readonly open: Open) {
    this.mailboxes = new Mailboxes(open);
    this.messages = new Messages(open);
    this.peers = new PeerKeys(open);
    this.contacts = new Contacts(open);
    this.letters = new Letters(open, this.messages, this.peers);
    this.letters.onread = (message, letter) => void this.learnFrom(message, letter).catch(() => undefined); // another time
  }

  /** Keys, mailboxes, push. Without a network, what this device keeps is shown. */
  async start(): Promise<void> {
    this.open.workers.warm();
    await this.messages.restore(); // lists leave out what waits to be moved
    await this.mailboxes.restore();
    try {
      await Promise.all([this.loadKeys(), this.mailboxes.refresh()]);
    } catch (error) {
      if (!this.mailboxes.loaded || !(error instanceof ServiceError) || error.type !== 'network') throw error;
      this.connected = false;
    }
    void listen(this.open.client, () => void this.catchUp(), (connected) => this.connection(connected), this.ended.signal);
  }

  private connection(connected: boolean): void {
    this.connected = connected;
    if (connected) void this.catchUp(); // what changed while nobody listened
  }

  /** What an opened letter adds: words to search for, and the key of its writer. */
  private async learnFrom(message: Message, letter: Letter): Promise<void> {
    const junk = this.mailboxes.byRole('junk');
    const learned = junk && message.mailboxIds.has(junk.id) ? undefined : learn(letter, message.receivedAt);
    await Promise.all([this.search.add(message, letter), learned && this.peers.learn(learned)]);
  }

  stop(): void {
    clearTimeout(this.retry);
    this.ended.abort();
  }

  /** Of a mailbox, STARRED, ALL, or of what a search finds. */
  list(key: string): MessageList {
    if (key.startsWith(SEARCH)) return this.results(key);
    const filter = this.filter(key);
    let list = this.lists.get(key);
    if (!list || !sameFilter(list.filter, filter)) this.lists.set(key, (list = new MessageList(this.open, key, filter, (id) => this.messages.pending.leaves(id, key))));
    return list;
  }

  /** One search at a time. */
  private results(key: string): MessageList {
    const known = this.lists.get(key);
    if (known) return known;
    for (const other of this.lists.keys()) if (other.startsWith(SEARCH)) this.lists.delete(other);
    const list = new SearchResults(this, key);
    this.lists.set(key, list);
    return list;
  }

  private filter(key: string): Arguments {
    const { mailboxes } = this;
    if (key !== STARRED && key !== ALL && !mailboxes.isLabel(key)) return { inMailbox: key };
    const hidden = [mailboxes.byRole('trash'), mailboxes.byRole('junk'), ...mailboxes.labels].flatMap((mailbox) => mailbox?.id ?? []);
    return {
      ...(key === STARRED ? { hasKeyword: '$flagged' } : key === ALL ? {} : { inMailbox: key }),
      ...(hidden.length ? { inMailboxOtherThan: hidden } : {}), // in the trash it is still starred and labelled
    };
  }

  openList(key: string): MessageList | undefined {
    return this.lists.get(key);
  }

  /** The lists that were looked at. */
  openLists(): MessageList[] {
    return [...this.lists.values()];
  }

  /** Asks the server what changed. Calls during one lead to one more, not many. */
  async catchUp(): Promise<void> {
    this.again = true;
    await (this.catching ??= this.catchUpAll().finally(() => (this.catching = undefined)));
  }

  private async catchUpAll(): Promise<void> {
    while (this.again) {
      this.again = false;
      const refused = await this.messages.sendPending().catch(notNow);
      await Promise.all([
        this.mailboxes.refresh(),
        this.messages.catchUp(),
        ...this.openLists().filter((list) => list.loaded).map((list) => (refused ? list.load() : list.catchUp())),
      ]).catch(notNow);
    }
    clearTimeout(this.retry);
    if (this.messages.pending.count && !this.ended.signal.aborted) this.retry = setTimeout(() => void this.catchUp(), RETRY);
  }

  private async loadKeys(): Promise<void> {
    const kept = await this.open.cache?.getOne<SealedItem[]>('keys');
    const opened = kept ? await this.open.workers.vault.loadKeys(kept) : [];
    const fresh = this.fetchKeys();
    if (opened.length === 0) return fresh;
    fresh.catch(() => undefined); // those of the last visit serve
  }

  private async fetchKeys(): Promise<void> {
    const { list } = await this.open.client.call('SealedItem/get', { ids: null });
    if (!Array.isArray(list)) throw new ServiceError('badAnswer');
    const items = list.filter((item) => typeof item?.name === 'string' && item.name.startsWith('openpgp/') && bytesOf(item.sealed))
      .map(({ name, sealed }): SealedItem => ({ name, sealed }));
    const opened = await this.open.workers.vault.loadKeys(items);
    if (opened.length === 0) throw new Error('no key opens');
    await this.open.cache?.put([['keys', items]]);
  }
}
