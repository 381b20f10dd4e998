// SPDX-License-Identifier: Apache-2.0
//
// What somebody searches for: words and "phrases", each of which must be there; from:, to:, subject:, has:attachment,
// before: and after: (2026, 2026-11 or 2026-11-25, in the reader's time zone); a minus turns a part round.
import { folded } from './folded';

export type Field = 'any' | 'from' | 'to' | 'subject';
export type Part = ({ field: Field; text: string } | { hasFile: true } | { from: number } | { until: number }) & { not: boolean };

const MAX_PARTS = 30;
const MAX_TEXT = 500;
const PART = /(-?)(?:(from|to|subject|has|before|after):)?(?:"([^"]*)"?|(\S+))/gi;

export function parseQuery(typed: string): Part[] {
  const parts: Part[] = [];
  for (const [whole, minus, name, quoted, plain] of typed.slice(0, MAX_TEXT).matchAll(PART)) {
    const part = partOf(name?.toLowerCase(), quoted ?? plain ?? '') ?? { field: 'any' as const, text: folded(minus ? whole.slice(1) : whole) };
    if ('text' in part && !part.text.trim()) continue;
    parts.push({ ...part, not: minus === '-' });
    if (parts.length === MAX_PARTS) break;
  }
  return parts;
}

type Wanted = { field: Field; text: string } | { hasFile: true } | { from: number } | { until: number };

/** undefined: it is no operator after all, but a word such as `has:been`. */
function partOf(name: string | undefined, value: string): Wanted | undefined {
  if (name === undefined) return { field: 'any', text: folded(value) };
  if (name === 'from' || name === 'to' || name === 'subject') return { field: name, text: folded(value) };
  if (name === 'has') return /^(attachments?|files?)$/i.test(value) ? { hasFile: true } : undefined;
  const day = startOf(value);
  if (day === undefined) return undefined;
  return name === 'before' ? { until: day } : { from: day };
}

/** The first millisecond of a year, month or day. */
function startOf(text: string): number | undefined {
  const [, year, month = '1', day = '1'] = /^(\d{4})(?:[-/.](\d{1,2})(?:[-/.](\d{1,2}))?)?$/.exec(text) ?? [];
  if (!year || Number(month) < 1 || Number(month) > 12 || Number(day) < 1 || Number(day) > 31) return undefined;
  return new Date(Number(year), Number(month) - 1, Number(day)).getTime();
}
