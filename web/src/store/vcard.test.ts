// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { fingerprintWords } from '../crypto/fingerprint_words';
import { emptyContact } from './contact_card';
import { readVcards, writeVcards } from './vcard';

test('what is written is read again, in lines of 75 octets', () => {
  const contact = {
    ...emptyContact(), name: 'Martin, Élodie; "E"', emails: ['e@x.test', 'e@y.test'], phones: ['+41 22'], organization: 'A\\B',
    note: `First line\nSecond: ${'夜行'.repeat(60)}`,
  };
  const text = writeVcards([contact, contact]);
  expect(text.split('\r\n').every((line) => new TextEncoder().encode(line).length <= 75)).toBe(true);
  const [read, again] = readVcards(text);
  expect(read).toMatchObject({ name: contact.name, emails: contact.emails, phones: contact.phones, organization: contact.organization, note: contact.note, learned: false });
  expect(again!.name).toBe(contact.name);
});

test('cards of other programs; what holds neither name nor address is left out', () => {
  const text = [
    'BEGIN:VCARD', 'VERSION:3.0', 'N:Ohm;Bert;;;', 'item1.EMAIL;TYPE="INTERNET,pref":bert', ' @x.test', 'TEL;VALUE=uri:tel:+41-22', 'ORG:Works;Cellar',
    'NOTE;ENCODING=QUOTED-PRINTABLE:=41', 'PHOTO;ENCODING=b:AAAA', 'END:VCARD', 'BEGIN:VCARD', 'TEL:1', 'END:VCARD', 'EMAIL:nobody@x.test', 'BEGIN:VCARD', 'FN:cut off',
  ].join('\n');
  expect(readVcards(text)).toMatchObject([{ name: 'Bert Ohm', emails: ['bert@x.test'], phones: ['+41-22'], organization: 'Works, Cellar', note: '' }]);
  expect(readVcards('no cards')).toEqual([]);
});

test('a fingerprint as words: the same for the same, others for another digit', () => {
  const words = fingerprintWords('00'.repeat(20));
  expect(words.slice(0, 14)).toEqual(Array(14).fill('abandon'));
  expect(words.length).toBe(15);
  expect(fingerprintWords('00'.repeat(19) + '01')).not.toEqual(words);
  expect(fingerprintWords('ab'.repeat(32)).length).toBe(24);
});
