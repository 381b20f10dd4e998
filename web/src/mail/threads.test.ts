// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { threads, type Linked } from './threads';

let clock = 0;
const message = (id: string, more: Partial<Linked> = {}): Linked => ({ id, messageId: `${id}@x`, inReplyTo: [], references: [], receivedAt: ++clock, ...more });

describe('conversations', () => {
  it('hold a message, its answers and theirs, oldest first', () => {
    const found = threads([
      message('c', { receivedAt: 30, references: ['a@x', 'b@x'] }), message('a', { receivedAt: 10 }),
      message('b', { receivedAt: 20, inReplyTo: ['<a@x>'] }), message('other'),
    ]);
    expect(found.get('a')).toEqual(['a', 'b', 'c']);
    expect(found.get('c')).toBe(found.get('a'));
    expect(found.get('other')).toEqual(['other']);
  });

  it('keep the order of a list, whose times are whole seconds', () => {
    const found = threads([message('b', { receivedAt: 10, references: ['a@x'] }), message('a', { receivedAt: 10 })]);
    expect(found.get('a')).toEqual(['a', 'b']);
  });

  it('find each other by a message that is not here', () => {
    const found = threads([message('b', { references: ['lost@x'] }), message('c', { inReplyTo: ['lost@x'] })]);
    expect(found.get('b')).toEqual(['b', 'c']);
  });

  it('do not join what has no names, or the same subject only', () => {
    const found = threads([message('a', { messageId: '' }), message('b', { messageId: '' })]);
    expect(found.get('a')).toEqual(['a']);
  });

  it('do not run round in circles', () => {
    const found = threads([message('a', { references: ['b@x'] }), message('b', { references: ['a@x', 'b@x'] })]);
    expect(found.get('b')).toEqual(['a', 'b']);
  });

  it('stay apart when a stranger names everything, and are quick then', () => {
    const many = Array.from({ length: 2000 }, (_, index) => message(`m${index}`, { references: Array.from({ length: 1000 }, (_, at) => `r${at}@x`) }));
    expect(threads(many).get('m7')).toEqual(['m7']);
  });

  it('read the first and the last of long references', () => {
    const long = ['first@x', ...Array.from({ length: 500 }, (_, at) => `r${at}@x`), 'last@x'];
    const found = threads([message('b', { references: long }), message('first'), message('last'), message('r100')]);
    expect(found.get('b')).toEqual(['b', 'first', 'last']);
  });
});
