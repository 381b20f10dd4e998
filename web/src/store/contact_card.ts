// SPDX-License-Identifier: Apache-2.0
//
// A contact as a JSContact card (RFC 9553), as far as the screens show it: docs/formats/contacts.md. What others put
// into a card stays in it.
import { textOf, type Bytes } from '../crypto/bytes';

type Json = Record<string, unknown>;

export interface Contact {
  /** Of the sealed item; empty: not kept yet. */
  item: string;
  name: string;
  emails: string[];
  phones: string[];
  organization: string;
  note: string;
  /** Nobody wrote it down: its owner once wrote to them. */
  learned: boolean;
  /** Milliseconds since 1970. */
  updated: number;
  /** The whole card. */
  card: Json;
}

export const LEARNED = 'nightmail-learned';
const MAX_CARD = 64 * 1024;
const MAX_ENTRIES = 50;
const UNSEEN = /[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

const isObject = (value: unknown): value is Json => typeof value === 'object' && value !== null && !Array.isArray(value);
const text = (value: unknown) => (typeof value === 'string' ? value.replace(UNSEEN, '') : '');

/** The `member` of each entry of a map such as `emails`, in its order. */
function values(map: unknown, member: string): string[] {
  if (!isObject(map)) return [];
  return Object.values(map).slice(0, MAX_ENTRIES).map((entry) => (isObject(entry) ? text(entry[member]) : '')).filter(Boolean);
}

function nameOf(name: unknown): string {
  if (!isObject(name)) return '';
  if (text(name.full)) return text(name.full);
  const parts = Array.isArray(name.components) ? name.components.slice(0, MAX_ENTRIES) : [];
  return parts.map((part) => (isObject(part) ? text(part.value) : '')).filter(Boolean).join(' ');
}

/** undefined: it is no card. */
export function readCard(item: string, plain: Bytes): Contact | undefined {
  try {
    const card: unknown = plain.length <= MAX_CARD ? JSON.parse(textOf(plain)) : undefined;
    return isObject(card) && card['@type'] === 'Card' ? contactOf(item, card) : undefined;
  } catch {
    return undefined;
  }
}

export function contactOf(item: string, card: Json): Contact {
  const keywords = isObject(card.keywords) ? card.keywords : {};
  return {
    item, card, name: nameOf(card.name), emails: values(card.emails, 'address'), phones: values(card.phones, 'number'),
    organization: values(card.organizations, 'name')[0] ?? '', note: values(card.notes, 'note').join('\n'),
    learned: keywords[LEARNED] === true, updated: Date.parse(text(card.updated)) || 0,
  };
}

export function emptyContact(): Contact {
  const card = { '@type': 'Card', version: '1.0', uid: `urn:uuid:${crypto.randomUUID()}`, kind: 'individual', created: utc(Date.now()) };
  return contactOf('', card);
}

/** RFC 9553 §1.4.5 */
const utc = (time: number) => new Date(time).toISOString().replace(/\.\d+/, '');

/** The card with what the contact says now. */
export function cardOf(contact: Contact): Json {
  const { card } = contact;
  const keywords: Json = { ...(isObject(card.keywords) ? card.keywords : {}), [LEARNED]: true };
  if (!contact.learned) delete keywords[LEARNED];
  const changed: Json = {
    ...card,
    name: contact.name === nameOf(card.name) ? card.name : { full: contact.name },
    emails: merged(card.emails, 'address', contact.emails),
    phones: merged(card.phones, 'number', contact.phones),
    organizations: merged(card.organizations, 'name', [contact.organization, ...values(card.organizations, 'name').slice(1)]),
    notes: merged(card.notes, 'note', [contact.note]),
    keywords: Object.keys(keywords).length ? keywords : undefined,
    updated: utc(contact.updated),
  };
  return Object.fromEntries(Object.entries(changed).filter(([, value]) => value !== undefined));
}

/** The map with these values: an entry whose value is still there stays as it was. */
function merged(map: unknown, member: string, wanted: string[]): Json | undefined {
  const left = new Map(Object.entries(isObject(map) ? map : {}));
  const result: Json = {};
  for (const value of wanted.filter(Boolean)) {
    const kept = [...left].find(([, entry]) => isObject(entry) && entry[member] === value);
    if (kept) left.delete(kept[0]);
    result[kept?.[0] ?? freeKey(result, map)] = kept?.[1] ?? { [member]: value };
  }
  return Object.keys(result).length ? result : undefined;
}

function freeKey(taken: Json, map: unknown): string {
  for (let n = 1; ; n++) if (!(`k${n}` in taken) && !(isObject(map) && `k${n}` in map)) return `k${n}`;
}
