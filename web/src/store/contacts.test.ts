// SPDX-License-Identifier: Apache-2.0
import { beforeEach, expect, test } from 'vitest';
import { fromBase64url, textOf, utf8 } from '../crypto/bytes';
import { cardOf, emptyContact, readCard } from './contact_card';
import { Contacts } from './contacts.svelte';
import type { Open } from './session.svelte';

let items: Map<string, string>;
const call = async (name: string, { create = {}, update = {}, destroy = [] }: any) => {
  if (name === 'SealedItem/get') return { list: [...items].map(([name, sealed]) => ({ name, sealed })) };
  for (const { name, sealed } of Object.values<any>(create)) items.set(name, sealed);
  for (const [id, { sealed }] of Object.entries<any>(update)) items.set(textOf(fromBase64url(id)), sealed);
  for (const id of destroy) items.delete(textOf(fromBase64url(id)));
  return {};
};
const vault = { open: async (blobs: any[]) => blobs.map(({ bytes }) => bytes), sealAll: async (blobs: any[]) => blobs.map(({ bytes }) => bytes) };
const open = { client: { call }, workers: { vault }, account: { address: 'anna@nightmail.test' } } as unknown as Open;
const contact = (name: string, ...emails: string[]) => ({ ...emptyContact(), name, emails });

beforeEach(() => void (items = new Map()));

test('what others put into a card stays in it', () => {
  const card = {
    '@type': 'Card', version: '1.0', uid: 'x', name: { components: [{ kind: 'given', value: 'Bert' }, { kind: 'surname', value: 'Ohm' }] },
    emails: { work: { address: 'b@x.test', contexts: { work: true } }, home: { address: 'b@home.test' } }, anniversaries: { a: {} }, keywords: { friends: true },
  };
  const read = readCard('contacts/1', utf8(JSON.stringify(card)))!;
  expect(read).toMatchObject({ name: 'Bert Ohm', emails: ['b@x.test', 'b@home.test'], learned: false });
  const changed = cardOf({ ...read, emails: ['b@x.test', 'new@x.test'], note: 'Plays chess' });
  expect(changed).toMatchObject({
    name: card.name, anniversaries: { a: {} }, keywords: { friends: true }, notes: { k1: { note: 'Plays chess' } },
    emails: { work: { address: 'b@x.test', contexts: { work: true } }, k1: { address: 'new@x.test' } },
  });
  expect(changed.emails).not.toHaveProperty('home');
});

test('what is no card, or too large, is none', () => {
  for (const wrong of ['[]', '{}', 'x', '{"@type":"Group"}', JSON.stringify({ '@type': 'Card', x: 'y'.repeat(70_000) })]) expect(readCard('i', utf8(wrong))).toBeUndefined();
});

test('completion: beginnings of words, without accents, those written down first', async () => {
  const contacts = new Contacts(open);
  await contacts.learn([{ name: 'Elodie Learned', email: 'el@z.test' }]);
  await contacts.save(contact('Élodie Martin', 'em@a.test', 'elo@b.test'));
  await contacts.save(contact('Karl', 'karl.elm@c.test'));
  expect(contacts.complete('elo').map(({ email }) => email)).toEqual(['elo@b.test', 'el@z.test']);
  expect(contacts.complete('mart elod')[0]).toEqual({ name: 'Élodie Martin', email: 'em@a.test' });
  expect(contacts.complete('elm')).toEqual([{ name: 'Karl', email: 'karl.elm@c.test' }]);
  expect(contacts.complete('lodie')).toEqual([]);
});

test('people are learned once, never oneself, and those only learned make room', async () => {
  const contacts = new Contacts(open);
  const anna = { name: '', email: 'Anna@nightmail.test' };
  await contacts.learn([{ name: 'Bert', email: 'bert@x.test' }, anna]);
  await contacts.learn([{ name: 'Bert again', email: 'BERT@x.test' }]);
  expect(contacts.list.map(({ name, learned }) => [name, learned])).toEqual([['Bert', true]]);
  await contacts.save(contacts.list[0]!);
  await contacts.learn(Array.from({ length: 205 }, (_, n) => ({ name: '', email: `${n}@y.test` })));
  const again = new Contacts(open);
  await again.load();
  expect(again.list.length).toBe(201);
  expect(again.of('bert@x.test')).toMatchObject({ name: 'Bert', learned: false });
});
