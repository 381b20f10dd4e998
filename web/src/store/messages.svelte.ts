// SPDX-License-Identifier: Apache-2.0
//
// Messages: what this page knows of the account's mail, and what it asked the server to change. Summaries are
// fetched and opened for what somebody looks at, a hundred at a time.
import { SvelteMap } from 'svelte/reactivity';
import { bytesOf, type Arguments } from '../jmap/client';
import { ServiceError } from '../jmap/http';
import { opened, patched, readMessage, trueKeys, type Marks, type Message, type Patch } from './message';
import { isOffline, Pending } from './pending.svelte';
import type { Open } from './session.svelte';

export type { Marks, Message, Patch } from './message';

type KeptMessage = Omit<Message, 'mailboxIds' | 'keywords'> & { mailboxIds: string[]; keywords: string[] };

const BATCH = 100;
const PROPERTIES = ['id', 'blobId', 'mailboxIds', 'keywords', 'size', 'receivedAt', 'sealedSummary'];
const MAX_KEPT_BLOB = 2 << 20;
const LIGHT_BATCH = 500;
const PAGE = 10_000;
const LIGHT = ['id', 'mailboxIds', 'keywords'];

export class Messages {
  readonly byId = new SvelteMap<string, Message>();
  readonly pending: Pending;
  private asked = new Map<string, Promise<void>>();
  private state: string | undefined;

  constructor(private open: Open) {
    this.pending = new Pending(open);
  }

  /** Sees to it that these are in byId, if they are anywhere. */
  async need(ids: string[]): Promise<void> {
    const waiting = new Set(ids.flatMap((id) => this.asked.get(id) ?? []));
    const missing = ids.filter((id) => !this.byId.has(id) && !this.asked.has(id));
    if (missing.length) waiting.add(this.ask(missing));
    await Promise.all(waiting);
  }

  private ask(ids: string[]): Promise<void> {
    const answer = this.load(ids).finally(() => {
      for (const id of ids) this.asked.delete(id);
    });
    for (const id of ids) this.asked.set(id, answer);
    return answer;
  }

  private async load(ids: string[]): Promise<void> {
    const unknown = await this.fromCache(ids);
    const batches = [];
    for (let at = 0; at < unknown.length; at += BATCH) batches.push(this.fetch(unknown.slice(at, at + BATCH)));
    await Promise.all(batches);
  }

  /** Of these, known or not; those of messages that nobody looked at are not opened for it. */
  async marks(ids: string[]): Promise<Marks[]> {
    const unknown = await this.fromCache(ids.filter((id) => !this.byId.has(id)));
    const fetched = new Map<string, Marks>();
    for (let at = 0; at < unknown.length; at += LIGHT_BATCH) {
      for (const one of await this.fetchMarks(unknown.slice(at, at + LIGHT_BATCH))) fetched.set(one.id, one);
    }
    return ids.map((id) => this.byId.get(id) ?? fetched.get(id)).filter((one) => one !== undefined);
  }

  /** All that are in a mailbox. */
  async idsIn(mailboxId: string): Promise<string[]> {
    const found: string[] = [];
    for (;;) {
      const query = { filter: { inMailbox: mailboxId }, sort: [{ property: 'receivedAt', isAscending: false }], position: found.length, limit: PAGE };
      const { ids } = await this.open.client.call('Email/query', query);
      if (!Array.isArray(ids) || ids.some((id) => typeof id !== 'string')) throw new ServiceError('badAnswer');
      found.push(...ids);
      if (ids.length < PAGE) return found;
    }
  }

  private async fetchMarks(ids: string[]): Promise<Marks[]> {
    const { list } = await this.open.client.call('Email/get', { ids, properties: LIGHT });
    return (Array.isArray(list) ? list : []).filter((entry) => typeof entry?.id === 'string')
      .map(({ id, mailboxIds, keywords }) => ({ id, mailboxIds: trueKeys(mailboxIds), keywords: trueKeys(keywords) }));
  }

  /** Fetches and opens these, whether they are known or not. */
  async fetch(ids: string[]): Promise<void> {
    const { list, state } = await this.open.client.call('Email/get', { ids, properties: PROPERTIES });
    if (!Array.isArray(list)) throw new ServiceError('badAnswer');
    if (this.state === undefined) this.setState(String(state));
    const messages = list.map((entry) => this.asChangedHere(readMessage(entry)));
    const sealed = list.map((entry) => bytesOf(entry?.sealedSummary));
    const present = messages.map((_, index) => index).filter((index) => sealed[index]);
    for (const [index, message] of messages.entries()) if (!sealed[index]) this.byId.set(message.id, message);
    await this.open.workers.open(present.map((index) => sealed[index]!), (at, plain) => {
      const message = messages[present[at]!]!;
      this.byId.set(message.id, { ...message, summary: opened(plain) });
    });
    await this.keep(messages.map(({ id }) => id));
  }

  /** The state of the last visit, so that catchUp() asks from there on. */
  async restore(): Promise<void> {
    this.state ??= await this.open.cache?.getOne<string>('state');
    await this.pending.restore();
  }

  /** Takes these from the cache; returns those that are not there. */
  private async fromCache(ids: string[]): Promise<string[]> {
    const { cache } = this.open;
    if (!cache || !ids.length) return ids;
    const found = await cache.get<KeptMessage>(ids.map((id) => `message/${id}`));
    for (const kept of found.values()) {
      this.byId.set(kept.id, { ...kept, mailboxIds: new Set(kept.mailboxIds), keywords: new Set(kept.keywords) });
    }
    return ids.filter((id) => !found.has(`message/${id}`));
  }

  private async keep(ids: string[]): Promise<void> {
    const messages = ids.map((id) => this.byId.get(id)).filter((message) => message !== undefined);
    await this.open.cache?.put(messages.map((message) => [`message/${message.id}`, {
      ...message, mailboxIds: [...message.mailboxIds], keywords: [...message.keywords],
    } satisfies KeptMessage]));
  }

  private setState(state: string): void {
    this.state = state;
    void this.open.cache?.put([['state', state]]);
  }

  /** Learns what changed since the last time: true if lists of ids may have changed too. */
  async catchUp(): Promise<boolean> {
    if (this.state === undefined) return true;
    let changed = false;
    for (let page = 0; page < 50; page++) {
      const answer: Arguments | undefined = await this.open.client.call('Email/changes', { sinceState: this.state }).catch((error) => {
        if (!(error instanceof ServiceError) || error.type !== 'cannotCalculateChanges') throw error;
        return undefined;
      });
      if (!answer) {
        this.forgetAll();
        return true;
      }
      await this.take(answer);
      changed ||= [answer.created, answer.updated, answer.destroyed].some((ids) => Array.isArray(ids) && ids.length > 0);
      this.setState(String(answer.newState));
      if (answer.hasMoreChanges !== true) break;
    }
    return changed;
  }

  /** What the server has, with what it has not been told yet. */
  private asChangedHere(message: Message): Message {
    const patch = this.pending.patchOf(message.id);
    return patch ? patched(message, patch) : message;
  }

  /** Changes keywords and mailboxes, here at once and then on the server, now or when there is a network again;
      undone here if the server refuses. */
  async update(patches: Map<string, Patch>): Promise<void> {
    const before = [...patches.keys()].map((id) => this.byId.get(id)).filter((message) => message !== undefined);
    for (const message of before) this.byId.set(message.id, patched(message, patches.get(message.id)!));
    if (this.pending.count) return this.later(patches); // what waits is older and goes first
    let refused: string[] = [...patches.keys()];
    try {
      const answer = await this.open.client.call('Email/set', { update: Object.fromEntries(patches) });
      refused = Object.keys((answer.notUpdated as object | null) ?? {});
      if (refused.length) throw new ServiceError('notUpdated');
    } catch (error) {
      if (isOffline(error)) return await this.later(patches);
      for (const message of before) if (refused.includes(message.id)) this.byId.set(message.id, message);
      throw error;
    }
  }

  private async later(patches: Map<string, Patch>): Promise<void> {
    await this.pending.add(patches);
    await this.keep([...patches.keys()]);
  }

  /** Sends what waits. What the server refuses becomes what it was; true if there was any. */
  async sendPending(): Promise<boolean> {
    const refused = await this.pending.flush();
    if (refused.length) await this.fetch(refused);
    return refused.length > 0;
  }

  /** For ever, now or when there is a network again. */
  async destroy(ids: string[]): Promise<void> {
    const answer = await this.open.client.call('Email/set', { destroy: ids }).catch(async (error) => {
      if (!isOffline(error)) throw error;
      await this.pending.addDestroyed(ids);
      return {} as Arguments;
    });
    const refused = Object.keys((answer.notDestroyed as object | null) ?? {});
    for (const id of ids) if (!refused.includes(id)) this.byId.delete(id);
    if (refused.length) throw new ServiceError('notDestroyed');
  }

  /** The sealed message, from this device if it is kept here. */
  async sealed(blobId: string): Promise<Uint8Array<ArrayBuffer>> {
    const { cache, client } = this.open;
    const kept = await cache?.getBlob(blobId);
    if (kept) return kept;
    const sealed = await client.download(blobId);
    if (sealed.length <= MAX_KEPT_BLOB) await cache?.putBlob(blobId, sealed);
    return sealed;
  }

  private async take(answer: Arguments): Promise<void> {
    const ids = (value: unknown) => (Array.isArray(value) ? value.filter((id) => typeof id === 'string') : []);
    const [destroyed, updated] = [ids(answer.destroyed), ids(answer.updated)];
    for (const id of destroyed) this.byId.delete(id);
    const known = updated.filter((id) => this.byId.has(id)); // these are kept anew; until then the old record serves
    const stale = updated.filter((id) => !this.byId.has(id));
    await this.open.cache?.remove([...destroyed, ...stale].map((id) => `message/${id}`));
    const again = known.filter((id) => this.byId.get(id)?.summary == null || this.byId.get(id)?.summary?.encrypted);
    const light = known.filter((id) => !again.includes(id));
    await Promise.all([this.refreshLabels(light), ...(again.length ? [this.fetch(again)] : [])]);
  }

  private async refreshLabels(ids: string[]): Promise<void> {
    for (let at = 0; at < ids.length; at += LIGHT_BATCH) {
      const some = ids.slice(at, at + LIGHT_BATCH);
      for (const marks of await this.fetchMarks(some)) {
        const message = this.byId.get(marks.id);
        if (message) this.byId.set(message.id, this.asChangedHere({ ...message, ...marks }));
      }
      await this.keep(some);
    }
  }

  private forgetAll(): void {
    this.byId.clear();
    this.asked.clear();
    this.state = undefined;
    void this.open.cache?.clear();
  }
}
