// SPDX-License-Identifier: Apache-2.0
//
// Cache: what this device keeps of the mailbox between visits, in IndexedDB, each record sealed in the vault
// (purpose `local cache`, its name as id: docs/formats/account.md). There is one only where the user chose to stay
// logged in. A record that is damaged, or sealed under another secret, is as if it were not there.
import { textOf, utf8, type Bytes } from '../crypto/bytes';
import type { Remote } from '../crypto/rpc';
import type { Vault } from '../crypto/vault';

const PURPOSE = 'local cache';
const STORE = 'records';

const databaseName = (accountId: string) => `nightmail-cache-${accountId}`;

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the browser keeps nothing'));
  });
}

export class Cache {
  private constructor(private database: IDBDatabase, private vault: Remote<Vault>, private accountId: string) {}

  /** undefined where the browser keeps nothing (private windows of some). */
  static async open(accountId: string, vault: Remote<Vault>): Promise<Cache | undefined> {
    try {
      const opening = indexedDB.open(databaseName(accountId), 1);
      opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
      return new Cache(await done(opening), vault, accountId);
    } catch {
      return undefined;
    }
  }

  /** The records of these names that are there and open. */
  async get<T>(names: string[]): Promise<Map<string, T>> {
    const found = (await this.raw(names)).filter(([, bytes]) => bytes !== undefined) as [string, Bytes][];
    const plain = await this.vault.open(found.map(([id, bytes]) => ({ purpose: PURPOSE, id, bytes })));
    const result = new Map<string, T>();
    found.forEach(([name], index) => {
      const value = parsed<T>(plain[index] ?? null);
      if (value !== undefined) result.set(name, value);
    });
    return result;
  }

  async getOne<T>(name: string): Promise<T | undefined> {
    return (await this.get<T>([name])).get(name);
  }

  async put(records: [string, unknown][]): Promise<void> {
    if (!records.length) return;
    const sealed = await this.vault.sealAll(records.map(([id, value]) => ({ purpose: PURPOSE, id, bytes: utf8(JSON.stringify(value)) })));
    await this.write((store) => records.forEach(([name], index) => store.put(sealed[index], name)));
  }

  /** Sealed messages as they came: they need no other seal. */
  async putBlob(blobId: string, sealed: Bytes): Promise<void> {
    await this.write((store) => store.put(sealed, `blob/${blobId}`));
  }

  async getBlob(blobId: string): Promise<Bytes | undefined> {
    return (await this.raw([`blob/${blobId}`]))[0]?.[1];
  }

  async remove(names: string[]): Promise<void> {
    await this.write((store) => names.forEach((name) => store.delete(name)));
  }

  async clear(): Promise<void> {
    await this.write((store) => store.clear());
  }

  /** With its last byte. */
  async destroy(): Promise<void> {
    this.database.close();
    await done(indexedDB.deleteDatabase(databaseName(this.accountId)));
  }

  private async raw(names: string[]): Promise<[string, Bytes | undefined][]> {
    const store = this.database.transaction(STORE, 'readonly').objectStore(STORE);
    return Promise.all(names.map(async (name) => [name, await done<Bytes | undefined>(store.get(name))] as [string, Bytes | undefined]));
  }

  private write(change: (store: IDBObjectStore) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      const transaction = this.database.transaction(STORE, 'readwrite');
      transaction.oncomplete = () => resolve();
      transaction.onabort = transaction.onerror = () => reject(transaction.error ?? new Error('not kept'));
      change(transaction.objectStore(STORE));
    });
  }
}

function parsed<T>(plain: Uint8Array | null): T | undefined {
  try {
    return plain ? (JSON.parse(textOf(plain)) as T) : undefined;
  } catch {
    return undefined;
  }
}
