// SPDX-License-Identifier: Apache-2.0
import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { utf8 } from '../crypto/bytes';
import { Vault } from '../crypto/vault';
import type { Remote } from '../crypto/rpc';
import { Cache } from './cache';

const asRemote = (vault: Vault) => vault as unknown as Remote<Vault>;

async function unlocked(): Promise<Vault> {
  const vault = new Vault();
  await vault.newAccount('anna@nightmail.test', 'test');
  return vault;
}

test('keeps records sealed, and gives back only those that open', async () => {
  const vault = await unlocked();
  const cache = (await Cache.open('a1', asRemote(vault)))!;
  await cache.put([['message/e1', { subject: 'canary-subject' }], ['message/e2', [1, 2]]]);
  await cache.putBlob('b1', utf8('sealed already'));
  expect(await cache.get(['message/e1', 'message/e2', 'message/e3'])).toEqual(new Map<string, unknown>([
    ['message/e1', { subject: 'canary-subject' }], ['message/e2', [1, 2]],
  ]));
  expect(await cache.getBlob('b1')).toEqual(utf8('sealed already'));

  const stored = await new Promise<unknown[]>((resolve) => {
    const opening = indexedDB.open('nightmail-cache-a1');
    opening.onsuccess = () => {
      const all = opening.result.transaction('records').objectStore('records').getAll();
      all.onsuccess = () => {
        opening.result.close();
        resolve(all.result);
      };
    };
  });
  expect(stored.length).toBe(3);
  for (const bytes of stored) expect(new TextDecoder().decode(bytes as Uint8Array)).not.toContain('canary');

  const stranger = (await Cache.open('a1', asRemote(await unlocked())))!;
  expect(await stranger.get(['message/e1'])).toEqual(new Map());
  await stranger.remove(['message/e1']);
  expect(await cache.getOne('message/e1')).toBeUndefined();
});
