// SPDX-License-Identifier: Apache-2.0
//
// mbox (RFC 4155, in the form "mboxrd": each line of ">"s and "From " has one ">" more than it had).
import { join, nextLine, withCrlf, type Octets } from './octets';

const GT = 0x3e;
const FROM = [0x46, 0x72, 0x6f, 0x6d, 0x20];

const isFrom = (octets: Uint8Array, at: number) => FROM.every((octet, index) => octets[at + index] === octet);

function isQuotedFrom(octets: Uint8Array, at: number): boolean {
  let end = at;
  while (octets[end] === GT) end++;
  return isFrom(octets, end);
}

/** The messages of a file, with CRLF: of an mbox each, of any other file the one that it is. */
export function* messagesOf(file: Octets): Generator<Octets> {
  if (!isFrom(file, 0)) {
    if (file.length) yield withCrlf(file);
    return;
  }
  let lines: Uint8Array[] = [];
  let blank = true;
  for (let at = 0; at < file.length;) {
    const end = nextLine(file, at);
    if (blank && isFrom(file, at)) {
      if (lines.length) yield finished(lines);
      lines = [];
    } else lines.push(file.subarray(file[at] === GT && isQuotedFrom(file, at) ? at + 1 : at, end));
    blank = end - at <= 2 && (file[at] === 10 || file[at] === 13);
    at = end;
  }
  if (lines.length) yield finished(lines);
}

/** Without the empty line that the file puts behind each message. */
function finished(lines: Uint8Array[]): Octets {
  const last = lines.at(-1)!;
  if (lines.length > 1 && (last[0] === 10 || (last[0] === 13 && last[1] === 10))) lines.pop();
  return withCrlf(join(...lines));
}

/** One message as it stands in an mbox, lines ending in LF. `received`: milliseconds since 1970. */
export function inMbox(message: Octets, received: number): Octets {
  const date = new Date(received).toUTCString().replace(/^(\w+), (\d+) (\w+) (\d+) ([\d:]+).*/, (_, day, number, month, year, time) => `${day} ${month} ${number.replace(/^0/, ' ')} ${time} ${year}`);
  const parts: Uint8Array[] = [new TextEncoder().encode(`From MAILER-DAEMON ${date}\n`)];
  for (let at = 0; at < message.length;) {
    const end = nextLine(message, at);
    if (isQuotedFrom(message, at)) parts.push(new Uint8Array([GT]));
    if (message[end - 2] === 13 && message[end - 1] === 10) parts.push(message.subarray(at, end - 2), new Uint8Array([10]));
    else parts.push(message.subarray(at, end));
    at = end;
  }
  if (message.length && message[message.length - 1] !== 10) parts.push(new Uint8Array([10]));
  parts.push(new Uint8Array([10]));
  return join(...parts);
}
