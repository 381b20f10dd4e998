// SPDX-License-Identifier: Apache-2.0
//
// Mail that comes over SMTP appears by itself, opens, is marked as read; on a desk and on a phone, in the light, in
// the dark and from right to left.
import assert from 'node:assert/strict';
import { PASSWORD, run } from './harness.mjs';

const ADDRESS = 'anna@nightmail.test';

const mail = (subject, body, more = '') => `From: "Élodie Martin" <elodie@sender.test>\r\nTo: Anna <${ADDRESS}>\r\nSubject: ${subject}\r\n` +
  `Date: Wed, 25 Nov 2026 10:00:00 +0100\r\nMessage-ID: <${Math.random()}@sender.test>\r\nMIME-Version: 1.0\r\n${more}` +
  `Content-Type: text/plain; charset=utf-8\r\n\r\n${body}\r\n`;

await run(async (test) => {
  const service = await test.service();
  await test.nightmail(service, 'home', PASSWORD, 'signup', ADDRESS);
  const page = await test.page();
  await test.logIn(page, service, ADDRESS);
  await page.getByText('Your inbox is empty').waitFor();

  await test.send(service, 'elodie@sender.test', ADDRESS, mail('Lunch on Friday?', 'Shall we meet at noon?\r\n<b onclick="x">no markup</b>'));
  const list = page.getByRole('region', { name: 'Messages' });
  const row = list.getByRole('link', { name: /Lunch on Friday\?/ });
  await row.waitFor(); // by push
  const folder = page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: /Inbox/ });
  await folder.getByText('1 unread').waitFor();
  for (let n = 2; n < 30; n++) await test.send(service, 'elodie@sender.test', ADDRESS, mail(`Report ${n}`, `Number ${n} of many, with some words to preview.`));
  await page.getByRole('link', { name: /Report 29/ }).waitFor();
  await test.shot(page, 'mailbox');
  assert.deepEqual(await test.axe(page), []);

  await page.keyboard.press('j'); // the newest
  await page.getByText('Number 29 of many').last().waitFor();
  await page.getByRole('region', { name: 'Messages' }).hover();
  await page.mouse.wheel(0, 5000);
  await row.click();
  await page.getByRole('article').getByText('Shall we meet at noon?').waitFor();
  await page.getByRole('article').getByText('<b onclick="x">no markup</b>').waitFor();
  await folder.getByText('27 unread').waitFor();
  await test.shot(page, 'reading');
  assert.deepEqual(await test.axe(page), []);

  for (const look of [{ width: 390, height: 844, dark: true }, { width: 320, height: 640, language: 'fa' }, { width: 1280, height: 800, language: 'fa', dark: true }]) {
    const other = await test.page(look);
    const name = `${look.width}-${look.dark ? 'dark' : 'light'}-${look.language ?? 'en'}`;
    await other.goto(service.url);
    await other.locator('input[name=username]').fill(ADDRESS);
    await test.shot(other, `login-${name}`);
    await other.locator('input[name=password]').fill(PASSWORD);
    await other.keyboard.press('Enter');
    const first = other.getByRole('link', { name: /Report 28/ });
    await first.waitFor();
    await test.shot(other, `mailbox-${name}`);
    assert.deepEqual(await test.axe(other), [], name);
    await first.click();
    await other.getByRole('article').getByText('Number 28 of many').waitFor();
    await test.shot(other, `reading-${name}`);
    assert.deepEqual(await test.axe(other), [], name);
    const wide = await other.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
    assert.equal(wide, 0, `${name}: nothing sticks out sideways`);
    await other.context().close();
  }
});
