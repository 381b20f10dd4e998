// SPDX-License-Identifier: Apache-2.0
//
// The body of an opened message, taken apart by postal-mime (RFC 5322, MIME), which is loaded only then.
import type { Email } from 'postal-mime';
import { inertDocument } from './inert_html';
import type { Summary } from './summary';

export interface Body {
  /** The original as it arrived, without the server's trace header fields. */
  original: Uint8Array<ArrayBuffer>;
  email: Email;
}

/** `opened`: what Messages.body() gives. */
export async function readBody(opened: Uint8Array<ArrayBuffer>, summary: Summary | null): Promise<Body> {
  const original = opened.subarray(Math.min(summary?.trace ?? 0, opened.length));
  const { default: PostalMime } = await import('postal-mime');
  const email = await PostalMime.parse(original, { maxNestingDepth: 20, maxHeadersSize: 512 * 1024 });
  return { original, email };
}

/** The text of a mail: its plain part or, failing that, the words of its HTML. */
export function plainText(email: Email): string {
  if (email.text?.trim()) return email.text;
  if (!email.html) return '';
  const page = inertDocument(email.html);
  for (const unseen of page.querySelectorAll('script, style, head, title')) unseen.remove();
  return (page.body.textContent ?? '').replace(/[ \t]+/g, ' ').replace(/\s*\n\s*\n\s*/g, '\n\n').trim();
}
