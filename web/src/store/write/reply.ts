// SPDX-License-Identifier: Apache-2.0
//
// What a reply or a forwarded letter begins with. RFC 5322 §3.6.4, §3.6.5.
import { canonical } from '../../jmap/auth';
import type { Person, Summary } from '../summary';

export type Kind = 'new' | 'reply' | 'replyall' | 'forward' | 'draft';

export interface Start { to: Person[]; cc: Person[]; subject: string; text: string; inReplyTo: string[]; references: string[] }

const MAX_QUOTE = 100_000;
const MAX_REFERENCES = 30;

const prefixed = (subject: string, prefix: 'Re:' | 'Fwd:') =>
  (prefix === 'Re:' ? /^re:/i : /^fwd?:/i).test(subject) ? subject : `${prefix} ${subject}`.trim();

function without(list: Person[], ...others: (Person[] | string)[]): Person[] {
  const gone = new Set(others.flatMap((other) => (typeof other === 'string' ? [other] : other.map(({ email }) => canonical(email)))));
  return list.filter(({ email }) => {
    const address = canonical(email);
    if (!email.includes('@') || gone.has(address)) return false;
    gone.add(address);
    return true;
  });
}

export function recipientsOf(old: Summary, kind: Kind, own: string): { to: Person[]; cc: Person[] } {
  if (kind === 'forward' || kind === 'new' || kind === 'draft') return { to: [], cc: [] };
  const mine = old.from[0] && canonical(old.from[0].email) === own;
  const all = kind === 'replyall';
  const first = mine ? old.to : old.replyTo.length ? old.replyTo : old.from;
  const to = without([...first, ...(all && !mine ? without(old.to, own) : [])]);
  return { to, cc: all ? without(old.cc, own, to) : [] };
}

/** RFC 3676's way of quoting, without its spaces: `>` once more before each line. */
export function quoted(text: string): string {
  return text.slice(0, MAX_QUOTE).trimEnd().split(/\r\n|\r|\n/).map((line) => (line.startsWith('>') ? `>${line}` : `> ${line}`)).join('\n');
}

/** `heading`: who wrote when, in the user's language. */
export function startOf(kind: Kind, old: Summary, text: string, heading: string, own: string): Start {
  const chain = old.references.length ? old.references : old.inReplyTo;
  const references = old.messageId ? [...chain, old.messageId] : chain;
  if (references.length > MAX_REFERENCES) references.splice(1, references.length - MAX_REFERENCES);
  const forward = kind === 'forward';
  return {
    ...recipientsOf(old, kind, own),
    subject: prefixed(old.subject, forward ? 'Fwd:' : 'Re:'),
    text: `\n\n${heading}\n${forward ? `\n${text.slice(0, MAX_QUOTE)}` : quoted(text)}\n`,
    inReplyTo: forward || !old.messageId ? [] : [old.messageId],
    references: forward ? [] : references,
  };
}
