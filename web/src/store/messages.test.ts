// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { applyChanges } from './message_list.svelte';
import { patched, type Message } from './message';

test('changes of a list are applied in the order of the standard', () => {
  expect(applyChanges(['a', 'b', 'c', 'd'], ['b', 'd'], [{ id: 'x', index: 0 }, { id: 'd', index: 2 }])).toEqual(['x', 'a', 'd', 'c']);
  expect(applyChanges(['a', 'b'], [], [{ id: 'b', index: 0 }])).toEqual(['b', 'a']);
  expect(() => applyChanges([], [], [{ id: 'x', index: -1 }])).toThrow();
});

test('a patch changes keywords and mailboxes of a copy', () => {
  const message: Message = {
    id: 'e1', blobId: 'b1', mailboxIds: new Set(['m1']), keywords: new Set(['$flagged']), size: 1, receivedAt: 1, summary: null,
  };
  const after = patched(message, { 'keywords/$seen': true, 'keywords/$flagged': null, 'mailboxIds/m1': null, 'mailboxIds/m2': true });
  expect([...after.keywords]).toEqual(['$seen']);
  expect([...after.mailboxIds]).toEqual(['m2']);
  expect([...message.keywords]).toEqual(['$flagged']);
});
