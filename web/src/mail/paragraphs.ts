// SPDX-License-Identifier: Apache-2.0
//
// Plain text as paragraphs: what the writer says, what is quoted and how deep, where the signature begins.
// RFC 3676 §4.5 (quotes), §4.3 (the signature's line).

export interface Paragraph { kind: 'text' | 'quote' | 'signature'; depth: number; text: string }

export function paragraphs(text: string): Paragraph[] {
  const result: Paragraph[] = [];
  let signature = false;
  for (const line of text.replace(/\r\n?/g, '\n').trimEnd().split('\n')) {
    const quote = /^(?:>[ \t]?)+/.exec(line)?.[0] ?? '';
    const depth = quote.replace(/[^>]/g, '').length;
    if (depth === 0 && line === '-- ') signature = true;
    const kind = depth > 0 ? 'quote' : signature ? 'signature' : 'text';
    const content = line.slice(quote.length);
    const last = result.at(-1);
    if (last && last.kind === kind && last.depth === depth) last.text += `\n${content}`;
    else result.push({ kind, depth, text: content });
  }
  return result;
}
