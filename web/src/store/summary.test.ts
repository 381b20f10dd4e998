// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { utf8 } from '../crypto/bytes';
import { readSummary } from './summary';

const folder = new URL('../../../testdata/mail/', import.meta.url);
const read = (value: unknown) => readSummary(utf8(JSON.stringify(value)));

test('reads what the server makes of every test mail', () => {
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  expect(names.length).toBeGreaterThan(20);
  for (const name of names) {
    const bytes = readFileSync(new URL(name, folder));
    const json = JSON.parse(bytes.toString());
    const summary = readSummary(bytes);
    expect(summary.subject, name).toBe(json.subject ?? '');
    expect(summary.from.map(({ email }) => email), name).toEqual((json.from ?? []).map((p: { email?: string }) => p.email ?? ''));
    expect(summary.attachments.length, name).toBe((json.attachments ?? []).length);
  }
});

test('refuses what the format calls an error', () => {
  for (const bad of [
    [], null, 1, {}, { v: 2 }, { v: 1, from: 'x' }, { v: 1, from: [1] }, { v: 1, subject: 1 }, { v: 1, trace: -1 },
    { v: 1, trace: 1.5 }, { v: 1, attachments: [{ size: -1 }] }, { v: 1, references: Array(1001).fill('x') },
    { v: 1, sentAt: 5 }, { v: 1, subject: 'x'.repeat(70_000) },
  ]) expect(() => read(bad), JSON.stringify(bad).slice(0, 60)).toThrow();
  expect(() => readSummary(new Uint8Array([0x7b, 0xff, 0x7d]))).toThrow();
});

test('cleans text again, and ignores what it does not know', () => {
  const summary = read({ v: 1, subject: 'a\u202eb\u0000c\u2066', encrypted: 'rot13', later: {}, e2e: { encrypted: true, signed: 'sure' } });
  expect(summary.subject).toBe('abc');
  expect(summary.encrypted).toBeUndefined();
  expect(summary.e2e).toEqual({ encrypted: true, signed: 'none', fingerprint: '' });
});
