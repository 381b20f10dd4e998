// SPDX-License-Identifier: Apache-2.0
//
// Contacts: written down, changed, found, deleted, learned, taken out and in as vCards; the command line client sees the
// keys that were compared; a server that shows another key stops the letter until it is decided.
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { PASSWORD, run } from './harness.mjs';

const [ANNA, BERT, CARL] = ['anna@nightmail.test', 'bert@nightmail.test', 'carl@nightmail.test'];
const DORA = 'dora@sender.test';

/** From now on the server says that `address` has the key of `other`. */
async function lie(page, address, other) {
  await page.route('**/jmap/api', async (route) => {
    const request = route.request().postDataJSON();
    const asked = request.methodCalls.find(([name, { addresses }]) => name === 'PublicKey/lookup' && addresses.includes(address));
    if (!asked) return route.continue();
    asked[1].addresses = [other];
    const answer = await route.fetch({ postData: JSON.stringify(request) });
    await route.fulfill({ response: answer, body: (await answer.text()).replaceAll(other, address) });
  });
}

await run(async (test) => {
  const service = await test.service();
  for (const who of [ANNA, BERT, CARL]) await test.nightmail(service, who, PASSWORD, 'signup', who);
  const page = await test.page();
  await test.logIn(page, service, ANNA);

  // Written down, changed, found.
  await page.keyboard.press('g');
  await page.keyboard.press('c');
  await page.getByText('No contacts yet').waitFor();
  await page.getByRole('link', { name: 'New contact' }).click();
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Write down a name or an address').waitFor();
  await page.getByLabel('Name', { exact: true }).fill('Élodie Martin');
  await page.getByLabel('Mail address').fill('elodie at home');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Not an address: elodie at home').waitFor();
  await page.getByLabel('Mail address').fill('elodie@sender.test');
  await page.getByRole('button', { name: 'Add an address' }).click();
  await page.getByLabel('Mail address 2').fill('e.martin@work.test');
  assert.deepEqual(await test.axe(page), []);
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Élodie Martin' }).waitFor();
  await page.getByRole('button', { name: 'Edit' }).click();
  await page.getByLabel('Note').fill('Plays chess');
  await page.getByLabel('Telephone').fill('+41 22 000 00 00');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Plays chess').waitFor();
  await page.reload(); // from what the server keeps
  await page.getByLabel('Address').fill(ANNA);
  await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
  await page.getByRole('button', { name: 'Log in' }).click();
  await page.getByText('Plays chess').waitFor();
  await page.getByLabel('Search contacts').fill('ork.te');
  await page.getByText('Nothing was found').waitFor();
  await page.getByLabel('Search contacts').fill('mart elo');
  await page.getByRole('link', { name: /Élodie Martin/ }).waitFor();
  await page.getByLabel('Search contacts').fill('');

  // Out as vCards, deleted, and in again.
  const download = page.waitForEvent('download');
  await page.getByRole('button', { name: 'Export vCards' }).click();
  const cards = readFileSync(await (await download).path(), 'utf8');
  assert.match(cards, /\r\nEMAIL:e\.martin@work\.test\r\n/);
  await page.getByRole('button', { name: 'Delete' }).click();
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click();
  await page.getByText('No contacts yet').waitFor();
  await page.getByLabel('Import vCards').setInputFiles({ name: 'c.vcf', mimeType: 'text/vcard', buffer: Buffer.from(cards) });
  await page.getByText('1 contact was imported').waitFor();
  await page.getByRole('link', { name: /Élodie Martin/ }).waitFor();

  // Learned from writing; the key compared.
  await page.getByRole('link', { name: 'Write' }).first().click();
  await page.getByLabel('To', { exact: true }).fill(`Bert <${BERT}>`);
  await page.getByText(`${BERT}: end-to-end encrypted`).waitFor();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('button', { name: 'Undo' }).waitFor();
  await page.getByRole('link', { name: 'Contacts' }).click();
  await page.getByRole('link', { name: /Bert/ }).click();
  await page.getByText('Added when you wrote to them').waitFor();
  await page.getByText('Used for encryption, not compared yet').waitFor();
  assert.deepEqual(await test.axe(page), []);
  await test.shot(page, 'contacts');
  await page.getByRole('button', { name: 'Compare' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('region', { name: 'Your key' }).waitFor();
  const theirs = dialog.getByRole('region', { name: `Key of ${BERT}` });
  assert.equal(await theirs.getByRole('listitem').count(), 15);
  const fingerprint = (await theirs.locator('code').textContent()).replaceAll(' ', '');
  assert.deepEqual(await test.axe(page), []);
  await test.shot(page, 'compare');
  await dialog.getByRole('button', { name: 'They are the same' }).click();
  await page.getByText('You compared it: it is theirs').waitFor();
  const listed = await test.nightmail(service, ANNA, PASSWORD, 'keys', 'list');
  assert.match(listed.replaceAll(' ', ''), new RegExp(fingerprint));
  assert.match(listed, /verified/);

  // A server that lies: stopped, rejected, and then the first key serves.
  await lie(page, BERT, CARL);
  await page.getByRole('link', { name: 'Write' }).first().click();
  await page.getByLabel('To', { exact: true }).fill(BERT);
  await page.getByText('shows another key than before').waitFor();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('link', { name: 'Compare keys' }).click();
  await page.getByText('Another key than before: nothing is sent').waitFor();
  assert.deepEqual(await test.axe(page), []);
  await page.setViewportSize({ width: 320, height: 700 });
  assert.deepEqual(await test.axe(page), []);
  await test.shot(page, 'key-changed-phone');
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= 320));
  await page.setViewportSize({ width: 1280, height: 800 });
  await page.getByRole('button', { name: 'Reject' }).click();
  await page.getByText('Rejected by you').waitFor();
  await page.getByRole('link', { name: 'Write' }).first().click();
  await page.getByLabel('To', { exact: true }).fill(BERT);
  await page.getByText(`${BERT}: end-to-end encrypted`).waitFor();

  // Accepted after all: it takes the place of the other.
  await page.goto(`${service.url}/#/contacts/keys/${BERT}`);
  await page.getByRole('button', { name: 'Use this key' }).click();
  await page.getByText('Used for encryption, not compared yet').waitFor();
  await page.getByText('You compared it: it is theirs').waitFor({ state: 'detached' });

  // A key that comes with a mail from outside is seen, and used where nothing better is found.
  const armored = await test.nightmail(service, CARL, PASSWORD, 'keys', 'export', CARL);
  const keydata = armored.split('\n').map((line) => line.trim()).filter((line) => /^[A-Za-z0-9+/]+=*$/.test(line)).join('\r\n ');
  await test.send(service, DORA, ANNA, `From: Dora <${DORA}>\r\nTo: ${ANNA}\r\nSubject: My key\r\nDate: Wed, 25 Nov 2026 10:00:00 +0000\r\n` +
    `Message-ID: <1@sender.test>\r\nAutocrypt: addr=${DORA}; prefer-encrypt=mutual; keydata=\r\n ${keydata}\r\n\r\nHello\r\n`);
  await page.goto(`${service.url}/#/mail/inbox`);
  await page.getByRole('link', { name: /My key/ }).click();
  await page.getByRole('article').getByText('Hello').waitFor();
  await page.goto(`${service.url}/#/contacts/keys/${DORA}`);
  await page.getByText('Came with a mail; nothing proves whose it is').waitFor();
  const accepted = await test.nightmail(service, ANNA, PASSWORD, 'keys', 'list');
  assert.doesNotMatch(accepted.replaceAll(' ', ''), new RegExp(fingerprint));
});
