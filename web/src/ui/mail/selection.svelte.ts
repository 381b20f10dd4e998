// SPDX-License-Identifier: Apache-2.0
//
// Selection: which messages of a list are ticked. Shift ticks everything between.
import { SvelteSet } from 'svelte/reactivity';

export class Selection {
  readonly ids = new SvelteSet<string>();
  private last: string | undefined;

  get size(): number {
    return this.ids.size;
  }

  has(id: string): boolean {
    return this.ids.has(id);
  }

  toggle(id: string): void {
    if (!this.ids.delete(id)) this.ids.add(id);
    this.last = id;
  }

  /** From the last one that was ticked to this one. */
  extend(id: string, order: readonly string[]): void {
    const [from, to] = [this.last ? order.indexOf(this.last) : -1, order.indexOf(id)];
    if (from < 0 || to < 0) return this.toggle(id);
    for (const one of order.slice(Math.min(from, to), Math.max(from, to) + 1)) this.ids.add(one);
    this.last = id;
  }

  all(order: readonly string[]): void {
    for (const id of order) this.ids.add(id);
  }

  clear(): void {
    this.ids.clear();
    this.last = undefined;
  }

  /** Forgets what is no longer in the list. */
  keepOnly(order: readonly string[]): void {
    if (this.ids.size === 0) return;
    const there = new Set(order);
    for (const id of this.ids) if (!there.has(id)) this.ids.delete(id);
  }
}
