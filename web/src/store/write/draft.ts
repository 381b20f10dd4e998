// SPDX-License-Identifier: Apache-2.0
//
// Draft: a letter while it is written, as its writer typed it.
import type { Letter as Opened } from '../../mail/letter';
import { canonical } from '../../jmap/auth';
import type { Person } from '../summary';
import { parsePeople, peopleText } from './addresses';
import { newMessageId, type Letter, type OwnFile } from './mime';

export interface Draft {
  /** The route it was begun for: the same route shows it again. */
  key: string;
  /** The own address it comes from; empty: the account's. */
  from: string;
  to: string; cc: string; bcc: string; subject: string; text: string;
  /** Of rich text; its pictures are files with a content id. undefined: plain text. */
  html: string | undefined;
  files: OwnFile[];
  inReplyTo: string[];
  references: string[];
  /** The sealed draft on the server; empty: there is none yet. */
  savedId: string;
}

export function emptyDraft(key: string): Draft {
  return { key, from: '', to: '', cc: '', bcc: '', subject: '', text: '', html: undefined, files: [], inReplyTo: [], references: [], savedId: '' };
}

export function isEmpty(draft: Draft): boolean {
  return !draft.to && !draft.cc && !draft.bcc && !draft.subject && !draft.text.trim() && !draft.files.length;
}

/** Pieces that are no addresses are left out. */
export function letterOf(draft: Draft, from: Person): Letter {
  const [to, cc, bcc] = [draft.to, draft.cc, draft.bcc].map((text) => parsePeople(text).people) as [Person[], Person[], Person[]];
  return {
    from, to, cc, bcc, subject: draft.subject, text: draft.text, html: draft.html, files: filesOf(draft),
    date: new Date(), messageId: newMessageId(from.email), inReplyTo: draft.inReplyTo, references: draft.references,
  };
}

/** Without pictures that were taken out of the text. */
function filesOf({ files, html }: Draft): OwnFile[] {
  return files.filter(({ contentId }) => !contentId || html === undefined || html.includes(`cid:${contentId}`));
}

const ids = (field: string) => [...field.matchAll(/<([^<>\s]+)>/g)].map(([, id]) => id!);

/** A stored draft, to go on with. */
export function draftOf(letter: Opened, key: string, savedId: string): Draft {
  return {
    key, savedId, from: canonical(letter.from[0]?.email ?? ''),
    to: peopleText(letter.to), cc: peopleText(letter.cc), bcc: peopleText(letter.bcc), subject: letter.subject,
    text: (letter.text ?? '').replaceAll('\r\n', '\n').replace(/\n+$/, ''), html: letter.html,
    files: letter.files.map(({ name, type, bytes, contentId, inline }) => ({ name, type, bytes, ...(contentId && inline ? { contentId } : {}) })),
    inReplyTo: ids(letter.inReplyTo), references: ids(letter.references),
  };
}
