// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { ServiceError } from '../jmap/http';
import { Pending } from './pending.svelte';
import type { Open } from './session.svelte';

function made(answer: () => object) {
  const calls: unknown[] = [];
  const kept = new Map<string, unknown>();
  const open = {
    client: { call: async (_: string, args: unknown) => { calls.push(args); return answer(); } },
    cache: {
      getOne: async (name: string) => kept.get(name),
      put: async (records: [string, unknown][]) => { for (const [name, value] of records) kept.set(name, structuredClone(value)); },
      remove: async (names: string[]) => { for (const name of names) kept.delete(name); },
    },
  } as unknown as Open;
  return { open, calls, kept };
}

describe('changes that wait for a network', () => {
  it('are sent once, the later of two counts, and then forgotten', async () => {
    const { open, calls, kept } = made(() => ({}));
    const pending = new Pending(open);
    await pending.add(new Map([['e1', { 'keywords/$seen': true, 'mailboxIds/m1': null, 'mailboxIds/m2': true }]]));
    await pending.add(new Map([['e1', { 'mailboxIds/m1': true, 'mailboxIds/m2': null }]]));
    expect(pending.leaves('e1', 'm2')).toBe(true);
    expect(pending.leaves('e1', 'm1')).toBe(false);
    expect(await pending.flush()).toEqual([]);
    expect(calls).toEqual([{ update: { e1: { 'keywords/$seen': true, 'mailboxIds/m1': true, 'mailboxIds/m2': null } }, destroy: [] }]);
    expect(pending.count).toBe(0);
    expect(kept.size).toBe(0);
  });

  it('outlive the page, and a network that goes again', async () => {
    const { open } = made(() => { throw new ServiceError('network'); });
    const first = new Pending(open);
    await first.add(new Map([['e1', { 'keywords/$flagged': true }]]));
    await first.addDestroyed(['e2']);
    await expect(first.flush()).rejects.toThrow('network');
    const second = new Pending(open);
    await second.restore();
    expect(second.count).toBe(2);
    expect(second.patchOf('e1')).toEqual({ 'keywords/$flagged': true });
    expect(second.leaves('e2', 'any')).toBe(true);
  });

  it('are told when the server refuses them, and do not come back', async () => {
    const { open } = made(() => ({ notUpdated: { e1: { type: 'notFound' } } }));
    const pending = new Pending(open);
    await pending.add(new Map([['e1', { 'keywords/$flagged': true }]]));
    expect(await pending.flush()).toEqual(['e1']);
    expect(pending.count).toBe(0);
  });
});
