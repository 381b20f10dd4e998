// SPDX-License-Identifier: Apache-2.0
//
// The Autocrypt header field: a sender's certificate beside their mail, unproven (Autocrypt Level 1, §2.1, §5.3). The
// same rules as src/proto/autocrypt.
import { is, parseHeader, parseParameters } from './header';
import type { Letter } from './letter';
import { fromLatin1, type Octets } from './octets';

export interface Learned {
  /** As written. */
  address: string;
  certificate: Octets;
  preferEncrypt: boolean;
  /** Milliseconds since 1970: the Date field, or the time of arrival if that is earlier. */
  at: number;
}

const MAX_VALUE = 100 * 1024;
const MAX_CERTIFICATE = 64 * 1024;

/** undefined: an attribute is missing or twice there, is unknown and does not begin with "_", or the key is no base64. */
export function parseAutocrypt(value: string): Omit<Learned, 'at'> | undefined {
  if (value.length > MAX_VALUE) return undefined;
  const found = new Map<string, string>();
  for (const attribute of value.split(';')) {
    if (!attribute.trim()) continue;
    const at = attribute.indexOf('=');
    const name = attribute.slice(0, Math.max(0, at)).trim().toLowerCase();
    if (!name || found.has(name) || (!name.startsWith('_') && !['addr', 'prefer-encrypt', 'keydata'].includes(name))) return undefined;
    found.set(name, attribute.slice(at + 1).trim());
  }
  const certificate = fromBase64(found.get('keydata') ?? '');
  const address = found.get('addr');
  if (!address || !certificate?.length || certificate.length > MAX_CERTIFICATE) return undefined;
  return { address, certificate, preferEncrypt: found.get('prefer-encrypt') === 'mutual' };
}

function fromBase64(text: string): Octets | undefined {
  try {
    return fromLatin1(atob(text.replace(/\s/g, '')));
  } catch {
    return undefined;
  }
}

/** What a letter tells of its sender: undefined unless it has one From address, one valid field of that address, and is no report. */
export function learn({ original, from, sentAt, protection }: Letter, receivedAt: number): Learned | undefined {
  const header = parseHeader(original);
  const all = (name: string) => header.fields.filter((field) => is(field.name, name)).map(({ value }) => value);
  if (parseParameters(header.value('Content-Type')).value === 'multipart/report') return undefined;
  if (from.length !== 1 || all('From').length !== 1 || protection.otherSender) return undefined;
  const valid = all('Autocrypt').map(parseAutocrypt).filter((one) => one !== undefined && is(one.address, from[0]!.email));
  return valid.length === 1 ? { ...valid[0]!, at: Math.min(sentAt ?? receivedAt, receivedAt) } : undefined;
}
