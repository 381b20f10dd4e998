// SPDX-License-Identifier: Apache-2.0
//
// Header fields, undecoded: one character for each octet. RFC 5322 §2.2, RFC 2045 §5.
import { latin1, nextLine } from './octets';

const MAX_HEADER = 512 * 1024;

export interface Field { name: string; value: string }

export class Header {
  constructor(readonly fields: Field[], /** Where the body begins. */ readonly body: number) {}

  /** The first field of that name; undefined if there is none. */
  find(name: string): string | undefined {
    return this.fields.find((field) => is(field.name, name))?.value;
  }

  value(name: string): string {
    return this.find(name) ?? '';
  }
}

export function is(a: string, b: string): boolean {
  return a.length === b.length && a.toLowerCase() === b.toLowerCase();
}

/** What is no field is left out. */
export function parseHeader(message: Uint8Array): Header {
  const fields: Field[] = [];
  let at = 0;
  for (; at < Math.min(message.length, MAX_HEADER);) {
    const end = nextLine(message, at);
    const line = latin1(message.subarray(at, end)).replace(/\r?\n$/, '');
    at = end;
    if (line === '') break;
    const colon = line.search(/:/);
    if (/^[ \t]/.test(line)) {
      const last = fields.at(-1);
      if (last) last.value += line;
    } else if (colon > 0) fields.push({ name: line.slice(0, colon).trim(), value: line.slice(colon + 1) });
  }
  for (const field of fields) field.value = field.value.trim();
  return new Header(fields, at);
}

export interface Parameters { value: string; get(name: string): string }

/** `type/subtype; name=value; name="value"`: value in lower case. Comments are dropped. */
export function parseParameters(field: string): Parameters {
  const text = field.slice(0, 16 * 1024);
  const found = new Map<string, string>();
  for (const [, name, quoted, bare] of text.matchAll(/;\s*([^\s=;"]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s;]*))/g)) {
    if (!found.has(name!.toLowerCase())) found.set(name!.toLowerCase(), quoted?.replace(/\\(.)/g, '$1') ?? bare ?? '');
  }
  const value = text.split(';')[0]!.replace(/\([^)]*\)/g, '').trim().toLowerCase();
  return { value, get: (name) => found.get(name) ?? '' };
}
