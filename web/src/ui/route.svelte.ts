// SPDX-License-Identifier: Apache-2.0
//
// The screen's address: what stands after # in the location, such as #/mail/inbox/e123. It never reaches the server.

function read(): string[] {
  return location.hash.replace(/^#\/?/, '').split('/').filter(Boolean).map((part) => {
    try {
      return decodeURIComponent(part);
    } catch {
      return '';
    }
  });
}

let path = $state.raw(read());
addEventListener('hashchange', () => (path = read()));

export const route = {
  get path(): string[] {
    return path;
  },
};

export function href(...parts: string[]): string {
  return '#/' + parts.map(encodeURIComponent).join('/');
}

/** `replace`: without a new entry in the browser's history. */
export function go(parts: string[], replace = false): void {
  if (replace) {
    history.replaceState(null, '', href(...parts));
    path = read();
  } else location.hash = href(...parts);
}
