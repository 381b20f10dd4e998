// SPDX-License-Identifier: Apache-2.0
//
// The service worker (web/sw.js) that lets the page open without a network. Not in development.
const SCRIPT = '/sw.js';

const policy = globalThis.trustedTypes?.createPolicy('nightmail', {
  createScriptURL: (url) => {
    if (url !== SCRIPT) throw new TypeError('not a script of ours');
    return url;
  },
});

/** Once somebody stays logged in here; on other people's computers nothing is left behind. */
export async function keepPage(): Promise<void> {
  if (!import.meta.env.PROD || !navigator.serviceWorker) return;
  await navigator.serviceWorker.register((policy?.createScriptURL(SCRIPT) ?? SCRIPT) as string).catch(() => undefined);
}
