// SPDX-License-Identifier: Apache-2.0
//
// What in a letter's HTML would be fetched from elsewhere, and which of that only reports that it was read.

export type Source = 'inside' | 'remote' | 'none';

/** Where a picture's address leads: into the message (cid:, data:), elsewhere, or nowhere that we go. */
export function sourceOf(address: string): Source {
  const start = address.trim().slice(0, 16).toLowerCase();
  if (start.startsWith('cid:') || start.startsWith('data:image/')) return 'inside';
  return /^(https?:)?\/\//.test(start) ? 'remote' : 'none';
}

/** https, whatever was written: pictures over http could be altered and watched on the way. */
export function safeAddress(address: string): string {
  return address.trim().replace(/^(http:)?\/\//i, 'https://');
}

/** A picture that nobody is meant to see. */
export function isTracker(width: string | null, height: string | null, style: string): boolean {
  const tiny = (size: string | null) => size !== null && /^\s*[0-3](px)?\s*$/.test(size);
  if (tiny(width) || tiny(height)) return true;
  return /(?:^|[;\s])(?:max-)?(?:width|height)\s*:\s*[0-3](?:px)?\s*(?:!important\s*)?(?:;|$)|display\s*:\s*none|visibility\s*:\s*hidden|opacity\s*:\s*0(?:\.0*)?\s*(?:;|$)/i.test(style);
}

// CSS takes the end of the text for a bracket; words may stand behind the address: url("…" crossorigin(anonymous)).
const URL_IN_CSS = /(?:url|src)\(\s*(?:"([^"]*)"|'([^']*)'|([^)"']*))[^)]*(?:\)|$)/gi;

/** CSS whose addresses went through `place`; `@import` and what hides behind escapes is taken out. */
export function cssWith(css: string, place: (address: string) => string | undefined): string {
  return css.replace(/\\/g, '').replace(/@import[^;]*(;|$)/gi, '').replace(/@(charset|namespace)[^;]*(;|$)/gi, '')
    .replace(/@font-face\s*\{[^}]*(\}|$)/gi, '')
    .replace(/(?:-webkit-)?image-set\([^)]*\)/gi, 'none')
    .replace(URL_IN_CSS, (_, one?: string, two?: string, three?: string) => {
      const address = place((one ?? two ?? three ?? '').trim());
      return address ? `url("${address.replace(/["\n\r]/g, '')}")` : 'none';
    });
}
