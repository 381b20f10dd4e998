// SPDX-License-Identifier: Apache-2.0
//
// vCards: contacts come from and go to other programs (RFC 6350; what RFC 2426 wrote is read too). Names, addresses,
// telephone numbers, organization and note; the rest is left out.
import { emptyContact, type Contact } from './contact_card';

const MAX_FILE = 4 * 1024 * 1024;
const MAX_CARDS = 900;

const escaped = (text: string) => text.replace(/[\\,;]/g, '\\$&').replace(/\n/g, '\\n');
const plain = (text: string) => text.replace(/\\([\\,;:nN])/g, (_, letter: string) => (letter.toLowerCase() === 'n' ? '\n' : letter));

/** Lines of at most 75 octets, by RFC 6350 §3.2. */
function fold(line: string): string {
  let [length, folded] = [0, ''];
  for (const letter of line) {
    const octets = new TextEncoder().encode(letter).length;
    if (length + octets > 75) [length, folded] = [1, `${folded}\r\n `];
    length += octets;
    folded += letter;
  }
  return folded;
}

export function writeVcards(contacts: Contact[]): string {
  return contacts.map(({ name, emails, phones, organization, note, card }) => [
    'BEGIN:VCARD', 'VERSION:4.0', `FN:${escaped(name || emails[0] || '?')}`,
    ...(typeof card.uid === 'string' ? [`UID:${escaped(card.uid)}`] : []),
    ...emails.map((email) => `EMAIL:${escaped(email)}`), ...phones.map((phone) => `TEL:${escaped(phone)}`),
    ...(organization ? [`ORG:${escaped(organization)}`] : []), ...(note ? [`NOTE:${escaped(note)}`] : []), 'END:VCARD',
  ].map((line) => `${fold(line)}\r\n`).join('')).join('');
}

/** Those with a name or an address. */
export function readVcards(text: string): Contact[] {
  const lines = text.slice(0, MAX_FILE).replace(/\r\n?/g, '\n').replace(/\n[ \t]/g, '').split('\n');
  const contacts: Contact[] = [];
  let current: Contact | undefined;
  for (const line of lines) {
    if (/^BEGIN:VCARD\s*$/i.test(line)) current = { ...emptyContact(), learned: false };
    else if (/^END:VCARD\s*$/i.test(line)) {
      if (current && (current.name || current.emails.length) && contacts.length < MAX_CARDS) contacts.push(current);
      current = undefined;
    } else if (current) take(current, line);
  }
  return contacts;
}

function take(contact: Contact, line: string): void {
  const [, name, parameters = '', raw = ''] = /^(?:[\w-]+\.)?([\w-]+)((?:;(?:"[^"]*"|[^":])*)?):(.*)$/.exec(line) ?? [];
  const value = plain(/ENCODING=(QUOTED-PRINTABLE|B|BASE64)/i.test(parameters) ? '' : raw).trim().slice(0, 10_000);
  if (!name || !value) return;
  switch (name.toUpperCase()) {
    case 'FN': contact.name = value; break;
    case 'N': contact.name ||= raw.split(/(?<!\\);/).slice(0, 2).reverse().map(plain).join(' ').trim(); break;
    case 'EMAIL': contact.emails.push(value.replace(/^mailto:/i, '')); break;
    case 'TEL': contact.phones.push(value.replace(/^tel:/i, '')); break;
    case 'ORG': contact.organization ||= value.replace(/;+/g, ', '); break;
    case 'NOTE': contact.note ||= value; break;
  }
}
