// SPDX-License-Identifier: Apache-2.0
//
// Which header fields count when a protected payload comes out of a message: those inside where the sender protected
// them, and never an outer one that pretends to be of the sender. RFC 9788 §4; the older mark
// protected-headers=v1 is read too. The same rules as src/client/read/header_merge.cpp.
import { is, parseHeader, parseParameters, type Field, type Header } from './header';
import { fromLatin1, join, type Octets } from './octets';

const OF_THE_SENDER = new Set([
  'from', 'sender', 'to', 'cc', 'bcc', 'reply-to', 'subject', 'date', 'keywords', 'comments', 'message-id',
  'in-reply-to', 'references', 'followup-to', 'user-agent',
]);

const ofTheSender = (name: string) => OF_THE_SENDER.has(name.toLowerCase());
const structural = (name: string) => /^(content-|mime-version$)/i.test(name);

export interface Merged { message: Octets; protectedFields: boolean; otherSender: boolean }

/** The one address in From, in lower case; empty if there is not exactly one. */
export function senderOf(header: Header): string {
  const value = header.value('From').slice(0, 16 * 1024).replace(/"(?:[^"\\]|\\.)*"/g, '').replace(/\([^()]*\)/g, '');
  const addresses = value.split(',').map((one) => (/<([^<>]*)>/.exec(one)?.[1] ?? one).trim().toLowerCase()).filter(Boolean);
  return addresses.length === 1 ? addresses[0]! : '';
}

/** `outer` is the whole message around, `payload` the entity from inside. */
export function mergeHeaders(outer: Octets, payload: Octets): Merged {
  const [out, inside] = [parseHeader(outer), parseHeader(payload)];
  const type = parseParameters(inside.value('Content-Type'));
  const strict = type.get('hp') === 'cipher' || type.get('hp') === 'clear';
  const isProtected = strict || is(type.get('protected-headers'), 'v1');
  const hasFrom = inside.find('From') !== undefined;
  const otherSender = isProtected && hasFrom && senderOf(out) !== senderOf(inside);
  const outerFrom = otherSender || !hasFrom;

  const keepsOuter = ({ name }: Field) => {
    if (structural(name)) return false;
    if (!isProtected || !ofTheSender(name)) return true;
    return is(name, 'From') ? outerFrom : !strict && inside.find(name) === undefined;
  };
  // Without the sender's mark, a field inside is nothing but content (RFC 9788 §4.1).
  const keepsInner = ({ name }: Field) =>
    structural(name) || (isProtected && ofTheSender(name) && (!is(name, 'From') || !outerFrom));

  const fields = [...out.fields.filter(keepsOuter), ...inside.fields.filter(keepsInner)];
  const head = fields.map(({ name, value }) => `${name}: ${value}\r\n`).join('');
  return { message: join(fromLatin1(`${head}\r\n`), payload.subarray(inside.body)), protectedFields: isProtected, otherSender };
}
