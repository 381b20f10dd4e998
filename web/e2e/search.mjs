// SPDX-License-Identifier: Apache-2.0
//
// Search on the device: over summaries, opened texts, and all texts on request; operators; live; what is kept of it on
// this device is sealed; neither the server nor the browser's history learns what was searched for.
import assert from 'node:assert/strict';
import { PASSWORD, run } from './harness.mjs';

const ADDRESS = 'anna@nightmail.test';

const mail = (from, subject, body, file) => `From: ${from}\r\nTo: Anna <${ADDRESS}>\r\nSubject: ${subject}\r\n` +
  `Date: Wed, 25 Nov 2026 10:00:00 +0100\r\nMessage-ID: <${Math.random()}@sender.test>\r\nMIME-Version: 1.0\r\n` + (file
    ? `Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\n${body}\r\n--b\r\nContent-Type: text/plain\r\n` +
      `Content-Disposition: attachment; filename="${file}"\r\n\r\nx\r\n--b--\r\n`
    : `Content-Type: text/plain; charset=utf-8\r\n\r\n${body}\r\n`);

await run(async (test) => {
  const service = await test.service();
  await test.nightmail(service, 'home', PASSWORD, 'signup', ADDRESS);
  const long = 'word '.repeat(120); // what follows is beyond the preview
  const send = (...what) => test.send(service, 'x@sender.test', ADDRESS, mail(...what));
  await send('Elodie <elodie@sender.test>', 'Lunch on Friday', `${long} quetzalcoatl`);
  await send('Bert <bert@sender.test>', 'Minutes', `About lunch. ${long} quetzalcoatl`, 'minutes-of-may.txt');
  await send('Carla <carla@sender.test>', 'Something else', 'Nothing to see');

  const page = await test.page();
  const sent = [];
  page.on('request', (request) => sent.push(request.url(), request.postData() ?? ''));
  await test.logIn(page, service, ADDRESS, { stay: true });
  await page.getByRole('link', { name: /Something else/ }).waitFor();

  const field = page.getByRole('searchbox', { name: 'Search mail' });
  const rows = page.getByRole('region', { name: 'Messages' }).getByRole('listitem');
  async function finds(typed, ...subjects) {
    await page.keyboard.press('/');
    await field.fill(typed);
    await field.press('Enter');
    const many = subjects.length === 1 ? '1 message found' : `${subjects.length} messages found`;
    await page.getByText(many, { exact: true }).waitFor();
    for (const subject of subjects) await page.getByRole('link', { name: new RegExp(subject) }).waitFor();
    assert.equal(await rows.count(), subjects.length);
    await page.keyboard.press('Escape');
    await field.blur();
  }
  await finds('LÚNCH', 'Lunch on Friday', 'Minutes');
  assert.deepEqual(await test.axe(page), []);
  await test.shot(page, 'search');
  await finds('from:elodie', 'Lunch on Friday');
  await finds('has:attachment', 'Minutes');
  await finds('minutes-of-may', 'Minutes');
  await finds('lunch -subject:lunch', 'Minutes');
  await finds('after:2026 before:2020');

  // Only what was opened, then all.
  await finds('quetzalcoatl');
  await finds('subject:friday', 'Lunch on Friday');
  await page.getByRole('link', { name: /Lunch on Friday/ }).click();
  await page.getByRole('article').getByText('quetzalcoatl').waitFor();
  await test.until(async () => {
    await page.keyboard.press('/');
    await field.fill('quetzal');
    await field.press('Enter');
    return page.getByText('1 message found').waitFor({ timeout: 2000 }).then(() => true, () => false);
  }, 'the opened text is found', 40);
  await page.getByRole('button', { name: 'Search the texts of 2 more messages' }).click();
  await page.getByText('2 messages found').waitFor();
  await test.send(service, 'x@sender.test', ADDRESS, mail('Dora <d@sender.test>', 'Late quetzals', 'x'));
  await page.getByText('3 messages found').waitFor(); // by push

  // On a phone, from right to left: a screen of its own.
  await page.setViewportSize({ width: 320, height: 640 });
  await page.goto(`${service.url}/#/mail/inbox`);
  await page.getByRole('link', { name: 'Search' }).click();
  await field.fill('quetzal');
  await field.press('Enter');
  await page.getByText('3 messages found').waitFor();
  assert.deepEqual(await test.axe(page), []);
  await test.shot(page, 'search-phone');
  await page.setViewportSize({ width: 1280, height: 800 });

  // The next visit finds it from what was kept; no text is fetched again.
  const kept = () => page.evaluate(() => new Promise((resolve) => {
    const found = [];
    indexedDB.databases().then(([{ name }]) => {
      indexedDB.open(name).onsuccess = ({ target }) => {
        const cursor = target.result.transaction('records').objectStore('records').openCursor();
        cursor.onsuccess = () => {
          if (!cursor.result) return resolve(found);
          found.push([cursor.result.key, new TextDecoder('latin1').decode(cursor.result.value)]);
          cursor.result.continue();
        };
      };
    });
  }));
  await test.until(async () => (await kept()).some(([name]) => name === 'search'), 'the index is kept', 40);
  assert.ok(!(await kept()).some(([, bytes]) => /quetzal|lunch|elodie/i.test(bytes)), 'it is sealed');
  sent.length = 0;
  await page.goto(`${service.url}/#/mail/inbox`);
  await page.reload();
  await page.getByRole('link', { name: /Late quetzals/ }).waitFor();
  await finds('quetzal', 'Lunch on Friday', 'Minutes', 'Late quetzals');
  await page.context().setOffline(true);
  await finds('from:elodie', 'Lunch on Friday');
  await finds('minutes-of-may', 'Minutes');
  await page.context().setOffline(false);
  assert.ok(!sent.some((text) => text.includes('/jmap/download/')), 'what was read is not read again');
  assert.ok(!sent.some((text) => /quetzal|lunch/i.test(text)), 'the server learned what was searched for');
  assert.ok(!/quetzal/.test(page.url()), 'the address tells what was searched for');
});
