// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { strengthOf } from './strength';

const level = (password: string, address = '') => strengthOf(password, address).level;

test('what people choose is not called strong', () => {
  for (const weak of ['password', 'P@ssw0rd', 'Password123!', '12345678', 'qwertyuiop', 'aaaaaaaaaaaa', 'Sommer2026!']) {
    expect(level(weak), weak).toBe(0);
  }
  expect(level('anna.karlsson1990', 'anna.karlsson@nightmail.test')).toBe(0);
  expect(level('Berlin1987')).toBeLessThanOrEqual(1);
});

test('long phrases and random letters are', () => {
  expect(level('correct horse battery staple')).toBeGreaterThanOrEqual(3);
  expect(level('violet kettle drifting seventy marble')).toBe(4);
  expect(level('x7Kq9vTz2mWp4Lr8')).toBe(4);
});

test('saying the same again is worth little', () => {
  expect(strengthOf('kettle kettle kettle').bits).toBeLessThan(strengthOf('kettle marble violet').bits);
});
