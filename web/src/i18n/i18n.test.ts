// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { en } from './en';
import { LANGUAGES, localeFor, preferred, type Language } from './index.svelte';

const holes = (text: string) => [...new Set(text.match(/\{\w+\}/g) ?? [])].sort();

test.each(Object.keys(LANGUAGES) as Language[])('%s has every text, with the same holes', async (language) => {
  const texts = await LANGUAGES[language].load();
  expect(Object.keys(texts)).toEqual(Object.keys(en));
  for (const [key, text] of Object.entries(texts)) {
    const english = en[key as keyof typeof en];
    expect(text.trim(), key).not.toBe('');
    expect(holes(text), `${language} ${key}`).toEqual(holes(english));
    if (english.includes('other:')) expect(text, `${language} ${key}`).toContain('other:');
  }
});

test('the browser’s wish is followed, English without one', () => {
  expect(preferred(['pt-BR', 'de-AT', 'en'])).toBe('de');
  expect(preferred(['zh-CN'])).toBe('zh-Hans');
  expect(preferred(['xx'])).toBe('en');
});

test('dates follow the browser’s region of the same language', () => {
  expect(localeFor('en', ['de-AT', 'en-GB', 'en-US'])).toBe('en-GB');
  expect(localeFor('fa', ['en-GB'])).toBe('fa');
});
