// SPDX-License-Identifier: Apache-2.0
//
// The corpus of testdata/hostile-mail: [{name, html?, mail}]. Each letter begins with words to wait for.
import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

const folder = resolve(import.meta.dirname, '../../../testdata/hostile-mail');
const head = (name, id) => `From: Mallory <mallory@evil.test>\r\nTo: anna@nightmail.test\r\nSubject: ${name}\r\n` +
  `Date: Wed, 25 Nov 2026 10:00:00 +0100\r\nMessage-ID: <${id}@evil.test>\r\nMIME-Version: 1.0\r\n`;

function vectors(file) {
  const text = readFileSync(join(folder, file), 'utf8');
  return text.split(/^### /m).slice(1).map((part) => {
    const name = part.slice(0, part.indexOf('\n'));
    const html = `<p>Letter of ${name}</p>\n${part.slice(name.length + 1)}`;
    return { name, html, words: `Letter of ${name}` };
  });
}

export function hostileMail() {
  const files = readdirSync(folder).sort();
  const bodies = files.filter((file) => file.endsWith('.txt')).flatMap(vectors).map((one, index) => ({
    ...one, mail: `${head(one.name, `v${index}`)}Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n` +
      Buffer.from(one.html).toString('base64').replace(/.{76}/g, '$&\r\n') + '\r\n',
  }));
  const whole = files.filter((file) => file.endsWith('.eml')).map((file) => {
    const mail = readFileSync(join(folder, file), 'utf8').replace('{id}', file);
    return { name: /^Subject: (.*)$/m.exec(mail)[1].trim(), words: /Letter [\w ]+/.exec(mail)[0], mail };
  });
  return [...bodies, ...whole];
}
