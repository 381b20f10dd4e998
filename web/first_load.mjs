// SPDX-License-Identifier: Apache-2.0
//
// node first_load.mjs FOLDER, after finish.mjs: what the browser fetches (brotli) until the list of messages is
// there: the page, login and mailbox with all that they import, and the largest language. What has no business there
// (login's OPAQUE, OpenPGP, letters, the composer) is loaded apart. Fails above LIMIT.
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';

const LIMIT = 250_000;
const folder = process.argv[2];
const assets = readdirSync(join(folder, 'assets'));
const sizeOf = (path) => Math.min(...[path, `${path}.br`].map((file) => statSync(join(folder, file), { throwIfNoEntry: false })?.size ?? Infinity));
const named = (pattern) => assets.filter((name) => pattern.test(name)).map((name) => `assets/${name}`);

/** Static imports of a chunk, and styles that go with it. */
function partsOf(path, found = new Set()) {
  if (found.has(path)) return found;
  found.add(path);
  const text = readFileSync(join(folder, path), 'utf8');
  for (const [, name] of text.matchAll(/(?:from|import)\s*"\.\/([\w.-]+\.js)"/g)) partsOf(`assets/${name}`, found);
  return found;
}

const page = readFileSync(join(folder, 'index.html'), 'utf8');
const ofPage = [...page.matchAll(/"\/(assets\/[^"]+)"/g)].map(([, path]) => path);
const scripts = [...ofPage.filter((path) => path.endsWith('.js')), ...named(/^(Mail|worker)-[\w-]+\.js$/)];
const languages = named(/^(de|fa|fr|ru|zh-Hans)-[\w-]+\.js$/).sort((a, b) => sizeOf(b) - sizeOf(a));
const all = new Set(['index.html', ...ofPage, ...scripts.flatMap((path) => [...partsOf(path)]), ...named(/^Mail-[\w-]+\.css$/), languages[0]]);
if (all.size < 8) throw new Error('the names of the built files have changed: look at first_load.mjs');
const sizes = [...all].map((path) => [sizeOf(path), path]).sort(([a], [b]) => b - a);
const sum = sizes.reduce((total, [size]) => total + size, 0);
console.log(`first load: ${(sum / 1000).toFixed(1)} kB of ${LIMIT / 1000}`);
if (sum > LIMIT || process.argv.includes('--list')) for (const [size, path] of sizes) console.log(String(size).padStart(8), path);
if (sum > LIMIT) process.exit(1);
