// SPDX-License-Identifier: Apache-2.0
//
// Formatted letters: the toolbar, a pasted page that is cleaned, a picture that is dropped in, undo under the page's
// policy, the plain form beside the formatted one, the switch to plain text that is remembered; name and signature.
import assert from 'node:assert/strict';
import { BERT, PASSWORD, run } from './harness.mjs';

const PICTURE = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==';

/** What a browser gives with a paste or a drop. */
const transfer = (page, html, picture) => page.evaluateHandle(([html, picture]) => {
  const data = new DataTransfer();
  if (html) data.setData('text/html', html);
  if (picture) data.items.add(new File([Uint8Array.from(atob(picture), (c) => c.charCodeAt(0))], 'dot.png', { type: 'image/png' }));
  return data;
}, [html, picture]);

await run(async (test) => {
  const { service, page } = await test.annaWrites();

  await page.goto(`${service.url}/#/settings/identities`);
  await page.getByLabel('Your name').fill('Anna Berg');
  await page.getByRole('textbox', { name: 'Signature' }).fill('Anna, Köln');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByText('Saved.', { exact: true }).waitFor();
  assert.deepEqual(await test.axe(page), []);
  await test.shot(page, 'identities');

  await page.goto(`${service.url}/#/write`);
  await page.getByLabel('To', { exact: true }).fill(BERT);
  await page.getByLabel('Subject').fill('Formatted');
  const text = page.getByRole('textbox', { name: 'Text', exact: true });
  await text.getByText('Anna, Köln').waitFor();
  await text.click();
  await page.keyboard.press('Control+Home');
  await page.getByRole('button', { name: 'Bold' }).click();
  await page.keyboard.type('strong');
  await page.getByRole('button', { name: 'Bold' }).click();
  await page.keyboard.type(' and plain');
  await page.keyboard.press('Enter');
  const page1 = await transfer(page, '<h1 style="color:red" onclick="alert(1)">Head</h1><script>alert(2)</script><img src="https://tracker.test/x.png"><a href="javascript:alert(3)">bad</a> <a href="https://nightmail.test/">good</a><ul><li>one</li><li>two</li></ul>');
  await text.evaluate((field, clipboardData) => field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true })), page1);
  await text.getByRole('heading', { name: 'Head' }).waitFor();
  assert.equal(await text.locator('script, [onclick], [style], img, a[href^="javascript"]').count(), 0);
  test.expectProblems(/inline (style|event handler) violates/); // reported, and refused, while the pasted page is taken apart
  await page.keyboard.press('Control+z');
  await text.getByRole('heading', { name: 'Head' }).waitFor({ state: 'detached' });
  await page.keyboard.press('Control+y');
  await text.getByRole('heading', { name: 'Head' }).waitFor();
  await text.dispatchEvent('drop', { dataTransfer: await transfer(page, '', PICTURE) });
  await text.locator('img[src^="blob:"]').waitFor();
  assert.deepEqual(await test.axe(page), []);
  await test.shot(page, 'rich');
  await page.setViewportSize({ width: 320, height: 640 });
  assert.ok(await page.evaluate(() => document.documentElement.scrollWidth <= innerWidth), 'nothing is wider than a small phone');
  await test.shot(page, 'rich-320');
  await page.setViewportSize({ width: 1280, height: 800 });

  await page.getByText('Saved in Drafts').waitFor();
  await page.waitForFunction(() => location.hash.startsWith('#/write/draft/'));
  await page.getByText(`${BERT}: end-to-end encrypted`).waitFor();
  await page.getByRole('button', { name: 'Send', exact: true }).click();
  await page.getByText('Sent.').waitFor();
  let listed;
  await test.until(async () => (listed = await test.nightmail(service, 'bert', PASSWORD, 'list', '--json')).trim() !== '', 'the mail arrives', 40);
  const shown = await test.nightmail(service, 'bert', PASSWORD, 'show', JSON.parse(listed.trim()).id);
  assert.match(shown, /Anna Berg[^]*strong and plain/);
  const copy = (await test.nightmail(service, 'anna', PASSWORD, 'list', '--json', '--mailbox', 'sent')).trim();
  const raw = await test.nightmail(service, 'anna', PASSWORD, 'show', '--raw', JSON.parse(copy).id);
  const part = (type) => raw.split(`Content-Type: ${type}`)[1] ?? '';
  assert.match(raw, /From: Anna Berg <anna@/);
  assert.match(part('text/plain'), /strong and plain[^]*Head[^]*good <https:\/\/nightmail.test\/>[^]*- one\r?\n- two[^]*--=20\r?\nAnna, K=C3=B6ln/);
  assert.match(part('text/html'), /<b>strong<\/b>/);
  assert.doesNotMatch(raw, /tracker|alert|onclick|style=/);
  assert.match(raw, /multipart\/alternative[^]*multipart\/related[^]*Content-ID: <[0-9a-f]+@inline>/);

  await page.getByRole('link', { name: 'Write' }).first().click();
  await page.getByRole('button', { name: 'Plain text' }).click();
  assert.match(await page.getByRole('textbox', { name: 'Text', exact: true }).inputValue(), /\n-- \nAnna, Köln/);
  await page.getByRole('button', { name: 'Discard' }).click();
  await page.getByRole('link', { name: 'Write' }).first().click();
  await page.locator('textarea').waitFor();
});
