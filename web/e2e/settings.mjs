// SPDX-License-Identifier: Apache-2.0
//
// Settings: the own key leaves only locked, and GnuPG takes it; a folder comes out as mbox and goes in again.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PASSWORD, run } from './harness.mjs';

const ADDRESS = 'anna@nightmail.test';
const PASSPHRASE = 'another passphrase of mine';
const mail = (subject, text) => `From: Bob <bob@sender.test>\r\nTo: ${ADDRESS}\r\nSubject: ${subject}\r\nDate: Wed, 25 Nov 2026 10:00:00 +0100\r\nMessage-ID: <${subject}@x>\r\n\r\n${text}\r\n`;

await run(async (test) => {
  const service = await test.service();
  await test.nightmail(service, 'home', PASSWORD, 'signup', ADDRESS);
  await test.send(service, 'bob@sender.test', ADDRESS, mail('First', 'From here on,\r\nwords.'));
  await test.send(service, 'bob@sender.test', ADDRESS, mail('Second', 'More words.'));
  const page = await test.page();
  await test.logIn(page, service, ADDRESS);
  const section = (name) => page.evaluate((to) => (location.hash = `#/settings/${to}`), name);
  const saved = async (button) => {
    const [download] = await Promise.all([page.waitForEvent('download'), button.click()]);
    return { name: download.suggestedFilename(), bytes: readFileSync(await download.path()) };
  };

  await section('keys');
  const print = (await page.getByText(/^([0-9A-F]{4} ){9}[0-9A-F]{4}$/).innerText()).replaceAll(' ', '');
  assert.deepEqual(await test.axe(page), []);
  await test.shot(page, 'settings-keys');
  assert.match(String((await saved(page.getByRole('button', { name: 'Save public key' }))).bytes), /BEGIN PGP PUBLIC KEY/);
  await page.getByRole('button', { name: 'Save secret key' }).click();
  await page.getByLabel('Passphrase of the file', { exact: true }).fill(PASSPHRASE);
  assert.deepEqual(await test.axe(page), []);
  const secret = await saved(page.getByRole('dialog').getByRole('button', { name: 'Save', exact: true }));
  const home = join(test.folder, 'gnupg');
  mkdirSync(home, { mode: 0o700 });
  const gpg = (passphrase, input, ...words) => execFileSync('gpg', ['--homedir', home, '--batch', '--pinentry-mode', 'loopback', '--passphrase', passphrase, ...words], { input, stdio: ['pipe', 'pipe', 'pipe'] });
  gpg(PASSPHRASE, secret.bytes, '--import');
  assert.match(String(gpg(PASSPHRASE, '', '--list-secret-keys', '--with-colons')), new RegExp(`fpr:+${print}:`));
  execFileSync('gpgconf', ['--homedir', home, '--kill', 'gpg-agent']); // it would remember
  assert.throws(() => gpg('wrong', 'x', '--clearsign'));
  gpg(PASSPHRASE, 'x', '--clearsign');
  execFileSync('gpgconf', ['--homedir', home, '--kill', 'gpg-agent']);

  await section('transfer');
  await page.getByRole('button', { name: 'Export folder' }).waitFor();
  await page.getByLabel('Folder', { exact: true }).getByRole('option', { name: 'Inbox' }).waitFor({ state: 'attached' });
  assert.deepEqual(await test.axe(page), []);
  await test.shot(page, 'settings-transfer');
  const box = await saved(page.getByRole('button', { name: 'Export folder' }));
  await page.getByText('2 messages were exported.').waitFor();
  assert.equal(box.name, 'Inbox.mbox');
  assert.match(String(box.bytes), /^From MAILER-DAEMON .*\nFrom: Bob[^]*\n>From here on,\nwords\.\n\nFrom MAILER-DAEMON [^]*More words\.\n\n$/);
  const eml = mail('Third', 'Words of a file.');
  writeFileSync(join(test.folder, 'Third.eml'), eml);
  writeFileSync(join(test.folder, 'Inbox.mbox'), box.bytes);
  writeFileSync(join(test.folder, 'picture.eml'), Buffer.alloc(300, 255));
  await page.getByLabel('Files').setInputFiles(['Third.eml', 'Inbox.mbox', 'picture.eml'].map((name) => join(test.folder, name)));
  await page.getByText('3 messages were imported.').waitFor();
  await page.getByText('1 could not be read and was left out.').waitFor();
  await page.evaluate(() => (location.hash = '#/mail/archive'));
  await page.getByRole('link', { name: /Third/ }).click();
  await page.getByRole('article').getByText('Words of a file.').waitFor();

  const listed = await test.nightmail(service, 'home', PASSWORD, 'list', '--mailbox', 'Archive', '--json');
  const third = listed.trim().split('\n').map((line) => JSON.parse(line)).find(({ subject }) => subject === 'Third');
  assert.equal(await test.nightmail(service, 'home', PASSWORD, 'show', third.id, '--original'), eml, 'the very bytes of the file');

  const phone = await test.page({ width: 320, height: 640, language: 'fa', dark: true });
  await phone.goto(service.url);
  await phone.locator('input[name=username]').fill(ADDRESS);
  await phone.locator('input[name=password]').fill(PASSWORD);
  await phone.keyboard.press('Enter');
  await phone.getByRole('link', { name: /First/ }).waitFor();
  for (const name of ['keys', 'transfer']) {
    await phone.evaluate((to) => (location.hash = `#/settings/${to}`), name);
    await phone.locator('main li, main select').first().waitFor();
    await test.shot(phone, `settings-${name}-320`);
    assert.deepEqual(await test.axe(phone), []);
    assert.equal(await phone.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth), 0);
  }
});
