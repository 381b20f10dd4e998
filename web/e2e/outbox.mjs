// SPDX-License-Identifier: Apache-2.0
//
// Somebody without a key: nothing leaves before the writer says how. Protected by a password, it is opened by the link
// in another browser. A letter for later waits in the outbox, can be stopped there, also after the page was left.
import assert from 'node:assert/strict';
import { BERT, run } from './harness.mjs';

const SECRET = 'blue whale 42';

await run(async (test) => {
  const { service, page } = await test.annaWrites();
  const text = page.getByRole('textbox', { name: 'Text', exact: true });

  // Bert gets it encrypted; Carl has no key.
  await page.getByRole('link', { name: 'Write' }).first().click();
  await page.getByLabel('To', { exact: true }).fill(`${BERT}, carl@elsewhere.test`);
  await page.getByLabel('Subject').fill('Whales');
  await text.fill('They sing at night.');
  await page.getByText('carl@elsewhere.test: no key is known').waitFor();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText(/Somebody has no key/).waitFor();
  await page.getByLabel('Protect with a password').check();
  await page.getByLabel('Password for this message').fill('short');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText(/at least 8 characters/).waitFor();
  await page.getByLabel('Password for this message').fill(SECRET);
  assert.deepEqual(await test.axe(page), []);
  await test.shot(page, 'password');
  const uploads = [];
  page.on('request', (request) => { if (request.url().includes('/jmap/outgoing/')) uploads.push(request.postData() ?? ''); });
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('Sent.', { exact: true }).waitFor();
  const notice = uploads.find((one) => /Subject: A password-protected message from/.test(one));
  assert.ok(notice, uploads.join('\n'));
  assert.ok(uploads.every((one) => !/Whales|sing at night/.test(one)), 'nothing readable leaves');
  const link = /\/m\/[^\s#]+#[\w-]{22}/.exec(notice.replace(/=\r?\n/g, ''))?.[0];
  assert.ok(link, notice);
  const carl = await test.page();
  await carl.goto(service.url + link);
  await carl.getByLabel(/Password/).first().fill(SECRET);
  await carl.keyboard.press('Enter');
  await carl.getByText('Whales').first().waitFor();

  // For later.
  await page.goto(`${service.url}/#/write`);
  await page.getByLabel('To', { exact: true }).fill(BERT);
  await page.getByLabel('Subject').fill('Tomorrow');
  await text.fill('It waits.');
  await page.getByRole('button', { name: 'Send later' }).click();
  await page.getByLabel('Send on').fill('2001-01-01T09:00');
  await page.getByText(`${BERT}: end-to-end encrypted`).waitFor();
  await page.getByRole('button', { name: 'Schedule' }).click();
  await page.getByText(/Choose a time that lies ahead/).waitFor();
  const soon = new Date(Date.now() + 2 * 86_400_000).toISOString().slice(0, 16);
  await page.getByLabel('Send on').fill(soon);
  await page.getByRole('button', { name: 'Schedule' }).click();
  await page.getByText(/^Leaves on/).waitFor();
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: 'Outbox' }).click();
  const waiting = page.getByRole('listitem').filter({ hasText: 'Tomorrow' });
  await waiting.getByText(/^Leaves on/).waitFor();
  assert.deepEqual(await test.axe(page), []);
  await test.shot(page, 'outbox');
  await waiting.getByRole('button', { name: 'Stop and edit' }).click();
  await page.getByLabel('Subject').waitFor();
  await text.getByText('It waits.').waitFor();
  assert.equal(await page.getByLabel('Subject').inputValue(), 'Tomorrow');
  await page.goto(`${service.url}/#/outbox`);
  await page.getByText('Nothing waits to be sent.').or(page.getByText('Whales')).waitFor();
  assert.equal(await page.getByRole('listitem').filter({ hasText: 'Tomorrow' }).count(), 0);
});
