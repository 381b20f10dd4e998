// SPDX-License-Identifier: Apache-2.0
//
// Second factors: an authenticator app (its codes are computed here), a passkey in Chromium's virtual authenticator,
// recovery codes; set up in the settings, asked for at login, removed.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { PASSWORD, run } from './harness.mjs';

const ADDRESS = 'anna@nightmail.test';

/** RFC 6238 with the key as the page shows it, `steps` of thirty seconds from now. */
function totp(secret, steps = 0) {
  const bits = [...secret.replace(/\s/g, '')].map((letter) => 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567'.indexOf(letter).toString(2).padStart(5, '0')).join('');
  const key = Buffer.from(bits.match(/.{8}/g).map((octet) => parseInt(octet, 2)));
  const counter = Buffer.alloc(8);
  counter.writeBigUInt64BE(BigInt(Math.floor(Date.now() / 30_000) + steps));
  const mac = createHmac('sha1', key).update(counter).digest();
  return String((mac.readUInt32BE(mac[19] & 15) & 0x7fffffff) % 1_000_000).padStart(6, '0');
}

await run(async (test) => {
  const service = await test.service();
  await test.nightmail(service, 'home', PASSWORD, 'signup', ADDRESS);
  const page = await test.page();
  const authenticator = await page.context().newCDPSession(page);
  await authenticator.send('WebAuthn.enable');
  await authenticator.send('WebAuthn.addVirtualAuthenticator', {
    options: { protocol: 'ctap2', transport: 'usb', hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
  });
  const dialog = page.getByRole('dialog');
  const password = dialog.getByLabel('Current password', { exact: true });

  async function toSecondStep() {
    await page.getByLabel('Address').fill(ADDRESS);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('heading', { name: 'One more step' }).waitFor();
  }
  const inside = () => page.getByRole('heading', { name: 'Inbox' }).waitFor();
  async function section() {
    await page.getByRole('link', { name: 'Settings' }).click();
    await page.getByRole('link', { name: 'Second factors' }).click();
  }

  // An authenticator app. A wrong password, then a wrong code, then both right.
  await test.logIn(page, service, ADDRESS);
  await section();
  await page.getByText('You have none yet.').waitFor();
  await page.getByRole('button', { name: 'Add authenticator app' }).click();
  await dialog.getByRole('img', { name: 'QR code' }).waitFor();
  const secret = await dialog.locator('code').textContent();
  assert.match(secret, /^([A-Z2-7]{4} ?)+$/);
  await test.shot(page, 'factors-totp');
  assert.deepEqual(await test.axe(page), []);
  await dialog.getByLabel('Name').fill('Old phone');
  await password.fill(PASSWORD);
  await dialog.getByLabel('Six digits').fill(totp(secret, 99));
  await dialog.getByRole('button', { name: 'Add' }).click();
  await dialog.getByText('This code or key does not fit').waitFor();
  await password.fill('not this one');
  await dialog.getByLabel('Six digits').fill(totp(secret));
  await dialog.getByRole('button', { name: 'Add' }).click();
  await dialog.getByText('This is not your current password').waitFor();
  await password.fill(PASSWORD);
  await dialog.getByLabel('Six digits').fill(totp(secret));
  await dialog.getByRole('button', { name: 'Add' }).click();
  await page.getByRole('heading', { name: 'Your recovery codes' }).waitFor();
  const codes = await dialog.locator('code').allTextContents();
  assert.equal(new Set(codes).size, 10);
  await test.shot(page, 'factors-codes');
  assert.deepEqual(await test.axe(page), []);
  await dialog.getByRole('button', { name: 'I have kept them' }).click();
  await page.getByText('Old phone').waitFor();
  await page.getByText('10 recovery codes are left').waitFor();

  // A passkey beside it: no new codes.
  await page.getByRole('button', { name: 'Add passkey' }).click();
  await dialog.getByLabel('Name').fill('Yellow key');
  await password.fill(PASSWORD);
  await dialog.getByRole('button', { name: 'Add' }).click();
  await page.getByText('Yellow key').waitFor();
  await test.shot(page, 'factors');
  assert.deepEqual(await test.axe(page), []);

  // Login by passkey, by the app's next code, by a recovery code.
  await page.getByRole('link', { name: 'Back' }).click();
  await page.reload();
  await toSecondStep();
  assert.deepEqual(await test.axe(page), []);
  await test.shot(page, 'second-step');
  await page.getByRole('button', { name: 'Use passkey' }).click();
  await inside();
  await page.reload();
  await toSecondStep();
  await page.getByRole('button', { name: 'Use the authenticator app' }).click();
  await page.getByLabel('Code from the authenticator app').fill(totp(secret, 99));
  await page.getByRole('button', { name: 'Continue' }).click();
  await page.getByText('This code or key does not fit').waitFor();
  const code = totp(secret, 1); // that of now may be used up
  await page.getByLabel('Code from the authenticator app').fill(`${code.slice(0, 3)} ${code.slice(3)}`.replace(/\d/g, (digit) => '۰۱۲۳۴۵۶۷۸۹'[digit]));
  await page.getByRole('button', { name: 'Continue' }).click();
  await inside();
  await page.reload();
  await toSecondStep();
  await page.getByRole('button', { name: 'Use a recovery code' }).click();
  await page.getByLabel('Recovery code').fill(codes[3].toUpperCase());
  await page.getByRole('button', { name: 'Continue' }).click();
  await inside();

  // Removed one after the other: then the password is enough again.
  await section();
  await page.getByText('9 recovery codes are left').waitFor();
  for (const name of ['Old phone', 'Yellow key']) {
    await page.getByRole('button', { name: `Remove ${name}` }).click();
    await password.fill(PASSWORD);
    await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
    await page.getByRole('button', { name: `Remove ${name}` }).waitFor({ state: 'detached' });
  }
  await page.getByText('You have none yet.').waitFor();
  await page.getByRole('link', { name: 'Back' }).click();
  await page.reload();
  await test.logIn(page, service, ADDRESS);
});
