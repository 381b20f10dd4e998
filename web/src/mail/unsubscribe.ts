// SPDX-License-Identifier: Apache-2.0
//
// How a letter of a mailing list says one can leave it: List-Unsubscribe (RFC 2369 §3.2), List-Unsubscribe-Post
// (RFC 8058 §3). A stranger wrote all of it: only https and mailto are taken, of a mailto no other recipient.
import type { Field } from './header';
import { is } from './header';

export interface Unsubscribe {
  /** https: one POST leaves the list. */
  oneClick: string | undefined;
  mail: { to: string; subject: string; text: string } | undefined;
  /** https: a page of the list's. */
  page: string | undefined;
}

const MAX_URL = 4096;
const MAX_ADDRESSES = 10;

/** undefined: the letter names no way that is taken. */
export function unsubscribeOf(fields: Field[]): Unsubscribe | undefined {
  const value = fields.find(({ name }) => is(name, 'List-Unsubscribe'))?.value ?? '';
  const urls = [...value.matchAll(/<([^<>]*)>/g)].slice(0, MAX_ADDRESSES).map(([, url]) => parsed(url!)).filter((url) => url !== undefined);
  const page = urls.find(({ protocol }) => protocol === 'https:')?.href;
  const mail = urls.map(mailOf).find((found) => found !== undefined);
  if (!page && !mail) return undefined;
  const post = fields.find(({ name }) => is(name, 'List-Unsubscribe-Post'))?.value ?? '';
  return { oneClick: /^\s*List-Unsubscribe=One-Click\s*$/i.test(post) ? page : undefined, mail, page };
}

function parsed(text: string): URL | undefined {
  const compact = text.replace(/\s/g, ''); // long ones are folded
  if (compact.length > MAX_URL || /[^\x21-\x7e]/.test(compact)) return undefined;
  try {
    const url = new URL(compact);
    return url.username || url.password ? undefined : url;
  } catch {
    return undefined;
  }
}

/** RFC 6068. */
function mailOf(url: URL): Unsubscribe['mail'] {
  if (url.protocol !== 'mailto:') return undefined;
  try {
    const to = decodeURIComponent(url.pathname);
    if (!/^[^\s,;<>"@]+@[^\s,;<>"@]+$/.test(to)) return undefined;
    const query = new Map([...url.search.slice(1).split('&')].map((part) => [part.split('=')[0]!.toLowerCase(), decodeURIComponent(part.slice(part.indexOf('=') + 1))]));
    return { to, subject: query.get('subject') ?? 'unsubscribe', text: query.get('body') ?? '' };
  } catch {
    return undefined;
  }
}
