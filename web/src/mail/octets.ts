// SPDX-License-Identifier: Apache-2.0
//
// Octets of messages, and texts of one character (U+0000 to U+00FF) for each octet.
export type Octets = Uint8Array<ArrayBuffer>;

export function latin1(octets: Uint8Array): string {
  let text = '';
  for (let at = 0; at < octets.length; at += 0x8000) text += String.fromCharCode(...octets.subarray(at, at + 0x8000));
  return text;
}

export function fromLatin1(text: string): Octets {
  const octets = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at++) octets[at] = text.charCodeAt(at);
  return octets;
}

export function join(...parts: Uint8Array[]): Octets {
  const result = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    result.set(part, at);
    at += part.length;
  }
  return result;
}

/** The index behind the line that begins at `at`. */
export function nextLine(octets: Uint8Array, at: number): number {
  const end = octets.indexOf(10, at);
  return end < 0 ? octets.length : end + 1;
}

/** Bare LF made CRLF: signatures cover CRLF (RFC 3156 §5). */
export function withCrlf(octets: Octets): Octets {
  let bare = 0;
  for (let at = 0; at < octets.length; at++) if (octets[at] === 10 && octets[at - 1] !== 13) bare++;
  if (bare === 0) return octets;
  const result = new Uint8Array(octets.length + bare);
  for (let at = 0, to = 0; at < octets.length; at++) {
    if (octets[at] === 10 && octets[at - 1] !== 13) result[to++] = 13;
    result[to++] = octets[at]!;
  }
  return result;
}

function quotedPrintable(octets: Uint8Array): Octets {
  const text = latin1(octets).replace(/[ \t]+(\r?\n|$)/g, '$1').replace(/=\r?\n/g, '');
  return fromLatin1(text.replace(/=([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(parseInt(hex, 16))));
}

function base64(octets: Uint8Array): Octets {
  const text = latin1(octets).replace(/[^A-Za-z0-9+/]/g, '');
  return fromLatin1(atob(text.slice(0, text.length - (text.length % 4 === 1 ? 1 : 0))));
}

/** RFC 2045 §6. What is damaged is decoded as far as it goes. */
export function decodeTransfer(octets: Octets, encoding: string): Octets {
  const name = encoding.trim().toLowerCase();
  if (name === 'base64') return base64(octets);
  if (name === 'quoted-printable') return quotedPrintable(octets);
  return octets;
}
