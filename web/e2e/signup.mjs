// SPDX-License-Identifier: Apache-2.0
//
// Sign-up, recovery: an account made in the browser logs in on the command line, and comes back with its 24 words.
import assert from 'node:assert/strict';
import { PASSWORD, run } from './harness.mjs';

const ADDRESS = 'bert@nightmail.test';
const NEW = 'violet kettle drifting seventy';

/** Goes through sign-up and returns the phrase. */
async function signUp(test, page, service, address) {
  await page.goto(service.url);
  await page.getByRole('link', { name: 'Create an account' }).click();
  await page.getByLabel('New address').fill(address);
  await page.getByLabel('Password', { exact: true }).fill('password1');
  await page.getByText('tried first').waitFor();
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  assert.deepEqual(await test.axe(page), []);
  await test.shot(page, 'signup');
  await page.getByRole('button', { name: 'Create account' }).click();
  const list = page.getByRole('list', { name: 'The 24 words' });
  await list.waitFor();
  const words = (await list.getByRole('listitem').allInnerTexts()).map((text) => text.replace(/[^a-z]/g, ''));
  assert.equal(words.length, 24);
  assert.deepEqual(await test.axe(page), []);
  await test.shot(page, 'phrase');
  await page.getByRole('button', { name: 'I have written them down' }).click();
  const fields = await page.getByLabel(/^Word \d+$/).all();
  await fields[0].fill('wrong');
  for (const field of fields.slice(1)) await fillWord(page, field, words);
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('Not the word on this place').waitFor();
  await fillWord(page, fields[0], words);
  await test.shot(page, 'phrase-confirm');
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: /Inbox/ }).waitFor();
  return words.join(' ');
}

async function fillWord(page, field, words) {
  const label = await page.locator(`label[for="${await field.getAttribute('id')}"]`).innerText();
  await field.fill(words[Number(label.match(/\d+/)[0]) - 1]);
}

await run(async (test) => {
  const service = await test.service();
  const page = await test.page();
  const phrase = await signUp(test, page, service, ADDRESS);
  await test.nightmail(service, 'home', PASSWORD, 'login', ADDRESS);
  assert.match(await test.nightmail(service, 'home', PASSWORD, 'whoami'), /bert@nightmail\.test/);

  const taken = await test.page();
  await taken.goto(`${service.url}/#/signup`);
  await taken.getByLabel('New address').fill('bert');
  await taken.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await taken.getByRole('button', { name: 'Create account' }).click();
  await taken.getByText('This address is taken').waitFor();

  const lost = await test.page({ width: 390, height: 844, dark: true });
  await lost.goto(`${service.url}/#/recover`);
  await lost.getByLabel('Address').fill(ADDRESS);
  await lost.getByLabel('Your 24 words').fill(phrase.replace(/^\w+/, 'zzzz'));
  await lost.getByLabel('New password', { exact: true }).fill(NEW);
  await lost.getByRole('button', { name: 'Set the new password' }).click();
  await lost.getByText('Word 1 is not in the list').waitFor();
  await test.shot(lost, 'recover-390-dark');
  assert.deepEqual(await test.axe(lost), []);
  await lost.getByLabel('Your 24 words').fill(phrase.toUpperCase());
  await lost.getByRole('button', { name: 'Set the new password' }).click();
  await lost.getByRole('heading', { name: 'Inbox' }).waitFor(); // on a phone the folders are behind a button

  await page.reload(); // the old session has ended
  await test.logIn(page, service, ADDRESS, { password: NEW });
  await test.nightmail(service, 'home2', NEW, 'login', ADDRESS);
});
