// SPDX-License-Identifier: Apache-2.0
//
// Look: theme, density, language of this device, whether mail is shown as conversations and
// written as plain text. They are kept in the browser, in the clear: they say nothing
// about mail, and the login page needs them.
import { LANGUAGES, preferred, setLanguage, type Language } from '../i18n/index.svelte';

export type Theme = 'auto' | 'light' | 'dark';
export type Density = 'comfortable' | 'compact';
interface Look { theme: Theme; density: Density; language: Language; conversations: boolean; plainText: boolean }

const KEY = 'nightmail-look';

function stored(): Partial<Look> {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? '{}') ?? {};
  } catch {
    return {};
  }
}

function read(): Look {
  const found = stored();
  return {
    theme: found.theme === 'light' || found.theme === 'dark' ? found.theme : 'auto',
    density: found.density === 'compact' ? 'compact' : 'comfortable',
    conversations: found.conversations !== false,
    plainText: found.plainText === true,
    language: found.language && found.language in LANGUAGES ? found.language : preferred(navigator.languages),
  };
}

export const look = $state(read());

export async function applyLook(change: Partial<Look> = {}): Promise<void> {
  Object.assign(look, change);
  if (Object.keys(change).length) localStorage.setItem(KEY, JSON.stringify(look));
  document.documentElement.dataset.theme = look.theme;
  document.documentElement.dataset.density = look.density;
  await setLanguage(look.language);
}
