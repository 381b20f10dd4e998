// SPDX-License-Identifier: Apache-2.0
//
// The account's own screens: appearance, change of password, sessions (listed by name, ended), deletion.
import assert from 'node:assert/strict';
import { PASSWORD, run } from './harness.mjs';

const ADDRESS = 'anna@nightmail.test';
const NEW = 'violet kettle drifting seventy';

await run(async (test) => {
  const service = await test.service();
  await test.nightmail(service, 'home', PASSWORD, 'signup', ADDRESS);
  const [page, other] = [await test.page(), await test.page({ width: 390, height: 844, dark: true })];
  for (const one of [page, other]) await test.logIn(one, service, ADDRESS);

  await page.getByRole('link', { name: 'Settings' }).click();
  await page.getByLabel('Dark').check();
  assert.equal(await page.evaluate(() => getComputedStyle(document.documentElement).colorScheme), 'dark');
  assert.deepEqual(await test.axe(page), []);
  await page.getByLabel('Light').check();
  await page.getByLabel('Deutsch').check();
  await page.getByRole('heading', { name: 'Einstellungen' }).waitFor();
  await test.shot(page, 'settings-de');
  await page.getByLabel('English').check();

  await page.getByRole('link', { name: 'Sessions' }).click();
  await page.getByText('This device').waitFor();
  await test.shot(page, 'sessions');
  assert.deepEqual(await test.axe(page), []);
  await page.getByText('Chrome · Linux').nth(1).waitFor(); // the other browser; the command line has a name of its own
  assert.equal(await page.getByRole('button', { name: 'Log out', exact: false }).count(), 2);
  await page.getByRole('button', { name: 'Log out Chrome · Linux' }).click();
  await other.reload();
  await other.getByLabel('Address').waitFor();

  await page.getByRole('link', { name: 'Password' }).click();
  await page.getByLabel('Current password', { exact: true }).fill('not this one');
  await page.getByLabel('New password', { exact: true }).fill(NEW);
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('This is not your current password').waitFor();
  await page.getByLabel('Current password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Change password' }).click();
  await page.getByText('Your password is changed').waitFor();
  assert.deepEqual(await test.axe(page), []);
  await test.logIn(other, service, ADDRESS, { password: NEW });
  await test.nightmail(service, 'home2', NEW, 'login', ADDRESS);

  await page.getByRole('link', { name: 'Delete account' }).click();
  await page.getByLabel('Current password', { exact: true }).fill(NEW);
  await page.getByLabel('I understand').check();
  await test.shot(page, 'delete');
  await page.getByRole('button', { name: 'Delete for ever' }).click();
  await page.getByText('Your account is deleted').waitFor();
  await assert.rejects(test.nightmail(service, 'home3', NEW, 'login', ADDRESS));
});
