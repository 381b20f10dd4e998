// SPDX-License-Identifier: Apache-2.0
// node compress.mjs FOLDER: writes FILE.gz and FILE.br beside each text file, where that is smaller.
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';

for (const entry of readdirSync(process.argv[2], { recursive: true, withFileTypes: true })) {
  if (!entry.isFile() || !/\.(html|js|css|svg|json|webmanifest|txt)$/.test(entry.name)) continue;
  const file = join(entry.parentPath, entry.name);
  const bytes = readFileSync(file);
  const params = { [constants.BROTLI_PARAM_QUALITY]: bytes.length > 200_000 ? 9 : 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  for (const [ending, packed] of [['.gz', gzipSync(bytes, { level: 9 })], ['.br', brotliCompressSync(bytes, { params })]]) {
    if (packed.length < bytes.length) writeFileSync(file + ending, packed);
  }
}
