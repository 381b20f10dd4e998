// SPDX-License-Identifier: Apache-2.0
//
// node web/screenshots.mjs: makes the pictures in docs/images from a real Chromium and a real service.
import { join, resolve } from 'node:path';
import { PASSWORD, run } from './e2e/harness.mjs';
import { sendAll } from './e2e/lib/smtp.mjs';

const ADDRESS = 'anna@nightmail.test';
const folder = resolve(import.meta.dirname, '../docs/images');
const LETTER = '<h2 style="color:#20408a">The autumn timetable</h2><p>Dear Anna,</p><p>from <b>6 December</b> the night train to Vienna leaves at <b>21:40</b>, half an hour later than now. ' +
  'Your seats in coach 12 stay the same.</p><table style="border-collapse:collapse"><tr style="background:#e8edf8"><th style="padding:6px 14px">Station</th><th style="padding:6px 14px">Departs</th></tr>' +
  '<tr><td style="padding:6px 14px">Zürich HB</td><td style="padding:6px 14px">21:40</td></tr><tr><td style="padding:6px 14px">Innsbruck</td><td style="padding:6px 14px">01:12</td></tr></table>' +
  '<p>Have a good journey.</p><img src="https://trains.example/open.gif" width="1" height="1">';
const MAILS = [
  ['Ruth Keller', 'ruth@keller.example', 'Minutes of Tuesday', 'Attached are the minutes. Please correct what I misheard before Friday.'],
  ['City Library', 'desk@library.example', 'Your loan ends in three days', 'Two books are due on 28 November. You may renew them once more.'],
  ['Jonas Brandt', 'jonas@brandt.example', 'Photos from the lake', 'I sorted them at last. The one with the heron came out best.'],
  ['Editors', 'desk@gazette.example', 'Sources for the harbour story', 'Can we meet in person? I would rather not put the names into a mail that others can read.'],
  ['Mum', 'helga@family.example', 'Sunday lunch', 'Will you bring the little ones? There will be dumplings.'],
  ['Tomás Ribeiro', 'tomas@coop.example', 'Re: Offer for the roof', 'The second firm is cheaper, but can only begin in March.'],
  ['Choir', 'news@choir.example', 'Rehearsal moved to Thursday', 'The hall is taken on Wednesday. Same time, same place.'],
  ['Night Trains', 'service@trains.example', 'The autumn timetable', LETTER],
];
const mail = ([name, address, subject, text], index) => `From: ${/^[\x20-\x7e]*$/.test(name) ? name : `=?utf-8?B?${Buffer.from(name).toString('base64')}?=`} <${address}>\r\nTo: Anna <${ADDRESS}>\r\nSubject: ${subject}\r\n` +
  `Date: Wed, 25 Nov 2026 1${index}:00:00 +0000\r\nMessage-ID: <${index}@${address.split('@')[1]}>\r\nMIME-Version: 1.0\r\nContent-Type: text/${text.startsWith('<') ? 'html' : 'plain'}; charset=utf-8\r\n\r\n${text}\r\n`;

await run(async (test) => {
  const service = await test.service();
  await test.nightmail(service, 'home', PASSWORD, 'signup', ADDRESS);
  await sendAll(service.smtp, 'post@sender.example', ADDRESS, MAILS.map(mail));
  for (const [name, look] of [['web-light', { width: 1200, height: 720 }], ['web-dark', { width: 1200, height: 720, dark: true }], ['web-phone', { width: 390, height: 780 }]]) {
    const page = await test.page(look);
    await test.logIn(page, service, ADDRESS);
    await page.getByRole('link', { name: /The autumn timetable/ }).waitFor();
    if (name !== 'web-phone') {
      await page.getByRole('link', { name: /The autumn timetable/ }).click();
      await page.frameLocator('article iframe').getByText('Have a good journey.').waitFor();
      await page.getByText('tracker').first().waitFor();
    }
    await page.screenshot({ path: join(folder, `${name}.png`) });
    await page.context().close();
  }
});
