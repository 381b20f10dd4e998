// SPDX-License-Identifier: Apache-2.0
//
// Pending: changes to messages that could not be sent for want of a network. They are kept sealed where one stays
// logged in, shown as done, and sent in one go when the network is back; of two changes of one thing the later counts.
import { ServiceError } from '../jmap/http';
import type { Patch } from './message';
import type { Open } from './session.svelte';

interface Kept { patches: [string, Patch][]; destroyed: string[] }

const NAME = 'pending';
const BATCH = 500;

export const isOffline = (error: unknown) => error instanceof ServiceError && error.type === 'network';

export class Pending {
  /** How many messages wait with a change. */
  count = $state(0);
  private patches = new Map<string, Patch>();
  private destroyed = new Set<string>();

  constructor(private open: Open) {}

  async restore(): Promise<void> {
    const kept = await this.open.cache?.getOne<Kept>(NAME);
    if (!kept) return;
    this.patches = new Map([...kept.patches, ...this.patches]);
    for (const id of kept.destroyed) this.destroyed.add(id);
    this.count = this.patches.size + this.destroyed.size;
  }

  async add(patches: Map<string, Patch>): Promise<void> {
    for (const [id, patch] of patches) this.patches.set(id, { ...this.patches.get(id), ...patch });
    await this.keep();
  }

  async addDestroyed(ids: string[]): Promise<void> {
    for (const id of ids) {
      this.patches.delete(id);
      this.destroyed.add(id);
    }
    await this.keep();
  }

  patchOf(id: string): Patch | undefined {
    return this.patches.get(id);
  }

  /** Whether a message will no longer be in a mailbox. */
  leaves(id: string, mailboxId: string): boolean {
    return this.destroyed.has(id) || this.patches.get(id)?.[`mailboxIds/${mailboxId}`] === null;
  }

  /** Sends all; what the server refuses is forgotten, and told by id. Without a network everything stays. */
  async flush(): Promise<string[]> {
    const refused: string[] = [];
    while (this.count > 0) refused.push(...(await this.flushSome()));
    return refused;
  }

  private async flushSome(): Promise<string[]> {
    const patches = [...this.patches].slice(0, BATCH);
    const destroy = [...this.destroyed].slice(0, BATCH);
    const answer = await this.open.client.call('Email/set', { update: Object.fromEntries(patches), destroy });
    for (const [id, patch] of patches) if (this.patches.get(id) === patch) this.patches.delete(id); // unless it changed meanwhile
    for (const id of destroy) this.destroyed.delete(id);
    await this.keep();
    return [answer.notUpdated, answer.notDestroyed].flatMap((one) => Object.keys((one as object | null) ?? {}));
  }

  private async keep(): Promise<void> {
    this.count = this.patches.size + this.destroyed.size;
    const kept: Kept = { patches: [...this.patches], destroyed: [...this.destroyed] };
    if (this.count) await this.open.cache?.put([[NAME, kept]]);
    else await this.open.cache?.remove([NAME]);
  }
}
