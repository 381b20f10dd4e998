// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { parseName, printName } from './mailbox_name';

describe('the sealed name of a mailbox', () => {
  it('is the plain name for a folder, as every client writes it', () => {
    expect(printName({ name: 'Reise', tone: undefined })).toBe('Reise');
    expect(parseName('Reise')).toEqual({ name: 'Reise', tone: undefined });
  });

  it('begins with 01 and a digit for a label', () => {
    expect(printName({ name: 'Reise', tone: 3 })).toBe('\u00013Reise');
    expect(parseName('\u00013Reise')).toEqual({ name: 'Reise', tone: 3 });
    expect(parseName('\u00019x').tone).toBe(3); // a colour of a later version
  });

  it('holds nothing that would make a folder look like a label, or text run backwards', () => {
    expect(printName({ name: '\u00011sly\u202e', tone: undefined })).toBe('1sly');
    expect(parseName('a\u0000b\u0001\u2066')).toEqual({ name: 'ab', tone: undefined });
  });
});
