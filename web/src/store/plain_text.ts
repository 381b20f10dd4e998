// SPDX-License-Identifier: Apache-2.0
import type { Letter } from '../mail/letter';
import { inertDocument } from './inert_html';

/** The text of a letter: its plain part or, failing that, the words of its HTML. */
export function plainText({ text, html }: Pick<Letter, 'text' | 'html'>): string {
  if (text?.trim()) return text;
  if (!html) return '';
  const page = inertDocument(html);
  for (const unseen of page.querySelectorAll('script, style, head, title')) unseen.remove();
  return (page.body.textContent ?? '').replace(/[ \t]+/g, ' ').replace(/\s*\n\s*\n\s*/g, '\n\n').trim();
}
