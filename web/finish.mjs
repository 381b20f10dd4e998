// SPDX-License-Identifier: Apache-2.0
//
// node finish.mjs FOLDER, after vite: pins the files that pages name, tells the service worker which files there are,
// and writes FILE.gz and FILE.br beside each text file where that is smaller.
import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

const folder = process.argv[2];
const files = readdirSync(folder, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name));

function writeServiceWorker() {
  const kept = files.map((file) => '/' + relative(folder, file)).filter((path) => !path.endsWith('.html') && !path.endsWith('.txt')).sort();
  const version = createHash('sha256');
  for (const file of [...files].sort()) version.update(file).update(readFileSync(file));
  const text = readFileSync(join(import.meta.dirname, 'sw.js'), 'utf8')
    .replace('const FILES = [];', `const FILES = ${JSON.stringify(kept)};`)
    .replace("const VERSION = '';", `const VERSION = '${version.digest('hex').slice(0, 16)}';`);
  writeFileSync(join(folder, 'sw.js'), text);
}

function compress(file) {
  const bytes = readFileSync(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: bytes.length > 200_000 ? 9 : 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  for (const [ending, packed] of [['.gz', gzipSync(bytes, { level: 9 })], ['.br', brotliCompressSync(bytes, { params })]]) {
    if (packed.length < bytes.length) writeFileSync(file + ending, packed);
  }
}

/** Subresource integrity: a page runs the files that it was built with, or none. */
function pinFiles(page) {
  const html = readFileSync(page, 'utf8').replace(/(<(?:script|link) [^>]*(?:src|href)="(\/assets\/[^"]+\.(?:js|css))")/g, (tag, _, path) =>
    `${tag} integrity="sha384-${createHash('sha384').update(readFileSync(join(folder, path))).digest('base64')}"`);
  writeFileSync(page, html);
}

for (const file of files) if (file.endsWith('.html')) pinFiles(file);
writeServiceWorker();
for (const file of [...files, join(folder, 'sw.js')]) {
  if (/\.(html|js|css|svg|json|webmanifest|txt)$/.test(file)) compress(file);
}
