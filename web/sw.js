// SPDX-License-Identifier: Apache-2.0
//
// Service worker: the client's own files, so that the page opens without a network. It never touches requests to
// the service (/jmap, /auth, …): mail is kept by src/store/cache.ts, sealed. FILES and VERSION are filled in by
// finish.mjs; a build with other files is another version.
const FILES = [];
const VERSION = '';

const CACHE = `nightmail-${VERSION}`;

self.addEventListener('install', (event) => {
  event.waitUntil(
    caches.open(CACHE).then((cache) => cache.addAll(['/', ...FILES])).then(() => self.skipWaiting()),
  );
});

self.addEventListener('activate', (event) => {
  const old = (name) => name.startsWith('nightmail-') && name !== CACHE;
  event.waitUntil(
    caches.keys().then((names) => Promise.all(names.filter(old).map((name) => caches.delete(name)))).then(() => self.clients.claim()),
  );
});

self.addEventListener('fetch', (event) => {
  const url = new URL(event.request.url);
  if (event.request.method !== 'GET' || url.origin !== self.location.origin) return;
  if (FILES.includes(url.pathname)) event.respondWith(fromCache(event.request, url.pathname));
  else if (url.pathname === '/' && event.request.mode === 'navigate') event.respondWith(freshPage(event.request));
});

async function fromCache(request, path) {
  return (await (await caches.open(CACHE)).match(path)) ?? fetch(request);
}

/** The page itself comes from the network where there is one: a new build is seen at the next visit. */
async function freshPage(request) {
  const cached = () => caches.open(CACHE).then((cache) => cache.match('/'));
  try {
    return await fetch(request);
  } catch (error) {
    const page = await cached();
    if (page) return page;
    throw error;
  }
}
