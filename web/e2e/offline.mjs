// SPDX-License-Identifier: Apache-2.0
//
// Where one stays logged in, what was opened can be read without a network, what one does is sent when it is back,
// and what came meanwhile appears.
// Where one does not, and after logging out, the browser keeps nothing.
import assert from 'node:assert/strict';
import { PASSWORD, run } from './harness.mjs';

const ADDRESS = 'anna@nightmail.test';
const mail = (subject, text) => `From: x@sender.test\r\nTo: ${ADDRESS}\r\nSubject: ${subject}\r\nMessage-ID: <${subject}@x>\r\n\r\n${text}\r\n`;

async function databases(page) {
  return page.evaluate(async () => (await indexedDB.databases()).map(({ name }) => name).filter((name) => name.includes('cache')));
}

/** Whether the browser has written down all that the page needs without a network. */
async function kept(page) {
  return page.evaluate(async () => {
    const { name } = (await indexedDB.databases()).find((each) => each.name.includes('cache')) ?? {};
    if (!name) return false;
    const result = (request) => new Promise((done, fail) => { request.onsuccess = () => done(request.result); request.onerror = fail; });
    const database = await result(indexedDB.open(name));
    const keys = await result(database.transaction('records').objectStore('records').getAllKeys());
    database.close();
    return ['mailboxes', 'keys', 'list/', 'message/', 'blob/'].every((part) => keys.some((key) => key.startsWith(part)));
  });
}

await run(async (test) => {
  const service = await test.service();
  await test.nightmail(service, 'home', PASSWORD, 'signup', ADDRESS);
  await test.send(service, 'x@sender.test', ADDRESS, mail('First', 'Words of the first mail.'));

  const guest = await test.page();
  await test.logIn(guest, service, ADDRESS);
  await guest.getByRole('link', { name: /First/ }).waitFor();
  assert.deepEqual(await databases(guest), []);

  const page = await test.page();
  await test.logIn(page, service, ADDRESS, { stay: true });
  const first = page.getByRole('link', { name: /First/ });
  // The network goes just when the page asks again for what it has already (the mail is marked as read).
  const again = (request) => request.postData()?.includes('"properties":["id","mailboxIds","keywords"]');
  await page.route('**/jmap/**', (route) => (again(route.request()) ? undefined : route.continue()));
  const asks = page.waitForRequest(again);
  await first.click();
  await page.getByRole('article').getByText('Words of the first mail.').waitFor();
  await page.evaluate(() => navigator.serviceWorker.ready);
  await Promise.all([asks, test.until(() => kept(page), 'what was opened is kept')]);

  await page.context().setOffline(true);
  await page.reload();
  await first.waitFor();
  await page.getByText('Not connected').waitFor();
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await page.getByRole('article').getByText('Words of the first mail.').waitFor();
  await test.shot(page, 'offline');
  assert.deepEqual(await test.axe(page), []);

  // What is done meanwhile is shown, kept over a reload, and sent with the network.
  await page.getByRole('toolbar').getByRole('button', { name: 'Star' }).click();
  await page.getByRole('toolbar').getByRole('button', { name: 'Archive' }).click();
  await page.getByText('1 change is kept and sent then.').waitFor();
  await first.waitFor({ state: 'detached' });
  await page.getByRole('button', { name: 'Undo' }).click();
  await first.waitFor();
  await page.getByRole('checkbox', { name: 'Select First' }).click();
  await page.keyboard.press('e');
  await first.waitFor({ state: 'detached' });
  await page.reload();
  await page.getByText('1 change is kept and sent then.').waitFor();
  await page.getByText('Your inbox is empty').waitFor();

  await test.send(service, 'x@sender.test', ADDRESS, mail('Second', 'Came meanwhile.'));
  await page.context().setOffline(false);
  await page.getByRole('link', { name: /Second/ }).waitFor();
  await guest.getByRole('link', { name: /First/ }).waitFor({ state: 'detached' });
  await guest.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: 'Archive' }).click();
  await guest.getByRole('link', { name: /First/ }).waitFor();
  await guest.getByRole('button', { name: 'Star', pressed: true }).waitFor();
  await page.reload();
  await page.getByRole('link', { name: /Second/ }).waitFor();

  await page.getByRole('button', { name: 'Log out' }).click();
  await page.getByLabel('Address').waitFor();
  await test.until(async () => (await databases(page)).length === 0, 'the cache is gone');
});
