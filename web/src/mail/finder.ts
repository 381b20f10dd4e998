// SPDX-License-Identifier: Apache-2.0
//
// Finder: what can be searched, in the memory of a worker: of each message its people, subject, preview, names of
// attachments and, where it was read, its text; all folded. A search looks through all of it, which takes
// milliseconds for ten thousand messages (docs/decisions/search.md). It is kept in pieces, so that little has to be
// sealed anew when something comes.
import { folded } from './folded';
import { parseQuery, type Field, type Part } from './search_query';

export interface Entry {
  id: string;
  blobId: string;
  /** Octets before the original in the opened message. */
  trace: number;
  /** Milliseconds since 1970. */
  at: number;
  from: string;
  to: string;
  subject: string;
  /** Preview and names of attachments. */
  rest: string;
  files: boolean;
  /** undefined: not read yet. */
  body: string | undefined;
}

export const PIECE = 200;
/** UTF-16 units of one message's text, and of all texts together. */
export const MAX_BODY = 16 * 1024;
const MAX_BODIES = 96 * 1024 * 1024;

interface Held extends Entry { piece: number }

export class Finder {
  private entries = new Map<string, Held>();
  private order: string[] = [];
  private pieces: Set<string>[] = [];
  private changed = new Set<number>();
  private bodies = 0;

  /** What was kept at the last visit. */
  restore(piece: number, entries: Entry[]): void {
    for (const entry of entries) this.hold({ ...entry, piece });
  }

  /** New ones, or newer states of them; a text that is known stays. */
  add(entries: Entry[]): void {
    for (const entry of entries) {
      const known = this.entries.get(entry.id);
      const body = this.fitting(entry.body ?? known?.body, known);
      this.hold({
        ...entry, from: folded(entry.from), to: folded(entry.to), subject: folded(entry.subject), rest: folded(entry.rest),
        body, piece: known?.piece ?? this.roomyPiece(),
      });
      this.changed.add(this.entries.get(entry.id)!.piece);
    }
  }

  /** These are all that can be found, in this order; returns those that are not known yet. */
  setOrder(ids: string[]): string[] {
    const there = new Set(ids);
    for (const [id, { piece }] of this.entries) {
      if (there.has(id)) continue;
      this.drop(id);
      this.changed.add(piece);
    }
    this.order = ids;
    return ids.filter((id) => !this.entries.has(id));
  }

  /** The ids of what fits, in the order of setOrder(). */
  search(typed: string): string[] {
    const parts = parseQuery(typed);
    if (!parts.length) return [];
    return this.order.filter((id) => {
      const entry = this.entries.get(id);
      return entry !== undefined && parts.every((part) => fits(entry, part) !== part.not);
    });
  }

  /** Those whose text was not read yet, the newest first. */
  unread(): { id: string; blobId: string; trace: number }[] {
    if (this.bodies >= MAX_BODIES) return [];
    return this.order.flatMap((id) => {
      const entry = this.entries.get(id);
      return entry && entry.body === undefined ? [{ id, blobId: entry.blobId, trace: entry.trace }] : [];
    });
  }

  addBody(id: string, body: string): void {
    const entry = this.entries.get(id);
    if (entry) this.add([{ ...entry, body: folded(body.slice(0, MAX_BODY)) }]);
  }

  /** What changed since the last call, a few pieces at a time; empty: all is kept. */
  takeChanged(most = 10): { piece: number; entries: Entry[] }[] {
    const taken = [...this.changed].slice(0, most);
    for (const piece of taken) this.changed.delete(piece);
    return taken.map((piece) => ({ piece, entries: [...this.pieces[piece]!].map((id) => this.kept(id)) }));
  }

  get size(): number {
    return this.entries.size;
  }

  private kept(id: string): Entry {
    const { piece: _, ...entry } = this.entries.get(id)!;
    return entry;
  }

  private hold(entry: Held): void {
    this.drop(entry.id);
    this.bodies += entry.body?.length ?? 0;
    this.entries.set(entry.id, entry);
    for (let n = this.pieces.length; n <= entry.piece; n++) this.pieces.push(new Set());
    this.pieces[entry.piece]!.add(entry.id);
  }

  private drop(id: string): void {
    const entry = this.entries.get(id);
    if (!entry) return;
    this.bodies -= entry.body?.length ?? 0;
    this.pieces[entry.piece]!.delete(id);
    this.entries.delete(id);
  }

  private fitting(body: string | undefined, known: Held | undefined): string | undefined {
    const more = (body?.length ?? 0) - (known?.body?.length ?? 0);
    return this.bodies + more > MAX_BODIES ? known?.body : body;
  }

  private roomyPiece(): number {
    const last = this.pieces.length - 1;
    return last >= 0 && this.pieces[last]!.size < PIECE ? last : this.pieces.length;
  }
}

const FIELDS: Record<Field, (keyof Entry)[]> = {
  any: ['subject', 'from', 'to', 'rest', 'body'], from: ['from'], to: ['to'], subject: ['subject'],
};

function fits(entry: Entry, part: Part): boolean {
  if ('hasFile' in part) return entry.files;
  if ('from' in part) return entry.at >= part.from;
  if ('until' in part) return entry.at < part.until;
  return FIELDS[part.field].some((name) => (entry[name] as string | undefined)?.includes(part.text));
}
