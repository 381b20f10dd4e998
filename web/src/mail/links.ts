// SPDX-License-Identifier: Apache-2.0
//
// Where links lead, and links that say they lead elsewhere.

/** The address of a link that may be followed; undefined for anything but the web, mail and telephones. */
export function linkTarget(href: string): URL | undefined {
  let url: URL;
  try {
    url = new URL(href.trim());
  } catch {
    return undefined;
  }
  return ['http:', 'https:', 'mailto:', 'tel:'].includes(url.protocol) ? url : undefined;
}

const HOST_IN_TEXT = /^\s*(?:https?:\/\/)?([\p{L}\p{N}-]+(?:\.[\p{L}\p{N}-]+)+)(?:[/:?#]\S*)?\s*$/iu;

const bare = (host: string) => host.toLowerCase().replace(/^www\./, '').replace(/\.$/, '');

/** The host that a link's text names, if the link leads to another one. */
export function pretendedHost(text: string, target: URL): string | undefined {
  if (!/^https?:$/.test(target.protocol)) return undefined;
  const named = HOST_IN_TEXT.exec(text)?.[1];
  if (!named) return undefined;
  let host: string;
  try {
    host = new URL(`https://${named}`).hostname; // to A-labels
  } catch {
    return undefined;
  }
  const [said, goes] = [bare(host), bare(target.hostname)];
  return said === goes || goes.endsWith(`.${said}`) ? undefined : named;
}

export type Piece = { text: string; href?: undefined } | { text: string; href: string };

const IN_TEXT = /\bhttps?:\/\/[^\s<>"'`{}|\\^]+|\bmailto:[^\s<>"'`]+|(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)+/gi;

/** Plain text with the links in it. */
export function linkify(text: string): Piece[] {
  const pieces: Piece[] = [];
  let at = 0;
  for (const found of text.matchAll(IN_TEXT)) {
    const link = found[0].replace(/[.,;:!?)\]]+$/, (end) => (end.startsWith(')') && found[0].includes('(') ? end.slice(0, 1) : ''));
    const target = linkTarget(link.includes('://') || link.startsWith('mailto:') ? link : `mailto:${link}`);
    if (!target) continue;
    if (found.index > at) pieces.push({ text: text.slice(at, found.index) });
    pieces.push({ text: link, href: target.href });
    at = found.index + link.length;
  }
  if (at < text.length) pieces.push({ text: text.slice(at) });
  return pieces;
}
