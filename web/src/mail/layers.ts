// SPDX-License-Identifier: Apache-2.0
//
// The outermost layer of PGP/MIME in a message, cut out of it, and the first text of a message. RFC 1847 §2,
// RFC 2046 §5.1, RFC 3156 §4-§6. Linear time; as in src/client/read/layers.h.
import { parseHeader, parseParameters } from './header';
import { decodeTransfer, latin1, nextLine, withCrlf, type Octets } from './octets';

export type Layer =
  | { kind: 'encrypted'; data: Octets }
  /** `covered`: what the signature covers, with CRLF. */
  | { kind: 'signed'; data: Octets; covered: Octets };

const MAX_PARTS = 1000;
const MAX_DEPTH = 20;

function withoutLineEnd(part: Octets): Octets {
  let end = part.length;
  if (part[end - 1] === 10) end--;
  if (part[end - 1] === 13) end--;
  return part.subarray(0, end);
}

/** The parts of a multipart's body with their headers, without the line end that belongs to the delimiter behind each. */
export function splitParts(body: Octets, boundary: string): Octets[] {
  const delimiter = `--${boundary}`;
  const parts: Octets[] = [];
  let start = -1;
  for (let at = 0; at < body.length && parts.length < MAX_PARTS;) {
    const end = nextLine(body, at);
    const line = body[at] === 45 && body[at + 1] === 45 ? latin1(body.subarray(at, Math.min(end, at + 256))).trimEnd() : '';
    if (line === delimiter || line === `${delimiter}--`) {
      if (start >= 0) parts.push(withoutLineEnd(body.subarray(start, at)));
      start = line === delimiter ? end : -1;
      if (start < 0) return parts;
    }
    at = end;
  }
  if (start >= 0) parts.push(body.subarray(start)); // never closed
  return parts;
}

function typeOf(part: Octets): string {
  return parseParameters(parseHeader(part).value('Content-Type')).value;
}

function decoded(part: Octets): Octets {
  const header = parseHeader(part);
  return decodeTransfer(part.subarray(header.body), header.value('Content-Transfer-Encoding'));
}

export function readLayer(message: Octets): Layer | undefined {
  const header = parseHeader(message);
  const type = parseParameters(header.value('Content-Type'));
  const protocol = type.get('protocol').toLowerCase();
  if (type.value !== 'multipart/encrypted' && type.value !== 'multipart/signed') return undefined;
  const parts = splitParts(message.subarray(header.body), type.get('boundary').trim());
  const [first, second] = parts;
  if (parts.length !== 2 || !first || !second) return undefined;
  if (type.value === 'multipart/encrypted' && protocol === 'application/pgp-encrypted' && typeOf(first) === protocol) {
    return { kind: 'encrypted', data: decoded(second) };
  }
  if (type.value === 'multipart/signed' && protocol === 'application/pgp-signature' && typeOf(second) === protocol) {
    return { kind: 'signed', data: decoded(second), covered: withCrlf(first) };
  }
  return undefined;
}

/** The octets of the first text/plain part, decoded, in whatever charset they are; undefined if there is none. */
export function firstText(message: Octets, depth = 0): Octets | undefined {
  const header = parseHeader(message);
  const type = parseParameters(header.value('Content-Type') || 'text/plain');
  if (type.value === 'text/plain') return decodeTransfer(message.subarray(header.body), header.value('Content-Transfer-Encoding'));
  if (!type.value.startsWith('multipart/') || depth >= MAX_DEPTH) return undefined;
  for (const part of splitParts(message.subarray(header.body), type.get('boundary').trim())) {
    const text = firstText(part, depth + 1);
    if (text) return text;
  }
  return undefined;
}
