// SPDX-License-Identifier: Apache-2.0
//
// Inline PGP: an armored block in the text of a message, as old programs send it. What stands around the block is
// not protected and could be anybody's. RFC 4880 §6.2, §7.
import { fromLatin1, latin1, type Octets } from './octets';

export interface InlineBlock { kind: 'encrypted' | 'signed'; armored: string; hasMore: boolean }

const KINDS = [
  ['encrypted', '-----BEGIN PGP MESSAGE-----', '-----END PGP MESSAGE-----'],
  ['signed', '-----BEGIN PGP SIGNED MESSAGE-----', '-----END PGP SIGNATURE-----'],
] as const;

function lineStart(text: string, head: string): number {
  return text.startsWith(head) ? 0 : text.indexOf(`\n${head}`) + 1 || -1;
}

export function findInline(octets: Octets | undefined): InlineBlock | undefined {
  if (!octets) return undefined;
  const text = latin1(octets);
  for (const [kind, head, tail] of KINDS) {
    const start = lineStart(text, head);
    const end = start < 0 ? -1 : text.indexOf(tail, start);
    if (end < 0) continue;
    const rest = text.slice(end + tail.length);
    return { kind, armored: `${text.slice(start, end + tail.length)}\n`, hasMore: (text.slice(0, start) + rest).trim() !== '' };
  }
  return undefined;
}

export interface Cleartext {
  /** What the signature covers. */
  covered: Octets;
  /** Armored. */
  signature: string;
}

/** The cleartext signature framework (RFC 4880 §7.1); undefined if it is broken. */
export function readCleartext(block: string): Cleartext | undefined {
  const text = block.replace(/\r\n/g, '\n');
  const body = text.indexOf('\n\n');
  const end = text.indexOf('\n-----BEGIN PGP SIGNATURE-----');
  if (body < 0 || end < body) return undefined;
  if (!/^-----BEGIN PGP SIGNED MESSAGE-----[ \t]*(\nHash: [\w ,-]+)*$/.test(text.slice(0, body))) return undefined;
  const lines = text.slice(Math.min(body + 2, end), end).split('\n');
  const covered = lines.map((line) => line.replace(/^- /, '').replace(/[ \t]+$/, '')).join('\r\n');
  return { covered: fromLatin1(covered), signature: text.slice(end + 1) };
}
