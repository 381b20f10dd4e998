// SPDX-License-Identifier: Apache-2.0
//
// What is wanted less often of a letter: leaving its mailing list (by the service, by a letter), its source, its paper.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { PASSWORD, run } from './harness.mjs';

const ADDRESS = 'anna@nightmail.test';
const mail = (subject, more) => `From: List <news@sender.test>\r\nTo: ${ADDRESS}\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@x>\r\n${more}\r\nThe news.\r\n`;
const ONE_CLICK = 'List-Unsubscribe: <mailto:off@sender.test?subject=leave%20me>,\r\n <https://list.nowhere.test/u?id=7>\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n';

await run(async (test) => {
  const service = await test.service();
  await test.nightmail(service, 'home', PASSWORD, 'signup', ADDRESS);
  await test.send(service, 'news@sender.test', ADDRESS, mail('Weekly', ONE_CLICK));
  await test.send(service, 'news@sender.test', ADDRESS, mail('Monthly', 'List-Unsubscribe: <https://list.nowhere.test/page>\r\n'));
  const page = await test.page();
  await page.addInitScript(() => { window.print = () => { window.printed = true; }; });
  const asked = [];
  page.on('request', (request) => asked.push(request));
  await test.logIn(page, service, ADDRESS);
  const dialog = page.getByRole('dialog');

  // The service asks; this browser sends nothing to the list. Where that fails, a letter does it.
  await page.getByRole('link', { name: /Weekly/ }).click();
  await page.getByRole('button', { name: 'Unsubscribe' }).click();
  await dialog.getByText('asks list.nowhere.test to take you off').waitFor();
  await test.shot(page, 'leave-list');
  assert.deepEqual(await test.axe(page), []);
  await dialog.getByRole('button', { name: 'Unsubscribe' }).click();
  await dialog.getByText('list.nowhere.test did not answer.').waitFor();
  assert.ok(asked.some((request) => request.postData()?.includes('"List/unsubscribe"') && request.postData().includes('https://list.nowhere.test/u?id=7')));
  assert.deepEqual(asked.map((request) => new URL(request.url())).filter(({ host, protocol }) => protocol.startsWith('http') && host !== new URL(service.url).host), []);
  await dialog.getByRole('button', { name: 'Write the letter' }).click();
  await test.until(async () => (await page.getByLabel('Subject').inputValue()) === 'leave me', 'the letter is begun');

  // A list with a page only: a link that says what it tells.
  await page.goto(`${service.url}/#/mail/inbox`);
  await page.getByRole('link', { name: /Monthly/ }).click();
  await page.getByRole('button', { name: 'Unsubscribe' }).click();
  await dialog.getByText('tells them your network address').waitFor();
  assert.equal(await dialog.getByRole('link', { name: 'Open list.nowhere.test' }).getAttribute('rel'), 'noopener noreferrer nofollow');
  await page.keyboard.press('Escape');

  // Source, shown and saved; paper.
  const more = page.getByLabel('More for this message');
  await more.click();
  await test.shot(page, 'letter-menu');
  assert.deepEqual(await test.axe(page), []);
  await page.getByRole('button', { name: 'View source' }).click();
  await dialog.getByText('List-Unsubscribe: <https://list.nowhere.test/page>').waitFor();
  assert.deepEqual(await test.axe(page), []);
  const [saved] = await Promise.all([page.waitForEvent('download'), dialog.getByRole('button', { name: 'Save as a file' }).click()]);
  assert.equal(saved.suggestedFilename(), 'Monthly.eml');
  assert.match(readFileSync(await saved.path(), 'latin1'), /Subject: Monthly\r\n[^]*The news\.\r\n$/);
  await page.keyboard.press('Escape');
  await more.click();
  await page.getByRole('button', { name: 'Print' }).click();
  assert.equal(await page.evaluate(() => window.printed), true);
  await page.emulateMedia({ media: 'print' });
  await page.getByRole('article').getByText('The news.').waitFor();
  assert.equal(await page.getByRole('navigation', { name: 'Folders' }).isVisible(), false);
  await test.shot(page, 'letter-print');
});
