// SPDX-License-Identifier: Apache-2.0
//
// Messages that answer each other are one row and are read, and moved, together; or not, as one likes.
import assert from 'node:assert/strict';
import { PASSWORD, run } from './harness.mjs';

const ADDRESS = 'anna@nightmail.test';
const mail = (id, from, subject, text, more = '') => `From: ${from} <x@sender.test>\r\nTo: ${ADDRESS}\r\nSubject: ${subject}\r\n` +
  `Message-ID: <${id}@sender.test>\r\n${more}\r\n${text}\r\n`;

await run(async (test) => {
  const service = await test.service();
  await test.nightmail(service, 'home', PASSWORD, 'signup', ADDRESS);
  const send = (...parts) => test.send(service, 'x@sender.test', ADDRESS, mail(...parts));
  await send('a', 'Bert', 'The boat', 'Who comes along?');
  await send('other', 'Carla', 'The boat', 'Same subject, another matter.');
  await send('b', 'Dora', 'Re: The boat', 'I do.', 'References: <a@sender.test>\r\n');
  const page = await test.page();
  await test.logIn(page, service, ADDRESS);
  const list = page.getByRole('region', { name: 'Messages' });
  const rows = list.getByRole('link');
  await list.getByRole('link', { name: /Dora.*2 messages together/ }).waitFor();
  assert.equal(await rows.count(), 2);

  // Both are unread and therefore open, oldest first; an answer that comes meanwhile is folded.
  await rows.first().click();
  const letters = page.getByRole('list', { name: 'Conversation' });
  await letters.getByText('Who comes along?').last().waitFor();
  await letters.getByText('I do.').last().waitFor();
  assert.match(await letters.textContent(), /Who comes along.*I do/s);
  await send('c', 'Bert', 'Re: The boat', 'Good, at six.', 'In-Reply-To: <b@sender.test>\r\n');
  await letters.getByRole('button', { name: /Good, at six/ }).click();
  await letters.getByRole('article').getByText('Good, at six.').waitFor();
  await letters.getByRole('button', { name: 'Fold this message' }).first().click();
  await letters.getByRole('button', { name: /Who comes along/ }).waitFor();
  await test.shot(page, 'conversation');
  assert.deepEqual(await test.axe(page), []);
  await list.getByRole('link', { name: /3 messages together/ }).waitFor();

  // Archived together, and back.
  await page.keyboard.press('e');
  await page.getByText('3 messages archived.').waitFor();
  await test.until(async () => (await rows.count()) === 1, 'one row is left');
  await page.keyboard.press('z');
  await list.getByRole('link', { name: /3 messages together/ }).waitFor();

  // On a phone, from right to left.
  const phone = await test.page({ width: 320, height: 640, dark: true, language: 'fa' });
  await phone.goto(service.url);
  await phone.locator('input[name=username]').fill(ADDRESS);
  await phone.locator('input[name=password]').fill(PASSWORD);
  await phone.keyboard.press('Enter');
  await phone.getByRole('link', { name: /Re: The boat/ }).click();
  await phone.getByRole('article').getByText('Good, at six.').waitFor();
  await test.shot(phone, 'conversation-320-fa');
  assert.deepEqual(await test.axe(phone), []);
  assert.equal(await phone.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);

  // Each by itself, if one prefers.
  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByRole('radio', { name: 'Single messages' }).check();
  await test.shot(page, 'conversation-setting');
  await page.goto(`${service.url}/#/mail/inbox`);
  await test.until(async () => (await rows.count()) === 4, 'four rows');
});
