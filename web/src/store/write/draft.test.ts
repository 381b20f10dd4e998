// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { textOf, utf8 } from '../../crypto/bytes';
import { readLetter } from '../../mail/letter';
import { lastPiece } from './addresses';
import { draftOf, emptyDraft, isEmpty, letterOf, type Draft } from './draft';
import { readIdentities } from './identities';
import { clearLetter, newContentId } from './mime';
import { byLetter } from './outbox.svelte';

const own = { name: 'Anna', email: 'anna@nightmail.test' };
const pgp = { open: async () => undefined, verify: async () => undefined } as unknown as Parameters<typeof readLetter>[1];

async function stored(draft: Draft): Promise<Draft> {
  return draftOf(await readLetter(clearLetter(letterOf(draft, own), true), pgp), draft.key, 'e1');
}

test('a draft comes back as it was put away: blind recipients, both forms, pictures and files', async () => {
  const contentId = newContentId();
  const draft: Draft = {
    ...emptyDraft('new '), from: own.email, to: 'Bert <bert@x.org>, c@y.org', cc: '', bcc: 'dora@z.org', subject: 'Grüße',
    text: 'one\n\ntwo', html: `<div>one</div><img src="cid:${contentId}" alt="">`, inReplyTo: ['a@x.org'], references: ['b@x.org', 'a@x.org'],
    files: [{ name: 'dot.png', type: 'image/png', bytes: new Uint8Array([1, 2, 3]), contentId }, { name: 'Plan.txt', type: 'text/plain', bytes: utf8('swim') }],
  };
  const back = await stored(draft);
  expect({ ...back, html: back.html?.trim() }).toEqual({ ...draft, savedId: 'e1' });
});

test('a picture that was taken out of the text does not leave', () => {
  const picture = { name: 'dot.png', type: 'image/png', bytes: new Uint8Array([1]), contentId: newContentId() };
  const draft = { ...emptyDraft('new '), text: 'x', html: '<b>x</b>', files: [picture] };
  expect(letterOf(draft, own).files).toEqual([]);
  expect(textOf(clearLetter(letterOf({ ...draft, html: undefined }, own), true))).toContain('filename="dot.png"');
  expect(isEmpty(emptyDraft('new '))).toBe(true);
});

test('identities of other programs are read as far as they make sense', () => {
  expect(readIdentities(utf8('{"v":1,"x":2,"identities":{"a@b.org":{"name":"A"},"c@d.org":7}}'))).toEqual({ v: 1, x: 2, identities: { 'a@b.org': { name: 'A' } } });
  for (const wrong of ['', '[]', '{"v":2,"identities":{}}', '{"v":1,"identities":[]}']) expect(readIdentities(utf8(wrong))).toBeUndefined();
});

test('submissions of one letter wait as one, and what is over is left out', () => {
  const one = (id: string, emailId: string, sendAt: string, undoStatus = 'pending') => ({ id, emailId, sendAt, undoStatus, envelope: { rcptTo: [{ email: `${id}@x.org` }] } });
  const list = [one('s1', 'e2', '2026-12-02T00:00:00Z'), one('s2', 'e1', '2026-12-01T00:00:00Z'), one('s3', 'e2', '2026-12-02T00:00:00Z'), one('s4', 'e3', 'x'), one('s5', 'e4', '2026-12-01T00:00:00Z', 'final')];
  expect(byLetter(list).map(({ emailId, submissionIds, recipients }) => [emailId, submissionIds, recipients])).toEqual([
    ['e1', ['s2'], ['s2@x.org']], ['e2', ['s1', 's3'], ['s1@x.org', 's3@x.org']],
  ]);
});

test('the address that is being typed', () => {
  expect(['a@x.org, be', 'be', '"Berg, C', 'a@x.org, ', 'a; b', '"A, B" <a@x.org>, c'].map(lastPiece)).toEqual(['be', 'be', '"Berg, C', '', 'b', 'c']);
});
