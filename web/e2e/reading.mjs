// SPDX-License-Identifier: Apache-2.0
//
// Mail of strangers is shown as HTML and harms nobody: no script, no request to anywhere, trackers counted, links that
// lie are caught; enclosed pictures are there; attachments are looked at and saved; PGP/MIME is opened and judged.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createMessage, encrypt, generateKey, readKey } from 'openpgp';
import { PASSWORD, run } from './harness.mjs';

const ADDRESS = 'anna@nightmail.test';
const FROM = 'news@sender.test';
const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAoAAAAKCAYAAACNMs+9AAAAFUlEQVR42mNk+M9Qz0AEYBxVSF+FABJADveWkH6oAAAAAElFTkSuQmCC';

const head = (subject, more = '') => `From: "The News" <${FROM}>\r\nTo: ${ADDRESS}\r\nSubject: ${subject}\r\n` +
  `Date: Wed, 25 Nov 2026 10:00:00 +0100\r\nMessage-ID: <${Math.random()}@sender.test>\r\nMIME-Version: 1.0\r\n${more}`;

const HTML = `<!doctype html><html><head><style>
  @import "https://evil.test/import.css"; h1 { color: #8a1f4b; background: url(https://evil.test/css.png) }
  @font-face { font-family: x; src: url(https://evil.test/font.woff) }</style><meta http-equiv="refresh" content="0;url=https://evil.test/refresh">
  <base href="https://evil.test/base/"><script>window.top.harmed = 1</script></head>
  <body bgcolor="#fdf6ec" onload="window.top.harmed = 2"><h1>Autumn letter</h1>
  <p style="font-size: 18px; background-image: url('https://evil.test/inline.png')">Warm words about <b>autumn</b>.</p>
  <img src="cid:leaf@sender.test" alt="A leaf" width="60" height="60"> <img src="https://evil.test/big.png" alt="A big picture" width="200" height="80">
  <img src="https://evil.test/pixel.gif" width="1" height="1"><img src="x" onerror="window.top.harmed = 3">
  <form action="https://evil.test/post"><input name="password"><button>Log in</button></form>
  <iframe src="https://evil.test/frame"></iframe><svg onload="window.top.harmed = 4"><a href="javascript:top.harmed=5">x</a></svg>
  <p><a id="honest" href="https://sender.test/read">Read on</a> <a id="liar" href="https://evil.test/login">www.bank.example</a>
  <a id="script" href="javascript:window.top.harmed=6">click</a></p></body></html>`;

const LETTER = head('Autumn letter') + 'Content-Type: multipart/mixed; boundary=m\r\n\r\n' +
  '--m\r\nContent-Type: multipart/related; boundary=r\r\n\r\n' +
  `--r\r\nContent-Type: text/html; charset=utf-8\r\n\r\n${HTML.replace(/\n/g, '\r\n')}\r\n` +
  `--r\r\nContent-Type: image/png\r\nContent-ID: <leaf@sender.test>\r\nContent-Transfer-Encoding: base64\r\n\r\n${PICTURE}\r\n--r--\r\n` +
  '--m\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Disposition: attachment; filename="notes.txt"\r\n\r\nSome <b>notes</b>\r\n' +
  `--m\r\nContent-Type: image/png\r\nContent-Disposition: attachment; filename="leaf.png"\r\nContent-Transfer-Encoding: base64\r\n\r\n${PICTURE}\r\n` +
  '--m\r\nContent-Type: text/html\r\nContent-Disposition: attachment; filename="page.html"\r\n\r\n<script>top.harmed = 7</script>\r\n--m--\r\n';

const PLAIN = head('Plain words') + 'Content-Type: text/plain; charset=utf-8\r\n\r\n' +
  'See https://sender.test/a?b=c, or write to bob@sender.test.\r\n\r\n> You asked:\r\n>> deeper\r\n' + '> old line\r\n'.repeat(12) + '\r\n-- \r\nBob\r\n';

function zbase32(bytes) {
  let bits = '';
  for (const byte of bytes) bits += byte.toString(2).padStart(8, '0');
  return bits.match(/.{5}/g).map((five) => 'ybndrfg8ejkmcpqxot1uwisza345h769'[parseInt(five, 2)]).join('');
}

async function sealedLetter(service) {
  const hash = zbase32(createHash('sha1').update('anna').digest());
  const answer = await fetch(`${service.url}/.well-known/openpgpkey/nightmail.test/hu/${hash}?l=anna`);
  assert.equal(answer.status, 200);
  const anna = await readKey({ binaryKey: new Uint8Array(await answer.arrayBuffer()) });
  const { privateKey } = await generateKey({ userIDs: [{ email: FROM }], format: 'object' });
  const payload = `From: "The News" <${FROM}>\r\nSubject: A secret subject\r\nContent-Type: text/plain; charset=utf-8; hp="cipher"\r\n\r\nFor your eyes only\r\n`;
  const message = await createMessage({ binary: new TextEncoder().encode(payload) });
  const armored = await encrypt({ message, encryptionKeys: anna, signingKeys: privateKey });
  return head('...') + 'Content-Type: multipart/encrypted; protocol="application/pgp-encrypted"; boundary="b"\r\n\r\n' +
    '--b\r\nContent-Type: application/pgp-encrypted\r\n\r\nVersion: 1\r\n\r\n--b\r\nContent-Type: application/octet-stream\r\n\r\n' +
    `${armored.replace(/\r?\n/g, '\r\n')}\r\n--b--\r\n`;
}

await run(async (test) => {
  const service = await test.service();
  await test.nightmail(service, 'home', PASSWORD, 'signup', ADDRESS);
  for (const mail of [LETTER, PLAIN, await sealedLetter(service)]) await test.send(service, FROM, ADDRESS, mail);
  const page = await test.page();
  const asked = []; // requests to anywhere else
  await page.context().route(/^https:\/\//, (route) => {
    asked.push(route.request().url());
    return route.fulfill({ status: 200, contentType: 'image/png', body: Buffer.from(PICTURE, 'base64') });
  });
  await test.logIn(page, service, ADDRESS);
  const article = page.getByRole('article');
  const letter = page.frameLocator('iframe[title="Text of the message"]');

  await page.getByRole('link', { name: /Autumn letter/ }).click();
  await letter.getByRole('heading', { name: 'Autumn letter' }).waitFor();
  await article.getByText('4 pictures from elsewhere were not loaded. 1 of them is a tracker.').waitFor();
  const leaf = letter.getByAltText('A leaf');
  await test.until(() => leaf.evaluate((img) => img.naturalWidth === 10), 'the enclosed picture is there');
  assert.equal(await letter.locator('p').first().evaluate((p) => getComputedStyle(p).fontSize), '18px', 'the mail’s own styles count');
  for (const gone of ['script', 'form', 'input', 'button', 'iframe', 'svg', 'meta[http-equiv]', 'base', '[onload]', '[onerror]', '#script[href]']) {
    assert.equal(await letter.locator(gone).count(), 0, gone);
  }
  assert.deepEqual(asked, []);
  await test.shot(page, 'letter-html');
  assert.deepEqual(await test.axe(page), []);

  await letter.locator('#liar').click();
  await page.getByRole('heading', { name: 'This link leads elsewhere' }).waitFor();
  await page.getByText('Its text says www.bank.example, but it leads to evil.test').waitFor();
  assert.deepEqual(await test.axe(page), []);
  await test.shot(page, 'letter-link');
  await page.keyboard.press('Escape');
  const [opened] = await Promise.all([page.waitForEvent('popup'), letter.locator('#honest').click()]);
  assert.equal(opened.url(), 'https://sender.test/read');
  assert.equal(await opened.evaluate(() => window.opener), null);
  await opened.close();
  asked.length = 0;

  await page.getByRole('button', { name: 'Look at notes.txt' }).click();
  await page.getByText('Some <b>notes</b>').waitFor();
  await page.keyboard.press('Escape');
  await page.getByRole('button', { name: 'Look at leaf.png' }).click();
  await test.until(() => page.getByRole('dialog').getByAltText('leaf.png').evaluate((img) => img.naturalWidth === 10), 'the picture is shown');
  await page.getByRole('button', { name: 'Close' }).click();
  assert.equal(await page.getByRole('button', { name: 'Look at page.html' }).count(), 0, 'HTML is only saved');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save page.html' }).click()]);
  assert.equal(download.suggestedFilename(), 'page.html');
  assert.match(readFileSync(await download.path(), 'utf8'), /harmed = 7/);

  await page.getByRole('button', { name: 'Show pictures' }).click();
  await article.getByText('1 tracker was kept out.').waitFor();
  await test.until(() => letter.getByAltText('A big picture').evaluate((img) => img.naturalWidth === 10), 'allowed pictures are loaded');
  assert.ok(asked.includes('https://evil.test/big.png'));
  for (const never of ['pixel.gif', 'import.css', 'font.woff', 'refresh', 'frame', 'post']) {
    assert.ok(!asked.some((url) => url.includes(never)), `${never} is never asked for`);
  }

  await page.getByRole('link', { name: /Plain words/ }).click();
  await article.getByRole('link', { name: 'https://sender.test/a?b=c', exact: true }).waitFor();
  await article.getByText('Quoted: ').waitFor();
  await test.shot(page, 'letter-plain');

  await page.getByRole('region', { name: 'Messages' }).getByRole('link', { name: /\.\.\./ }).click();
  await article.getByText('For your eyes only').waitFor();
  await article.getByRole('heading', { name: 'A secret subject' }).waitFor();
  await page.getByRole('region', { name: 'Messages' }).getByRole('link', { name: /A secret subject/ }).waitFor();
  await article.getByRole('button', { name: /Signed with a key that is not known/ }).click();
  await page.getByText('Encrypted end to end, subject and names too.').waitFor();
  assert.deepEqual(await test.axe(page), []);
  await test.shot(page, 'letter-sealed');
  await page.keyboard.press('Escape');
  assert.match(await test.nightmail(service, 'home', PASSWORD, 'list'), /A secret subject/, 'the native client sees the new summary');
  assert.equal(await page.evaluate(() => window.harmed), undefined);

  for (const look of [{ width: 390, height: 844, dark: true }, { width: 320, height: 640, language: 'fa' }]) {
    const other = await test.page(look);
    await other.goto(service.url);
    await other.locator('input[name=username]').fill(ADDRESS);
    await other.locator('input[name=password]').fill(PASSWORD);
    await other.keyboard.press('Enter');
    await other.getByRole('link', { name: /Autumn letter/ }).click();
    await other.frameLocator('article iframe').getByRole('heading', { name: 'Autumn letter' }).waitFor();
    await test.shot(other, `letter-${look.width}`);
    assert.deepEqual(await test.axe(other), []);
    assert.equal(await other.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
    await other.context().close();
  }
  test.expectProblems(/Blocked script execution in '[^']*\/letter|Setting the document's base URI/); // the second lock of the frame held
});
