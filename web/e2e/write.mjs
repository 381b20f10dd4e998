// SPDX-License-Identifier: Apache-2.0
//
// Two users of one service write to each other, encrypted: one in the browser, one on the command line, with a reply;
// undo takes a letter back before it leaves.
import assert from 'node:assert/strict';
import { BERT, PASSWORD, run } from './harness.mjs';

await run(async (test) => {
  const { service, page } = await test.annaWrites();

  await page.getByRole('link', { name: 'Write' }).first().click();
  await page.getByLabel('To', { exact: true }).fill('nobody');
  await page.getByLabel('Subject').fill('Grüße, 夜行列車');
  await page.getByRole('textbox', { name: 'Text', exact: true }).fill('Zum See am Freitag?\n.\nAnna');
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('Not an address: nobody').waitFor();
  await page.getByLabel('To', { exact: true }).fill(`Bert <${BERT}>, someone@elsewhere.test`);
  await page.getByText('bert@nightmail.test: end-to-end encrypted').waitFor();
  await page.getByText('someone@elsewhere.test: no key is known').waitFor();
  assert.deepEqual(await test.axe(page), []);
  await test.shot(page, 'write');
  await page.getByLabel('To', { exact: true }).fill(`Bert <${BERT}>`);
  await page.getByLabel('Attach files').setInputFiles({ name: 'Plan.txt', mimeType: 'text/plain', buffer: Buffer.from('swim\n') });
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByRole('button', { name: 'Undo' }).click();
  await page.getByRole('textbox', { name: 'Text', exact: true }).getByText('Zum See am Freitag?').waitFor();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('Sent.').waitFor();
  await page.getByRole('navigation', { name: 'Folders' }).getByRole('link', { name: /Sent/ }).click();
  await page.getByRole('link', { name: /To: Bert.*Grüße, 夜行列車/s }).waitFor();

  let listed;
  await test.until(async () => (listed = await test.nightmail(service, 'bert', PASSWORD, 'list', '--json')).trim() !== '', 'the mail arrives', 40);
  assert.equal(listed.trim().split('\n').length, 1, 'the one taken back never left');
  const { id } = JSON.parse(listed.trim());
  const shown = await test.nightmail(service, 'bert', PASSWORD, 'show', id);
  assert.match(shown, /Grüße, 夜行列車/);
  assert.match(shown, /Zum See am Freitag\?/);
  assert.match(shown, /Plan\.txt/);
});
