// SPDX-License-Identifier: Apache-2.0
//
// A person who never heard of Nightmail gets a link, types the password, reads (text, HTML, attachments), and
// answers with a file; the answer is in the sender's inbox. Wrong password, broken link, withdrawn message, phone,
// dark, right to left.
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PASSWORD, run } from './harness.mjs';

const ANNA = 'anna@nightmail.test';
const SECRET = 'grüß Gott 1848';
const BOUNDARY = 'b0undary';
const MAIL = [
  `From: Anna Äther <${ANNA}>`, 'To: bob@example.org', 'Subject: =?utf-8?Q?Die_Pl=C3=A4ne?=', 'Date: Wed, 25 Nov 2026 10:00:00 +0000',
  'Message-ID: <first@nightmail.test>', 'MIME-Version: 1.0', `Content-Type: multipart/mixed; boundary=${BOUNDARY}`, '',
  `--${BOUNDARY}`, 'Content-Type: text/html; charset=utf-8', '',
  '<h2>Hello Bob</h2><p>The <b>plans</b> are attached. <a href="https://example.org/x">More</a></p>',
  '<img src="https://tracker.example/pixel.gif"><img src=x onerror="document.title=\'owned\'"><script>parent.document.title="owned"</script>',
  `--${BOUNDARY}`, 'Content-Type: text/plain', 'Content-Disposition: attachment; filename="plans.txt"', '', 'midnight, platform 4',
  `--${BOUNDARY}--`, ''].join('\r\n');

async function unlock(page, password = SECRET) {
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: 'Open the message' }).click();
}

await run(async (test) => {
  const service = await test.service();
  const secretFile = join(test.folder, 'secret');
  writeFileSync(secretFile, SECRET);
  const mailFile = join(test.folder, 'mail.eml');
  writeFileSync(mailFile, MAIL);
  await test.nightmail(service, 'home', PASSWORD, 'signup', ANNA);
  const makeLink = async (...options) => (await test.nightmail(service, 'home', PASSWORD, 'protected', 'new', '--to', 'bob@example.org',
    '--message-password-file', secretFile, '--message-file', mailFile, ...options)).trim();
  const link = await makeLink();

  // quiet: the browser says in the console that it ran nothing of what the mail brought.
  const page = await test.page({ quiet: true });
  const outside = [];
  page.on('request', (request) => { if (!request.url().startsWith(service.url) && !/^(data|blob|about):/.test(request.url())) outside.push(request.url()); });
  await page.goto(link);
  await page.getByRole('heading', { name: 'A protected message is waiting for you' }).waitFor();
  assert.deepEqual(await test.axe(page), []);
  await test.shot(page, 'protected-ask');
  await unlock(page, 'not this');
  await page.getByText('That is not the password. 9 tries are left.').waitFor();
  await unlock(page);
  await page.getByRole('heading', { name: 'Die Pläne' }).waitFor();
  const body = page.frameLocator('iframe');
  await body.getByRole('heading', { name: 'Hello Bob' }).waitFor();
  assert.equal(await body.locator('img[onerror], script').count(), 0);
  assert.equal(await body.getByRole('link', { name: 'More' }).getAttribute('rel'), 'noopener noreferrer nofollow');
  assert.equal(await page.title(), 'Die Pläne');
  assert.deepEqual(await test.axe(page), []);
  await test.shot(page, 'protected-open');
  const [download] = await Promise.all([page.waitForEvent('download'), page.getByRole('button', { name: 'Save plans.txt' }).click()]);
  assert.equal(readFileSync(await download.path(), 'utf8').trim(), 'midnight, platform 4');

  await page.getByRole('button', { name: 'Answer' }).click();
  assert.equal(await page.getByLabel('Your mail address').inputValue(), 'bob@example.org');
  await page.getByLabel('Message', { exact: true }).fill('I shall be there – Grüße\n.\nBob');
  await page.getByLabel('Add files').setInputFiles({ name: 'map.png', mimeType: 'image/png', buffer: Buffer.from([1, 2, 3, 255]) });
  assert.deepEqual(await test.axe(page), []);
  await test.shot(page, 'protected-answer');
  await page.getByRole('button', { name: 'Send answer' }).click();
  await page.getByText('Your answer was sent, encrypted.').waitFor();
  const [entry] = (await test.nightmail(service, 'home', PASSWORD, 'list', '--json')).trim().split('\n').map((line) => JSON.parse(line));
  assert.equal(entry.subject, 'Re: Die Pläne');
  assert.ok(entry.keywords.includes('nightmail-protected-answer'));
  const shown = await test.nightmail(service, 'home', PASSWORD, 'show', entry.id);
  assert.ok(shown.includes('I shall be there – Grüße') && shown.includes('map.png'), shown);
  assert.deepEqual(outside, [], 'the page asked somebody else');

  // A phone, dark, in Persian and German.
  for (const [language, name, dark] of [['fa-IR', 'fa', true], ['de-DE', 'de', false]]) {
    const phone = await test.page({ width: 320, height: 640, language, dark, quiet: true });
    await phone.goto(link);
    await phone.locator('input').first().fill(SECRET);
    await test.shot(phone, `protected-ask-320-${name}`);
    assert.deepEqual(await test.axe(phone), []);
    await phone.locator('button[type=submit]').click();
    await phone.getByRole('heading', { name: 'Die Pläne' }).waitFor();
    assert.ok(await phone.evaluate('document.documentElement.scrollWidth <= 320'), 'it scrolls sideways');
    assert.equal(await phone.evaluate('document.documentElement.dir'), name === 'fa' ? 'rtl' : 'ltr');
    await test.shot(phone, `protected-open-320-${name}`);
    assert.deepEqual(await test.axe(phone), []);
  }

  const stranger = await test.page();
  await stranger.goto(link.split('#')[0]);
  await stranger.getByRole('heading', { name: 'This link is not complete' }).waitFor();
  await test.nightmail(service, 'home', PASSWORD, 'protected', 'revoke', link.split('/m/')[1].split('#')[0]);
  const late = await test.page();
  await late.goto(link);
  await late.getByRole('heading', { name: 'This message is no longer here' }).waitFor();
  await test.shot(late, 'protected-gone');

  const last = await makeLink('--tries', '1');
  const clumsy = await test.page();
  await clumsy.goto(last);
  await unlock(clumsy, 'wrong');
  await clumsy.getByRole('heading', { name: 'This message is no longer here' }).waitFor();
});
