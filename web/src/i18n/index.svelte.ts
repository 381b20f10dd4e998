// SPDX-License-Identifier: Apache-2.0
//
// The texts of the interface. Each language is one file with the keys of en.ts; the types and a test hold them
// to that. `t('key', {name})` fills {name}; with {count}, the forms after `|` are chosen by Intl.PluralRules
// ("one: {count} message | other: {count} messages").
import { en, type Key } from './en';

export type { Key };
export type Texts = Record<Key, string>;

export const LANGUAGES = {
  en: { name: 'English', dir: 'ltr', load: async () => en as Texts },
  de: { name: 'Deutsch', dir: 'ltr', load: async () => (await import('./de')).de },
  fr: { name: 'Français', dir: 'ltr', load: async () => (await import('./fr')).fr },
  ru: { name: 'Русский', dir: 'ltr', load: async () => (await import('./ru')).ru },
  fa: { name: 'فارسی', dir: 'rtl', load: async () => (await import('./fa')).fa },
  'zh-Hans': { name: '简体中文', dir: 'ltr', load: async () => (await import('./zh-Hans')).zhHans },
} as const;
export type Language = keyof typeof LANGUAGES;

let texts = $state.raw<Texts>(en);
let language = $state<Language>('en');
let plural = new Intl.PluralRules('en');

export function currentLanguage(): Language {
  return language;
}

/** For dates and numbers: the language as the browser's user speaks it (en-GB, de-AT), if it says so. */
export function currentLocale(): string {
  return localeFor(language, navigator.languages);
}

export function localeFor(language: Language, wishes: readonly string[]): string {
  return wishes.find((wish) => wish.startsWith(`${language}-`)) ?? language;
}

/** The best of our languages for the browser's wishes. */
export function preferred(wishes: readonly string[]): Language {
  for (const wish of wishes) {
    const base = wish.toLowerCase().split('-')[0];
    const found = (Object.keys(LANGUAGES) as Language[]).find((name) => name.split('-')[0] === base);
    if (found) return found;
  }
  return 'en';
}

export async function setLanguage(wanted: Language): Promise<void> {
  const loaded = await LANGUAGES[wanted].load();
  plural = new Intl.PluralRules(wanted);
  language = wanted;
  texts = loaded;
  document.documentElement.lang = wanted;
  document.documentElement.dir = LANGUAGES[wanted].dir;
}

function form(text: string, count: number): string {
  const forms = text.split('|').map((part) => part.trim());
  const named = (name: string) => forms.find((part) => part.startsWith(`${name}:`))?.slice(name.length + 1).trim();
  return named(plural.select(count)) ?? named('other') ?? text;
}

export function t(key: Key, values: Record<string, string | number> = {}): string {
  const text = typeof values.count === 'number' ? form(texts[key], values.count) : texts[key];
  return text.replace(/\{(\w+)\}/g, (whole, name: string) => {
    const value = values[name];
    return typeof value === 'number' ? value.toLocaleString(currentLocale()) : (value ?? whole);
  });
}
