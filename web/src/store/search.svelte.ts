// SPDX-License-Identifier: Apache-2.0
//
// Search: fills the finder (a worker) with what can be searched: the summaries of all mail but trash and junk, the
// texts of letters that were opened, and of all others on request. What is found out is kept on this device, sealed,
// if the user chose to stay logged in. The server learns that summaries are fetched, never what is searched for.
import { bytesOf } from '../jmap/client';
import { ServiceError } from '../jmap/http';
import { MAX_BODY, type Entry } from '../mail/finder';
import type { Letter } from '../mail/letter';
import { letterWords } from '../mail/words';
import type { Mail } from './mail.svelte';
import type { Message } from './messages.svelte';
import { readSummary, type Person, type Summary } from './summary';

/** The list of everything but trash and junk. */
export const ALL = 'all';
/** A place whose name begins so is a search; its number follows. What is searched for stays out of the page's address,
    which browsers write down. */
export const SEARCH = 'search:';
const BATCH = 500;
const AT_ONCE = 4;
const KEEP_AFTER = 3000; // milliseconds

export interface Progress { done: number; total: number }

export class Search {
  /** Summaries that are being read; undefined: all are. */
  summaries = $state.raw<Progress>();
  /** Texts that are being read. */
  texts = $state.raw<Progress>();
  /** Messages whose text was not read yet. */
  unread = $state(0);
  private restoring: Promise<void> | undefined;
  private filling: Promise<void> | undefined;
  private keeping: ReturnType<typeof setTimeout> | undefined;
  private stopped = false;
  private typed: string[] = [];

  constructor(private mail: Mail) {}

  private get finder() {
    return this.mail.open.workers.finder;
  }

  /** The place where `typed` is searched for. */
  placeFor(typed: string): string {
    if (!this.typed.includes(typed)) this.typed.push(typed);
    return SEARCH + this.typed.indexOf(typed);
  }

  /** What is searched for at a place; empty: nothing yet, or it was before this page was loaded. */
  typedAt(place: string): string {
    return (place !== SEARCH && this.typed[Number(place.slice(SEARCH.length))]) || '';
  }

  async find(typed: string): Promise<string[]> {
    return this.finder.search(typed);
  }

  /** Sees to it that everything can be found; `some` is called as more can. */
  async fill(some: () => Promise<void>): Promise<void> {
    await this.restore();
    await (this.filling ??= this.fillAll(some).finally(() => {
      this.filling = this.summaries = undefined;
    }));
    await some();
    await this.count();
  }

  /** A letter that was opened. */
  async add(message: Message, letter: Letter): Promise<void> {
    if (!message.summary) return;
    await this.restore();
    await this.finder.add([entryOf(message, message.summary)]);
    await this.finder.addBody(message.id, letterWords(letter, MAX_BODY));
    this.keepSoon();
  }

  /** Fetches, opens and reads the texts of all mail, the newest first, until stopTexts(). */
  async readTexts(some: () => Promise<void>): Promise<void> {
    const todo = await this.finder.unread();
    this.stopped = false;
    this.texts = { done: 0, total: todo.length };
    let next = 0;
    try {
      await Promise.all(Array.from({ length: AT_ONCE }, async () => {
        while (next < todo.length && !this.stopped) {
          await this.readText(todo[next++]!);
          this.texts = { done: this.texts!.done + 1, total: todo.length };
          if (this.texts.done % 50 === 0) await some();
        }
      }));
      await this.keep();
    } finally {
      this.texts = undefined;
      await some();
      await this.count();
    }
  }

  stopTexts(): void {
    this.stopped = true;
  }

  private async readText({ id, blobId, trace }: { id: string; blobId: string; trace: number }): Promise<void> {
    const { cache, client, workers } = this.mail.open;
    const sealed = (await cache?.getBlob(blobId)) ?? (await client.download(blobId));
    await this.finder.addBody(id, await workers.reader.readWords(sealed, trace, MAX_BODY));
    this.keepSoon();
  }

  private async fillAll(some: () => Promise<void>): Promise<void> {
    const all = this.mail.list(ALL);
    await withoutNetwork(all.loaded ? all.catchUp() : all.start());
    if (!all.loaded) return; // nothing is known of what there is
    const missing = await this.finder.setOrder([...all.ids]);
    for (let at = 0; at < missing.length; at += BATCH) {
      this.summaries = { done: at, total: missing.length };
      if (!(await withoutNetwork(this.fetch(missing.slice(at, at + BATCH))))) return;
      await some();
    }
  }

  private async fetch(ids: string[]): Promise<void> {
    const { client, workers } = this.mail.open;
    const { list } = await client.call('Email/get', { ids, properties: ['id', 'blobId', 'receivedAt', 'sealedSummary'] });
    const found = (Array.isArray(list) ? list : []).flatMap((message) => {
      const sealed = bytesOf(message?.sealedSummary);
      return sealed && ids.includes(message.id) ? [{ id: message.id, blobId: String(message.blobId), receivedAt: Date.parse(String(message.receivedAt)), sealed }] : [];
    });
    const entries: Entry[] = [];
    await workers.open(found.map(({ sealed }) => sealed), (index, plain) => {
      const summary = plain && opened(plain);
      if (summary) entries.push(entryOf(found[index]!, summary));
    });
    await this.finder.add(entries);
    this.keepSoon();
  }

  private async count(): Promise<void> {
    this.unread = (await this.finder.unread()).length;
  }

  private restore(): Promise<void> {
    return (this.restoring ??= this.restoreAll().catch(() => undefined)); // then it is read anew
  }

  private async restoreAll(): Promise<void> {
    const { cache } = this.mail.open;
    const pieces = (await cache?.getOne<number>('search')) ?? 0;
    for (let piece = 0; piece < pieces; piece++) {
      const entries = await cache?.getOne<Entry[]>(`search/${piece}`);
      if (entries) await this.finder.restore(piece, entries);
    }
  }

  private keepSoon(): void {
    if (this.mail.open.cache) this.keeping ??= setTimeout(() => void this.keep().catch(() => undefined), KEEP_AFTER);
  }

  private async keep(): Promise<void> {
    const { cache } = this.mail.open;
    clearTimeout(this.keeping);
    this.keeping = undefined;
    while (cache) {
      const pieces = await this.finder.takeChanged();
      if (!pieces.length) return;
      await cache.put(pieces.map(({ piece, entries }) => [`search/${piece}`, entries]));
      const highest = Math.max((await cache.getOne<number>('search')) ?? 0, ...pieces.map(({ piece }) => piece + 1));
      await cache.put([['search', highest]]);
    }
  }
}

/** False: there was no network; what is known is searched. */
async function withoutNetwork(work: Promise<void>): Promise<boolean> {
  try {
    await work;
    return true;
  } catch (error) {
    if (!(error instanceof ServiceError) || error.type !== 'network') throw error;
    return false;
  }
}

const words = (people: Person[]) => people.map(({ name, email }) => `${name} <${email}>`).join(' ');

function entryOf({ id, blobId, receivedAt }: Pick<Message, 'id' | 'blobId' | 'receivedAt'>, summary: Summary): Entry {
  const { from, to, cc, subject, preview, attachments, trace } = summary;
  return {
    id, blobId, trace, at: receivedAt, from: words(from), to: words([...to, ...cc]), subject,
    rest: [preview, ...attachments.map(({ name }) => name)].join('\n'), files: attachments.length > 0, body: undefined,
  };
}

function opened(plain: Uint8Array): Summary | undefined {
  try {
    return readSummary(plain);
  } catch {
    return undefined;
  }
}
