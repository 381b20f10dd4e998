// SPDX-License-Identifier: Apache-2.0
//
// MessageList: the ids of the messages that a filter finds, newest first, kept up to date by Email/queryChanges (RFC 8620 §5.6).
import type { Arguments } from '../jmap/client';
import { ServiceError } from '../jmap/http';
import type { Open } from './session.svelte';

const PAGE = 10_000;
const MOST = 1_000_000; // ids; a server that knows more of them lies, or would fill the memory

interface Kept { ids: string[]; queryState: string; filter: Arguments }

/** A query's state means something for that query only. */
export const sameFilter = (a: Arguments, b: Arguments) => JSON.stringify(a) === JSON.stringify(b);

export class MessageList {
  ids = $state.raw<string[]>([]);
  loaded = $state(false);
  private queryState = '';
  private readonly query: Arguments;

  /** `key`: the name under which the cache keeps it. `leaves`: whether a message goes as soon as the server hears of it. */
  constructor(private open: Open, private key: string, readonly filter: Arguments, private leaves: (id: string) => boolean = () => false) {
    this.query = { filter, sort: [{ property: 'receivedAt', isAscending: false }] };
  }

  /** What is known from the last visit, then what is true now. */
  async start(): Promise<void> {
    const kept = await this.open.cache?.getOne<Kept>(`list/${this.key}`);
    if (!kept || this.loaded || !sameFilter(kept.filter, this.filter)) return this.load();
    this.setIds(kept.ids);
    this.queryState = kept.queryState;
    this.loaded = true;
    await this.catchUp();
  }

  /** All ids, a page at a time; the first page is shown while others come. */
  async load(): Promise<void> {
    let ids: string[] = [];
    const known = new Set<string>();
    for (;;) {
      const answer = await this.open.client.call('Email/query', { ...this.query, position: ids.length, limit: PAGE });
      const page = idsOf(answer.ids);
      if (ids.length && answer.queryState !== this.queryState) return this.load(); // it changed between two pages
      if (ids.length > MOST || page.some((id) => known.has(id))) throw new ServiceError('badAnswer');
      this.queryState = String(answer.queryState);
      for (const id of page) known.add(id);
      ids = [...ids, ...page];
      this.setIds(ids);
      this.loaded = true;
      if (page.length < PAGE) return this.keep();
    }
  }

  async catchUp(): Promise<void> {
    if (!this.loaded) return this.load();
    try {
      const before = this.queryState;
      const answer = await this.open.client.call('Email/queryChanges', { ...this.query, sinceQueryState: this.queryState });
      this.setIds(applyChanges(this.ids, idsOf(answer.removed), answer.added));
      this.queryState = String(answer.newQueryState);
      if (this.queryState !== before) await this.keep();
    } catch (error) {
      if (!(error instanceof ServiceError) || error.type === 'network') throw error;
      await this.load();
    }
  }

  private setIds(ids: string[]): void {
    this.ids = ids.filter((id) => !this.leaves(id));
  }

  private async keep(): Promise<void> {
    await this.open.cache?.put([[`list/${this.key}`, { ids: this.ids, queryState: this.queryState, filter: this.filter } satisfies Kept]]);
  }

  /** The first few, without all the others. */
  async newest(count: number): Promise<string[]> {
    if (this.loaded) return this.ids.slice(0, count);
    return idsOf((await this.open.client.call('Email/query', { ...this.query, limit: count })).ids);
  }

  /** Puts one in at its time before the server says so. */
  insert(id: string, timeOf: (id: string) => number): void {
    if (!this.loaded || this.ids.includes(id)) return;
    const at = this.ids.findIndex((other) => timeOf(other) < timeOf(id));
    this.ids = at < 0 ? [...this.ids, id] : this.ids.toSpliced(at, 0, id);
  }

  /** Takes these out before the server says so. */
  hide(ids: Iterable<string>): void {
    const gone = new Set(ids);
    this.ids = this.ids.filter((id) => !gone.has(id));
  }
}

function idsOf(value: unknown): string[] {
  if (!Array.isArray(value) || value.some((id) => typeof id !== 'string')) throw new ServiceError('badAnswer');
  return [...new Set(value as string[])];
}

/** RFC 8620 §5.6: first `removed` go, then each of `added`, in order, gets its index. */
export function applyChanges(ids: string[], removed: string[], added: unknown): string[] {
  if (!Array.isArray(added)) throw new ServiceError('badAnswer');
  const gone = new Set([...removed, ...added.map((entry) => entry?.id)]);
  const result = ids.filter((id) => !gone.has(id));
  for (const { id, index } of added) {
    if (typeof id !== 'string' || !Number.isInteger(index) || index < 0) throw new ServiceError('badAnswer');
    result.splice(index, 0, id);
  }
  return [...new Set(result)];
}
