// SPDX-License-Identifier: Apache-2.0
//
// "Remember me": what a device keeps between visits, as one record in IndexedDB, encrypted (AES-256-GCM)
// under a WebCrypto key that the browser keeps and gives to nobody (extractable: false).
import { textOf, utf8 } from './bytes';

const DATABASE = 'nightmail-device';
const STORE = 'kept';

interface Kept { key: CryptoKey; iv: Uint8Array<ArrayBuffer>; sealed: ArrayBuffer }

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error ?? new Error('the browser keeps nothing'));
  });
}

async function withStore<T>(mode: IDBTransactionMode, use: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
  const opening = indexedDB.open(DATABASE, 1);
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE);
  const database = await done(opening);
  try {
    return await done(use(database.transaction(STORE, mode).objectStore(STORE)));
  } finally {
    database.close();
  }
}

export async function keep(value: object): Promise<void> {
  const key = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, false, ['encrypt', 'decrypt']);
  const iv = crypto.getRandomValues(new Uint8Array(12));
  const sealed = await crypto.subtle.encrypt({ name: 'AES-GCM', iv }, key, utf8(JSON.stringify(value)));
  await withStore('readwrite', (store) => store.put({ key, iv, sealed } satisfies Kept, 'session'));
}

/** What keep() got, or undefined if there is nothing or it does not open. */
export async function kept<T>(): Promise<T | undefined> {
  const record = await withStore<Kept | undefined>('readonly', (store) => store.get('session'));
  if (!record) return undefined;
  try {
    const plain = await crypto.subtle.decrypt({ name: 'AES-GCM', iv: record.iv }, record.key, record.sealed);
    return JSON.parse(textOf(new Uint8Array(plain))) as T;
  } catch {
    return undefined;
  }
}

export async function forget(): Promise<void> {
  await withStore('readwrite', (store) => store.clear());
}
