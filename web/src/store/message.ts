// SPDX-License-Identifier: Apache-2.0
//
// A message as the page knows it, and how what the server says becomes one.
import type { Arguments } from '../jmap/client';
import { ServiceError } from '../jmap/http';
import { readSummary, type Summary } from './summary';

export interface Message {
  id: string;
  blobId: string;
  mailboxIds: ReadonlySet<string>;
  keywords: ReadonlySet<string>;
  /** Octets as stored. */
  size: number;
  /** Milliseconds since 1970. */
  receivedAt: number;
  /** null: there is none, or it does not open. */
  summary: Summary | null;
}

/** What a person changes of a message. */
export type Marks = Pick<Message, 'id' | 'mailboxIds' | 'keywords'>;

export type Patch = Record<string, boolean | null>;

export const trueKeys = (value: unknown) =>
  new Set(typeof value === 'object' && value !== null ? Object.keys(value).filter((key) => (value as Arguments)[key] === true) : []);

export function opened(plain: Uint8Array | null): Summary | null {
  try {
    return plain && readSummary(plain);
  } catch {
    return null;
  }
}

export function readMessage(entry: Arguments): Message {
  const receivedAt = Date.parse(String(entry?.receivedAt));
  if (typeof entry?.id !== 'string' || typeof entry.blobId !== 'string' || Number.isNaN(receivedAt)) throw new ServiceError('badAnswer');
  return {
    id: entry.id,
    blobId: entry.blobId,
    mailboxIds: trueKeys(entry.mailboxIds),
    keywords: trueKeys(entry.keywords),
    size: Number(entry.size) || 0,
    receivedAt,
    summary: null,
  };
}

/** A message as it will be after `patch`: {"keywords/$seen": true, "mailboxIds/m1": null}. */
export function patched(message: Message, patch: Patch): Message {
  const result = { ...message, keywords: new Set(message.keywords), mailboxIds: new Set(message.mailboxIds) };
  for (const [path, value] of Object.entries(patch)) {
    const [kind, name] = [path.slice(0, path.indexOf('/')), path.slice(path.indexOf('/') + 1)];
    const set = kind === 'keywords' ? result.keywords : result.mailboxIds;
    if (value) set.add(name);
    else set.delete(name);
  }
  return result;
}
