// SPDX-License-Identifier: Apache-2.0
//
// What is written is kept: a draft is saved by itself, sealed, survives a reload, is the command line's draft too, and
// goes when it is sent. Attachments: too large is said, one is dropped in, one taken out. Addresses complete themselves.
import assert from 'node:assert/strict';
import { BERT, PASSWORD, run } from './harness.mjs';

await run(async (test) => {
  const { service, page } = await test.annaWrites({ stay: true });

  await page.getByRole('link', { name: 'Write' }).first().click();
  await page.getByLabel('To', { exact: true }).fill(BERT);
  await page.getByRole('button', { name: 'Cc and Bcc' }).click();
  await page.getByLabel('Bcc', { exact: true }).fill('Dora <dora@elsewhere.test>');
  await page.getByLabel('Subject').fill('Pläne');
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill('Erste Zeile\nzweite');
  const big = await page.evaluateHandle(() => {
    const data = new DataTransfer();
    data.items.add(new File([new Uint8Array(26 << 20)], 'film.mp4'));
    data.items.add(new File(['dropped\n'], 'dropped.txt', { type: 'text/plain' }));
    return data;
  });
  await page.getByLabel('Attach files').setInputFiles({ name: 'chosen.txt', mimeType: 'text/plain', buffer: Buffer.from('chosen\n') });
  await page.locator('form', { has: page.getByLabel('Subject') }).dispatchEvent('drop', { dataTransfer: big });
  await page.getByText(/“film.mp4” does not fit/).waitFor();
  await page.getByRole('list', { name: 'Attachments' }).getByText('dropped.txt').waitFor();
  await page.getByRole('button', { name: 'Remove chosen.txt' }).click();
  await page.getByText('Saved in Drafts').waitFor();
  await page.waitForFunction(() => location.hash.startsWith('#/write/draft/'));
  await test.shot(page, 'draft');

  await page.reload();
  await page.getByRole('button', { name: 'Remove dropped.txt' }).waitFor();
  assert.equal(await page.getByLabel('Bcc', { exact: true }).inputValue(), 'Dora <dora@elsewhere.test>');
  assert.equal(await page.getByLabel('Subject').inputValue(), 'Pläne');
  assert.deepEqual(await test.axe(page), []);
  await page.getByLabel('Subject').fill('Andere Pläne');
  await page.getByLabel('Bcc', { exact: true }).fill('');

  await page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: /Drafts/ }).click(); // leaving saves
  const row = page.getByRole('link', { name: /Andere Pläne/ });
  await row.waitFor();
  assert.equal(await page.getByRole('link', { name: /Pläne/ }).count(), 1, 'the older draft is gone');
  const listed = (await test.nightmail(service, 'anna', PASSWORD, 'list', '--json', '--mailbox', 'drafts')).trim().split('\n');
  assert.equal(listed.length, 1);
  assert.match(await test.nightmail(service, 'anna', PASSWORD, 'show', JSON.parse(listed[0]).id), /Erste Zeile\s+zweite[^]*dropped\.txt/);

  await row.click();
  await page.getByRole('button', { name: 'Remove dropped.txt' }).waitFor();
  await page.getByText(`${BERT}: end-to-end encrypted`).waitFor();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('Sent.').waitFor();
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: /Drafts/ }).click();
  await page.getByText('Nothing here.').waitFor();

  await page.getByRole('link', { name: 'Write' }).first().click();
  await page.getByLabel('To', { exact: true }).pressSequentially('ber');
  await page.getByRole('option', { name: /bert@nightmail.test/ }).waitFor();
  await page.keyboard.press('Enter');
  assert.match(await page.getByLabel('To', { exact: true }).inputValue(), /bert@nightmail\.test/);
});
