// SPDX-License-Identifier: Apache-2.0
//
// Sealed items (docs/protocol.md, `SealedItem`): small records of the account that only its devices can open, such as
// `contacts/…` and `peerkeys/…`. An item that does not open is as if it were not there.
import type { Purpose } from '../crypto/account_secret';
import { randomBytes, toBase64url, toHex, utf8, type Bytes } from '../crypto/bytes';
import { bytesOf } from '../jmap/client';
import { ServiceError } from '../jmap/http';
import type { Open } from './session.svelte';

export interface Item { name: string; plain: Bytes }

/** A name that nobody has yet. */
export function newItemName(prefix: string): string {
  return prefix + toHex(randomBytes(8));
}

/** Those whose names begin with `prefix`. */
export async function readItems(open: Open, prefix: string, purpose: Purpose): Promise<Item[]> {
  const { list } = await open.client.call('SealedItem/get', { ids: null });
  if (!Array.isArray(list)) throw new ServiceError('badAnswer');
  const sealed = list.flatMap((entry) => {
    const bytes = bytesOf(entry?.sealed);
    return bytes && typeof entry.name === 'string' && entry.name.startsWith(prefix) ? [{ purpose, id: entry.name as string, bytes }] : [];
  });
  const opened = await open.workers.vault.open(sealed);
  return opened.flatMap((plain, index) => (plain ? [{ name: sealed[index]!.id, plain }] : []));
}

/** Makes or replaces them, all in one request. */
export async function writeItems(open: Open, purpose: Purpose, items: { name: string; value: unknown; isNew: boolean }[]): Promise<void> {
  if (!items.length) return;
  const sealed = await open.workers.vault.sealAll(items.map(({ name, value }) => ({ purpose, id: name, bytes: utf8(JSON.stringify(value)) })));
  const create: Record<string, object> = {};
  const update: Record<string, object> = {};
  items.forEach(({ name, isNew }, index) => {
    const bytes = toBase64url(sealed[index]!);
    if (isNew) create[`i${index}`] = { name, sealed: bytes };
    else update[itemId(name)] = { sealed: bytes };
  });
  const answer = await open.client.call('SealedItem/set', { create, update });
  refuse(answer.notCreated);
  refuse(answer.notUpdated);
}

export async function removeItems(open: Open, names: string[]): Promise<void> {
  if (names.length) await open.client.call('SealedItem/set', { destroy: names.map(itemId) });
}

const itemId = (name: string) => toBase64url(utf8(name));

function refuse(refused: unknown): void {
  const [first] = Object.values((refused ?? {}) as Record<string, { type?: unknown }>);
  if (first) throw new ServiceError(String(first.type ?? 'badAnswer'));
}
