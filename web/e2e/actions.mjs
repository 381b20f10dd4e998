// SPDX-License-Identifier: Apache-2.0
//
// What a person does to mail: ticking, archive, spam, trash and its end, stars, folders and labels of one's own, by mouse and by
// keyboard, each with a way back. Their names never leave the browser readable.
import assert from 'node:assert/strict';
import { PASSWORD, run } from './harness.mjs';

const ADDRESS = 'anna@nightmail.test';
const SUBJECTS = ['Apples', 'Bread', 'Cherries', 'Dates', 'Eggs', 'Flour'];

await run(async (test) => {
  const service = await test.service();
  await test.nightmail(service, 'home', PASSWORD, 'signup', ADDRESS);
  for (const subject of SUBJECTS) {
    await test.send(service, 'x@sender.test', ADDRESS, `From: Shop <x@sender.test>\r\nTo: ${ADDRESS}\r\nSubject: ${subject}\r\n\r\nWe have ${subject}.\r\n`);
  }
  const page = await test.page();
  const sent = [];
  page.on('request', (request) => sent.push(request.postData() ?? ''));
  await test.logIn(page, service, ADDRESS);

  const list = page.getByRole('region', { name: 'Messages' });
  const row = (subject) => list.getByRole('link', { name: new RegExp(subject) });
  const folders = page.getByRole('navigation', { name: 'Folders' });
  const folder = (name) => folders.getByRole('link', { name, exact: false });
  const tick = (subject) => page.getByRole('checkbox', { name: `Select ${subject}` }).click();
  const toolbar = page.getByRole('toolbar');
  const undo = page.getByRole('button', { name: 'Undo' });
  const gone = (subject) => row(subject).waitFor({ state: 'detached' });
  const inside = async (name, ...subjects) => {
    await folder(name).click();
    await page.getByRole('heading', { name, exact: true, level: 1 }).waitFor();
    for (const subject of subjects) await row(subject).waitFor();
  };

  // Ticked ones to the archive, and back.
  await row('Flour').waitFor();
  await tick('Apples');
  await tick('Bread');
  await page.getByText('2 selected').waitFor();
  await test.shot(page, 'actions-selected');
  assert.deepEqual(await test.axe(page), []);
  await toolbar.getByRole('button', { name: 'Archive' }).click();
  await page.getByText('2 messages archived.').waitFor();
  await test.shot(page, 'actions-undo');
  await Promise.all([gone('Apples'), gone('Bread')]);
  await undo.click();
  await row('Apples').waitFor();
  await row('Bread').waitFor();

  // By keyboard: read the newest, star it, archive it; the next one is shown.
  await page.keyboard.press('j');
  await page.getByRole('article').getByText('We have Flour').waitFor();
  await page.keyboard.press('s');
  await list.getByRole('button', { name: 'Star', pressed: true }).waitFor();
  await page.keyboard.press('e');
  await page.getByRole('article').getByText('We have Eggs').waitFor();
  await gone('Flour');
  await inside('Starred', 'Flour');
  await inside('Archive', 'Flour');

  // The keys are shown on request.
  await page.keyboard.press('?');
  await page.getByRole('dialog', { name: 'Keyboard shortcuts' }).waitFor();
  await test.shot(page, 'actions-keys');
  assert.deepEqual(await test.axe(page), []);
  await page.keyboard.press('Escape');

  // Spam, and not spam.
  await inside('Inbox', 'Eggs');
  await tick('Eggs');
  await page.keyboard.press('!');
  await gone('Eggs');
  await inside('Spam', 'Eggs');
  await row('Eggs').click();
  await toolbar.getByRole('button', { name: 'Not spam' }).click();
  await gone('Eggs');
  await inside('Inbox', 'Eggs');

  // Trash by keyboard, taken back by keyboard, then for ever.
  await tick('Dates');
  await page.keyboard.press('#');
  await gone('Dates');
  await page.keyboard.press('z');
  await row('Dates').waitFor();
  await tick('Dates');
  await tick('Cherries');
  await toolbar.getByRole('button', { name: 'Move to trash' }).click();
  await gone('Dates');
  await inside('Trash', 'Dates', 'Cherries');
  await page.getByRole('button', { name: 'Empty this folder' }).click();
  await page.getByText('2 messages will be gone for ever.').waitFor();
  await page.getByRole('button', { name: 'Delete for ever' }).click();
  await page.getByText('Nothing here.').waitFor();

  // A folder of one's own: made, filled, renamed, deleted with a way back.
  await page.getByRole('button', { name: 'New folder' }).click();
  await page.getByLabel('Name').fill('Kitchen secrets');
  await page.getByRole('button', { name: 'Save' }).click();
  await folder('Kitchen secrets').waitFor();
  await inside('Inbox', 'Bread');
  await tick('Bread');
  await page.keyboard.press('v');
  await page.getByRole('dialog').getByLabel('Find or make a folder').fill('kitch');
  await page.keyboard.press('Enter');
  await page.getByText('Moved to Kitchen secrets.').waitFor();
  await gone('Bread');
  await inside('Kitchen secrets', 'Bread');
  await page.getByRole('button', { name: 'Change Kitchen secrets' }).click();
  assert.deepEqual(await test.axe(page), []);
  await page.getByLabel('Name').fill('Pantry');
  await page.getByRole('button', { name: 'Save' }).click();
  await page.getByRole('heading', { name: 'Pantry', level: 1 }).waitFor();
  await page.getByRole('button', { name: 'Change Pantry' }).click();
  await page.getByRole('button', { name: 'Delete folder' }).click();
  await folder('Pantry').waitFor({ state: 'detached' });
  await inside('Archive', 'Bread');
  await undo.click();
  await folder('Pantry').waitFor();
  await gone('Bread');
  await inside('Pantry', 'Bread');

  // Labels: put on by key and by dragging; they stay when the message is moved.
  await inside('Inbox', 'Apples');
  await tick('Apples');
  await page.keyboard.press('l');
  await page.getByLabel('Find or make a label').fill('Grandma’s pie');
  await page.keyboard.press('Enter');
  await page.getByRole('dialog').getByRole('button', { name: 'Grandma’s pie', pressed: true }).waitFor();
  assert.deepEqual(await test.axe(page), []);
  await page.keyboard.press('Escape');
  await row('Apples').getByText('Grandma’s pie').waitFor();
  await page.keyboard.press('*');
  await page.keyboard.press('n');
  await row('Eggs').dragTo(folder('Grandma’s pie'));
  await row('Eggs').getByText('Grandma’s pie').waitFor();
  await row('Eggs').dragTo(folder('Archive'));
  await gone('Eggs');
  await inside('Grandma’s pie', 'Eggs', 'Apples');
  await row('Eggs').click();
  await test.shot(page, 'actions-labels');
  assert.deepEqual(await test.axe(page), []);
  await page.getByRole('button', { name: 'Remove label Grandma’s pie' }).click();
  await gone('Eggs');
  await tick('Apples');
  await page.keyboard.press('#');
  await gone('Apples'); // what is in the trash is in no label's list
  await page.getByRole('button', { name: 'Change Grandma’s pie' }).click();
  await page.getByRole('radio', { name: 'Colour 3' }).check();
  await test.shot(page, 'actions-label-edit');
  assert.deepEqual(await test.axe(page), []);
  await page.getByRole('button', { name: 'Delete label' }).click();
  await folder('Grandma’s pie').waitFor({ state: 'detached' });
  await inside('Trash', 'Apples');
  await undo.click();
  await row('Apples').getByText('Grandma’s pie').waitFor();
  await row('Apples').dragTo(folder('Inbox'));
  await inside('Inbox', 'Apples');
  const secret = ['Kitchen secrets', 'Pantry', 'Grandma’s pie'].flatMap((name) => [name, Buffer.from(name).toString('base64url').slice(0, 8)]);
  assert.ok(sent.some((body) => body.includes('sealedName')));
  for (const name of secret) assert.ok(!sent.some((body) => body.includes(name)), `names leave the browser sealed: ${name}`);

  // Another device sees the same.
  const other = await test.page({ width: 390, height: 844, dark: true });
  await test.logIn(other, service, ADDRESS);
  await other.getByRole('link', { name: /Apples/ }).waitFor();
  assert.equal(await other.getByRole('link', { name: /Bread|Cherries|Dates/ }).count(), 0);
  await other.getByRole('checkbox', { name: 'Select Apples' }).click();
  await other.getByRole('toolbar').waitFor();
  await test.shot(other, 'actions-390');
  assert.deepEqual(await test.axe(other), []);
  await other.getByRole('button', { name: 'Folders' }).click();
  await other.getByRole('link', { name: 'Pantry' }).waitFor();
  await test.shot(other, 'actions-folders-390');
});
