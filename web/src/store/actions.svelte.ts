// SPDX-License-Identifier: Apache-2.0
//
// Actions: what a person does to messages: shown at once, then asked of the server, and taken back by undo(). Moving,
// marking and labelling can always be taken back; only destroy() can't, and asks nobody: its caller does.
import { ServiceError } from '../jmap/http';
import type { Mail } from './mail.svelte';
import type { Mailbox, Role } from './mailboxes.svelte';
import type { Marks, Patch } from './messages.svelte';

/** What was done: `kind` names the sentence that says so. */
export interface Done {
  kind: 'archive' | 'junk' | 'trash' | 'inbox' | 'move' | 'label' | 'unlabel' | 'removed';
  count: number;
  mailbox: Mailbox;
  /** Until the server has all of it. */
  applied: Promise<void>;
  undo: () => Promise<void>;
}

type Says = Pick<Done, 'kind' | 'mailbox'>;

const BATCH = 500;

export class Actions {
  /** The last thing that can be taken back. */
  done = $state.raw<Done>();

  constructor(private mail: Mail) {}

  /** Moves to the mailbox of that role, which is made if it is missing. */
  async moveToRole(ids: string[], role: Role): Promise<void> {
    const mailbox = this.mail.mailboxes.byRole(role) ?? (await this.mail.mailboxes.create('', role));
    const kind = role === 'archive' || role === 'junk' || role === 'trash' || role === 'inbox' ? role : 'move';
    await this.move(ids, mailbox, kind);
  }

  /** Out of every folder they are in, into this one. Labels stay. */
  async move(ids: string[], to: Mailbox, kind: Done['kind'] = 'move'): Promise<void> {
    const patch = ({ mailboxIds }: Marks): Patch => ({
      ...Object.fromEntries([...mailboxIds].filter((id) => id !== to.id && !this.mail.mailboxes.isLabel(id)).map((id) => [`mailboxIds/${id}`, null])),
      [`mailboxIds/${to.id}`]: true,
    });
    await this.change(ids, patch, { kind, mailbox: to });
  }

  label(ids: string[], mailbox: Mailbox, on: boolean): Promise<void> {
    return this.change(ids, () => ({ [`mailboxIds/${mailbox.id}`]: on || null }), { kind: on ? 'label' : 'unlabel', mailbox });
  }

  star(ids: string[], on: boolean): Promise<void> {
    return this.change(ids, () => ({ 'keywords/$flagged': on || null }));
  }

  seen(ids: string[], on: boolean): Promise<void> {
    return this.change(ids, () => ({ 'keywords/$seen': on || null }));
  }

  /** For ever. */
  async destroy(ids: string[]): Promise<void> {
    for (const list of this.mail.openLists()) list.hide(ids);
    for (let at = 0; at < ids.length; at += BATCH) await this.mail.messages.destroy(ids.slice(at, at + BATCH));
    this.done = undefined;
    await this.mail.catchUp();
  }

  /** Destroys everything in a mailbox. */
  async empty(mailbox: Mailbox): Promise<void> {
    await this.destroy(await this.mail.messages.idsIn(mailbox.id));
  }

  /** Deletes a mailbox. What is nowhere else goes to the archive; undo() makes the mailbox anew and puts all back. */
  async remove(mailbox: Mailbox): Promise<void> {
    const { mailboxes } = this.mail;
    const inside = await this.clear(mailbox);
    await mailboxes.destroy(mailbox.id);
    const undo = async () => {
      const made = await mailboxes.create(mailbox.name ?? '', null, mailbox.tone);
      await this.apply(new Map([...inside].map(([id, patch]) => [id, { ...patch, [`mailboxIds/${made.id}`]: true }])));
    };
    this.done = { kind: 'removed', count: 1, mailbox, applied: Promise.resolve(), undo };
  }

  /** Takes everything out of a mailbox; what is nowhere else goes to the archive. The patches take that back. */
  private async clear(mailbox: Mailbox): Promise<Map<string, Patch>> {
    const { mailboxes, messages } = this.mail;
    const archive = mailboxes.byRole('archive') ?? (await mailboxes.create('', 'archive'));
    const ids = await messages.idsIn(mailbox.id);
    const elsewhere = (id: string) => id !== mailbox.id && !mailboxes.isLabel(id);
    const all = await messages.marks(ids);
    const onlyHere = new Set(all.filter(({ mailboxIds }) => ![...mailboxIds].some(elsewhere)).map(({ id }) => id));
    const path = `mailboxIds/${archive.id}`;
    await this.change(ids, ({ id }) => ({ [`mailboxIds/${mailbox.id}`]: null, ...(onlyHere.has(id) ? { [path]: true } : {}) }));
    return new Map(ids.map((id) => [id, onlyHere.has(id) ? { [path]: null } : {}]));
  }

  async undo(): Promise<void> {
    const { done } = this;
    this.done = undefined;
    await done?.undo();
  }

  private async change(ids: string[], patchOf: (message: Marks) => Patch, says?: Says): Promise<void> {
    const before = await this.mail.messages.marks(ids);
    const patches = new Map(before.map((message) => [message.id, patchOf(message)]));
    const applied = this.apply(patches);
    if (says) this.offerUndo(says, before, patches, applied);
    await applied;
  }

  /** At once, so that whoever is quick undoes this and not what was before; undoing waits for the doing. */
  private offerUndo(says: Says, before: Marks[], patches: Map<string, Patch>, applied: Promise<void>): void {
    const back = new Map(before.map((message) => [message.id, inverse(message, patches.get(message.id)!)]));
    const done = { ...says, count: before.length, applied, undo: () => applied.then(() => this.apply(back)) };
    this.done = done;
    applied.catch(() => this.done === done && (this.done = undefined));
  }

  private async apply(patches: Map<string, Patch>): Promise<void> {
    const { messages } = this.mail;
    const all = [...patches];
    this.showMoved(patches);
    try {
      for (let at = 0; at < all.length; at += BATCH) await messages.update(new Map(all.slice(at, at + BATCH)));
    } catch (error) {
      // What was hidden comes back: a list that is asked anew holds what the server has.
      if (error instanceof ServiceError) await Promise.all(this.mail.openLists().filter((list) => list.loaded).map((list) => list.load())).catch(() => undefined);
      throw error;
    }
    void this.mail.catchUp();
  }

  /** In the lists that were looked at, before the server says so. */
  private showMoved(patches: Map<string, Patch>): void {
    const timeOf = (id: string) => this.mail.messages.byId.get(id)?.receivedAt ?? 0;
    for (const [mailboxId, ids] of moved(patches, null)) this.mail.openList(mailboxId)?.hide(ids);
    if (patches.size > BATCH) return; // the server's answer is quicker
    for (const [mailboxId, ids] of moved(patches, true)) for (const id of ids) this.mail.openList(mailboxId)?.insert(id, timeOf);
  }
}

/** Which messages come into which mailboxes (true), or leave them (null). */
function moved(patches: Map<string, Patch>, value: true | null): Map<string, string[]> {
  const result = new Map<string, string[]>();
  for (const [id, patch] of patches) {
    for (const [path, wanted] of Object.entries(patch)) {
      const mailbox = /^mailboxIds\/(.*)/.exec(path)?.[1];
      if (!mailbox || wanted !== value) continue;
      const ids = result.get(mailbox);
      if (ids) ids.push(id);
      else result.set(mailbox, [id]);
    }
  }
  return result;
}

/** The patch that brings a message back to how it was. */
export function inverse(before: Marks, patch: Patch): Patch {
  return Object.fromEntries(Object.keys(patch).map((path) => {
    const [kind, name] = [path.slice(0, path.indexOf('/')), path.slice(path.indexOf('/') + 1)];
    return [path, (kind === 'keywords' ? before.keywords : before.mailboxIds).has(name) || null];
  }));
}
