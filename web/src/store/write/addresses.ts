// SPDX-License-Identifier: Apache-2.0
//
// Addresses as people type them: `Anna Berg <anna@x.org>, bert@y.org; "Berg, C." <c@z.org>`.
import { canonical } from '../../jmap/auth';
import type { Person } from '../summary';

const ADDRESS = /^[^\s@<>(),;:"[\]\\]+@[^\s@<>(),;:"[\]\\]+$/;

/** Pieces between commas, semicolons and line ends, but not inside quotes. */
function pieces(text: string): string[] {
  return (text.match(/(?:"(?:\\.|[^"\\])*"|[^,;\n"])+/g) ?? []).map((piece) => piece.trim()).filter(Boolean);
}

function person(piece: string): Person | undefined {
  const [, quoted, plain, email] = /^(?:"((?:\\.|[^"\\])*)"|([^<"]*?))\s*<([^<>]*)>$/.exec(piece) ?? [];
  const address = (email ?? piece).trim();
  if (!ADDRESS.test(address)) return undefined;
  return { name: (quoted?.replace(/\\(.)/g, '$1') ?? plain ?? '').trim(), email: address };
}

/** `wrong`: the pieces that are no addresses. Everybody once. */
export function parsePeople(text: string): { people: Person[]; wrong: string[] } {
  const people = new Map<string, Person>();
  const wrong: string[] = [];
  for (const piece of pieces(text)) {
    const found = person(piece);
    if (!found) wrong.push(piece);
    else if (!people.has(canonical(found.email))) people.set(canonical(found.email), found);
  }
  return { people: [...people.values()], wrong };
}

export function peopleText(people: Person[]): string {
  return people.map(({ name, email }) => {
    if (!name) return email;
    return /[,;"<>]/.test(name) ? `"${name.replace(/["\\]/g, '\\$&')}" <${email}>` : `${name} <${email}>`;
  }).join(', ');
}

/** What stands behind the last comma that is not inside quotes: the address that is being typed. */
export function lastPiece(text: string): string {
  let quoted = false;
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (quoted && text[at] === '\\') at++;
    else if (text[at] === '"') quoted = !quoted;
    else if (!quoted && /[,;\n]/.test(text[at]!)) start = at + 1;
  }
  return text.slice(start).trimStart();
}
