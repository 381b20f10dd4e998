// SPDX-License-Identifier: Apache-2.0
//
// An account made on the command line logs in in the browser; a wrong password is said plainly; the page keeps
// to its policy (no complaint in the console) and axe finds nothing.
import assert from 'node:assert/strict';
import { PASSWORD, run } from './harness.mjs';

const ADDRESS = 'anna@nightmail.test';

await run(async (test) => {
  const service = await test.service();
  await test.nightmail(service, 'home', PASSWORD, 'signup', ADDRESS);
  const page = await test.page();
  await page.goto(service.url);
  await page.getByLabel('Address').fill(ADDRESS);
  assert.deepEqual(await test.axe(page), []);
  await test.shot(page, 'login');
  await page.getByLabel('Password', { exact: true }).fill('wrong');
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByText('The password is wrong, or there is no account of that address.').waitFor();

  await test.logIn(page, service, 'Anna@Nightmail.test'); // letters in upper case are the same account
  assert.deepEqual(await test.axe(page), []);
  await test.shot(page, 'mailbox-empty');

  await page.reload(); // "Stay logged in" was not chosen
  await page.getByLabel('Address').waitFor();

  await page.getByLabel('Address').fill(ADDRESS);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByLabel('Stay logged in on this device').check();
  await page.getByRole('button', { name: 'Log in' }).click();
  const inbox = page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: /Inbox/ });
  await inbox.waitFor();
  await page.reload();
  await inbox.waitFor();
  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByLabel('Address').waitFor();
  await page.reload();
  await page.getByLabel('Address').waitFor();
});
