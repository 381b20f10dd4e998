// SPDX-License-Identifier: Apache-2.0
//
// The words of a letter, for searching: its plain text or, failing that, what stands between the tags of its HTML.
// No document is made of the HTML: a search reads thousands of letters.
import type { Letter } from './letter';

const UNSEEN = new Set(['script', 'style', 'head', 'title', 'template']);
const NAMED: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'", nbsp: ' ', shy: '' };
const MAX_HTML = 1024 * 1024;

export function letterWords({ text, html }: Pick<Letter, 'text' | 'html'>, most: number): string {
  const words = text?.trim() ? text : htmlWords((html ?? '').slice(0, MAX_HTML), most);
  return words.replace(/\s+/g, ' ').trim().slice(0, most);
}

function htmlWords(html: string, most: number): string {
  const lower = html.replace(/[A-Z]+/g, (letters) => letters.toLowerCase()); // of the same length
  let [words, at] = ['', 0];
  while (at < html.length && words.length < 2 * most) {
    const open = html.indexOf('<', at);
    words += `${html.slice(at, open < 0 ? html.length : open)} `;
    if (open < 0) break;
    at = behind(lower, open);
  }
  return words.replace(/&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|([a-z]{2,8}));?/gi, (whole, decimal, hex, name) =>
    name ? (NAMED[name.toLowerCase()] ?? whole) : character(decimal ? Number(decimal) : parseInt(hex, 16)));
}

/** Where text goes on after what begins at `open`: a comment, an element that is not shown, a tag. */
function behind(html: string, open: number): number {
  if (html.startsWith('<!--', open)) return after(html, '-->', open + 4);
  const name = /^<([a-z]+)/.exec(html.slice(open, open + 12))?.[1];
  if (name && UNSEEN.has(name)) return after(html, '>', after(html, `</${name}`, open));
  return after(html, '>', open);
}

function after(html: string, end: string, from: number): number {
  const found = html.indexOf(end, from);
  return found < 0 ? html.length : found + end.length;
}

function character(code: number): string {
  return code > 0x1f && code <= 0x10ffff ? String.fromCodePoint(code) : ' ';
}
