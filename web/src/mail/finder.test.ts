// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { Finder, PIECE, type Entry } from './finder';
import { parseQuery } from './search_query';

const entry = (id: string, more: Partial<Entry> = {}): Entry => ({
  id, blobId: `b${id}`, trace: 0, at: 0, from: '', to: '', subject: '', rest: '', files: false, body: undefined, ...more,
});

function finder(...entries: Entry[]): Finder {
  const made = new Finder();
  made.add(entries);
  made.setOrder(entries.map(({ id }) => id));
  return made;
}

test('words, phrases and operators; without case and accents; a minus turns round', () => {
  const found = finder(
    entry('1', { from: 'Élodie Martin <elodie@x.test>', to: 'Anna <anna@y.test>', subject: 'Lunch on Friday', at: new Date(2026, 10, 25, 9).getTime() }),
    entry('2', { from: 'Anna <anna@y.test>', to: 'Élodie <elodie@x.test>', subject: 'Re: Lunch', rest: 'menu.pdf', files: true, at: new Date(2025, 0, 1).getTime() }),
    entry('3', { from: 'Bert', subject: '夜行列車', body: 'the word Lunch stands inside', at: new Date(2026, 10, 24, 23, 59).getTime() }),
  );
  for (const [typed, ids] of Object.entries({
    lunch: '12', elodie: '12', 'ÉLODIE': '12', 'from:elodie': '1', 'to:elodie lunch': '2', '"on friday"': '1', '"friday on"': '', 'subject:lunch': '12',
    'has:attachment': '2', 'has:attachment bert': '', '行列': '3', 'before:2026': '2', 'after:2026': '13', 'after:2026-11-25': '1', 'before:2026-11-25': '23',
    'after:2025 before:2026/11/25': '23', 'lunch -from:anna': '1', '-has:attachment': '13', 'menu': '2', 'subject:"re: lunch"': '2', '': '', '  ': '', '""': '', 'nothing': '',
  })) expect(found.search(typed).join(''), typed).toBe(ids);
});

test('what only looks like an operator is a word', () => {
  expect(parseQuery('has:been before:noon http://x.test')).toEqual(
    ['has:been', 'before:noon', 'http://x.test'].map((text) => ({ field: 'any', text, not: false })),
  );
  expect(parseQuery(`${'a '.repeat(1000)}`).length).toBe(30);
});

test('a text that was read stays when a newer summary comes, and is found', () => {
  const found = finder(entry('1', { subject: '...' }), entry('2'));
  expect(found.unread().map(({ id }) => id)).toEqual(['1', '2']);
  found.addBody('1', 'Secret ÄRGER');
  found.add([entry('1', { subject: 'True subject' })]);
  expect(found.search('arger "true subject"')).toEqual(['1']);
  expect(found.unread().map(({ id }) => id)).toEqual(['2']);
});

test('pieces: what is kept comes back, what is gone leaves', () => {
  const all = Array.from({ length: PIECE + 50 }, (_, n) => entry(`e${n}`, { subject: `Report ${n}.` }));
  const first = finder(...all);
  const pieces = new Map(first.takeChanged().map(({ piece, entries }) => [piece, entries]));
  expect(first.takeChanged()).toEqual([]);
  first.setOrder(all.slice(1).map(({ id }) => id));
  for (const { piece, entries } of first.takeChanged()) pieces.set(piece, entries);

  const again = new Finder();
  for (const [piece, entries] of pieces) again.restore(piece, entries);
  expect(again.setOrder([...all.map(({ id }) => id), 'new'])).toEqual(['e0', 'new']);
  expect(again.search('"report 249."')).toEqual(['e249']);
  expect(again.takeChanged()).toEqual([]);
});
