// SPDX-License-Identifier: Apache-2.0
//
// A folder of src/ imports only from itself and from folders left of it; i18n only from itself, and only
// ui from i18n. Prints each import that breaks this, and each place that could run text as code.
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, normalize, relative } from 'node:path';

const allowed = {
  mail: ['mail'],
  crypto: ['mail', 'crypto'],
  jmap: ['mail', 'crypto', 'jmap'],
  store: ['mail', 'crypto', 'jmap', 'store'],
  i18n: ['i18n'],
  ui: ['mail', 'crypto', 'jmap', 'store', 'i18n', 'ui'],
};
const dangerous = /\{@html|\.innerHTML\b|\.outerHTML\b|insertAdjacentHTML|document\.write|\beval\(|new Function\(|\sstyle="/;
const exempt = /\.test\.ts$/;
const top = join(import.meta.dirname, 'src');
const problems = [];

for (const entry of readdirSync(top, { recursive: true, withFileTypes: true })) {
  const file = relative(top, join(entry.parentPath, entry.name));
  if (!entry.isFile() || !/\.(ts|svelte)$/.test(file)) continue;
  const text = readFileSync(join(top, file), 'utf8');
  const tier = file.split('/')[0];
  for (const [, target] of text.matchAll(/(?:from|import\(|import)\s*['"](\.[^'"]+)['"]/g)) {
    const to = normalize(join(dirname(file), target)).split('/')[0];
    if (allowed[tier] && !allowed[tier].includes(to)) problems.push(`${file}: ${tier} may not import from ${to}`);
  }
  if (exempt.test(file)) continue;
  text.split('\n').forEach((line, index) => {
    if (dangerous.test(line) && !line.includes('checked:')) problems.push(`${file}:${index + 1}: ${line.trim()}`);
  });
}
for (const problem of problems) console.error(problem);
process.exit(problems.length ? 1 : 0);
