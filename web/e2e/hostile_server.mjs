// SPDX-License-Identifier: Apache-2.0
//
// A server that lies: HTML for JSON, wrong types, wrong keys, broken ciphertext, huge lists, addresses of other hosts.
// Each time the page says something clear in its own words, makes no error of its own, and sends nothing elsewhere.
import assert from 'node:assert/strict';
import { PASSWORD, run } from './harness.mjs';

const ADDRESS = 'anna@nightmail.test';
const MAIL = `From: bob@sender.test\r\nTo: ${ADDRESS}\r\nSubject: Hello\r\nMessage-ID: <1@x>\r\n\r\nWords of Bob.\r\n`;
const HTML = '<!doctype html><title>Sign in</title><script>top.harmed=1</script><h1>EVIL WORDS</h1>';
const NO_SENSE = 'The server’s answer makes no sense';
const DAMAGED = 'does not open';

const html = (route) => route.fulfill({ contentType: 'text/html', body: HTML });
const json = (value) => (route) => route.fulfill({ contentType: 'application/json', body: JSON.stringify(value) });

/** Answers every JMAP method `name` with what `lie` makes of the true answer. */
const lying = (name, lie) => ({
  '**/jmap/api*': async (route) => {
    const answer = await route.fetch();
    const body = await answer.json();
    body.methodResponses = body.methodResponses.map(([method, value, tag]) => (method === name ? [method, lie(value), tag] : [method, value, tag]));
    return route.fulfill({ response: answer, json: body });
  },
});
const flipped = (text) => text.slice(0, -9) + (text.at(-9) === 'A' ? 'B' : 'A') + text.slice(-8);

/** While logging in: what the server says instead, and what the person reads. */
const LOGIN = [
  ['HTML for the first answer', { '**/auth/login/start': html }, NO_SENSE],
  ['a list for an object', { '**/auth/login/start': json([1, 2]) }, NO_SENSE],
  ['a number for bytes', { '**/auth/login/start': json({ loginId: 1, ke2: 2 }) }, NO_SENSE],
  ['bytes that are no KE2', { '**/auth/login/start': json({ loginId: 'a', ke2: 'AAAA' }) }, NO_SENSE],
  ['an account secret of its own', { '**/auth/login/finish': json({ accountId: 'a1', token: 'nm_x', wrappedByPassword: 'AQ'.padEnd(98, 'A') }) }, DAMAGED],
  ['a problem with words of its own', { '**/auth/login/start': (route) => route.fulfill({ status: 400, contentType: 'application/problem+json', body: JSON.stringify({ type: 'urn:nightmail:error:<b>EVIL WORDS</b>', detail: 'EVIL WORDS', title: 'EVIL WORDS' }) }) }, 'That did not work'],
  ['a redirection to another host', { '**/auth/login/start': (route) => route.fulfill({ status: 307, headers: { location: 'https://evil.test/login' } }) }, 'No connection to the server'],
];

let pages = 0; // of the list without an end

/** Once logged in. */
const MAILBOX = [
  ['HTML for the session', { '**/.well-known/jmap': html }, NO_SENSE],
  ['a session of another host', { '**/.well-known/jmap': json({ capabilities: {}, accounts: {}, apiUrl: '//evil.test/api', downloadUrl: 'x', uploadUrl: 'x', eventSourceUrl: 'x' }) }, NO_SENSE],
  ['a session without anything', { '**/.well-known/jmap': json({}) }, NO_SENSE],
  ['HTML for JMAP', { '**/jmap/api*': html }, NO_SENSE],
  ['responses that are no list', { '**/jmap/api*': json({ methodResponses: 'x' }) }, NO_SENSE],
  ['null for each answer', { '**/jmap/api*': json({ methodResponses: [[null, null, 'c0'], null, 7] }) }, NO_SENSE],
  ['mailboxes that are none', lying('Mailbox/get', () => ({ list: [null, 1, 'x', { id: 7, role: {}, sealedName: [], totalEmails: -1, unreadEmails: 'many' }], state: {} })), NO_SENSE],
  ['no mailboxes at all', lying('Mailbox/get', () => ({ list: {} })), NO_SENSE],
  ['keys that do not open', lying('SealedItem/get', (value) => ({ ...value, list: value.list.map((item) => ({ ...item, sealed: flipped(item.sealed) })) })), DAMAGED],
  ['no keys', lying('SealedItem/get', () => ({ list: [{}, null, { name: 'openpgp/../x', sealed: '!' }] })), DAMAGED],
  ['ids that are none', lying('Email/query', (value) => ({ ...value, ids: [1, null, {}] })), NO_SENSE],
  ['a list without an end', lying('Email/query', (value) => { pages++; return { ...value, ids: Array.from({ length: 10_000 }, (_, n) => `x${n}`) }; }), /Choose a message|makes no sense/, () => pages > 1],
  ['mails that are none', lying('Email/get', () => ({ list: [null, 3, { id: 'e1' }], state: null })), NO_SENSE],
  ['summaries that do not open', lying('Email/get', (value) => ({ ...value, list: value.list.map((mail) => ({ ...mail, sealedSummary: mail.sealedSummary && flipped(mail.sealedSummary) })) })), 'does not open with your keys'],
  ['summaries that are text', lying('Email/get', (value) => ({ ...value, list: value.list.map((mail) => ({ ...mail, sealedSummary: '<b>EVIL WORDS</b>' })) })), 'does not open with your keys'],
];

const LETTER = [
  ['another ciphertext', (route) => route.fulfill({ body: Buffer.alloc(5000, 7) }), 'does not open'],
  ['HTML for a sealed message', html, 'does not open'],
  ['nothing', (route) => route.fulfill({ body: '' }), 'does not open'],
  ['a changed byte', async (route) => {
    const answer = await route.fetch();
    const bytes = await answer.body();
    bytes[bytes.length - 30] ^= 1;
    return route.fulfill({ response: answer, body: bytes });
  }, 'does not open'],
];

/** In the page: empties what this device keeps of the mailbox. */
async function forgetMailbox() {
  const { name } = (await indexedDB.databases()).find((each) => each.name.includes('cache'));
  const done = (request) => new Promise((resolve, reject) => { request.onsuccess = () => resolve(request.result); request.onerror = reject; });
  const database = await done(indexedDB.open(name));
  await done(database.transaction('records', 'readwrite').objectStore('records').clear());
  database.close();
}

async function lies(page, routes) {
  for (const [pattern, handler] of Object.entries(routes)) await page.route(pattern, handler);
  return () => page.unrouteAll({ behavior: 'ignoreErrors' });
}

await run(async (test) => {
  const service = await test.service();
  await test.nightmail(service, 'home', PASSWORD, 'signup', ADDRESS);
  await test.send(service, 'bob@sender.test', ADDRESS, MAIL);
  const elsewhere = [];
  const page = await test.page();
  await page.context().route((url) => url.origin !== service.url, (route) => { elsewhere.push(route.request().url()); return route.abort(); });
  const logIn = async () => {
    await page.getByLabel('Address').fill(ADDRESS);
    await page.getByLabel('Password', { exact: true }).fill(PASSWORD);
    await page.getByRole('button', { name: 'Log in' }).click();
  };
  /** Still logged in, but nothing of the mailbox is known any more: quicker than a login for each lie. */
  const startAnew = async () => {
    await page.evaluate(forgetMailbox);
    await page.reload();
  };
  const wrong = [];
  const check = async (name, words) => {
    await page.getByText(words).first().waitFor().catch(async () => wrong.push(`${name}: says ${JSON.stringify(await page.locator('body').innerText())}`));
    if ((await page.locator('body').innerText()).includes('EVIL WORDS')) wrong.push(`${name}: the server speaks`);
    if (await page.evaluate(() => window.harmed)) wrong.push(`${name}: a script ran`);
    for (const problem of test.problems.splice(0)) wrong.push(`${name}: ${problem}`);
    for (const url of elsewhere.splice(0)) wrong.push(`${name}: asked ${url}`);
  };

  for (const [name, routes, words] of LOGIN) {
    await page.goto(`${service.url}/?${encodeURIComponent(name)}`); // a page without the words of the lie before
    const truth = await lies(page, routes);
    await logIn();
    await check(name, words);
    await truth();
  }
  await page.goto(service.url);
  await page.getByLabel('Stay logged in on this device').check();
  await logIn();
  await page.getByRole('heading', { name: 'Inbox' }).waitFor();
  for (const [name, routes, words, asked = () => true] of MAILBOX) {
    const truth = await lies(page, routes);
    await startAnew();
    await test.until(asked, name, 120);
    await check(name, words);
    await truth();
  }
  for (const [name, handler, words] of LETTER) {
    await startAnew();
    const truth = await lies(page, { '**/jmap/download/**': handler });
    await page.getByRole('link', { name: /Hello/ }).click();
    await page.getByRole('article').getByText(words).waitFor().catch(() => undefined);
    await check(name, words);
    await truth();
  }
  await startAnew(); // the truth still works
  await page.getByRole('link', { name: /Hello/ }).click();
  await page.getByRole('article').getByText('Words of Bob.').waitFor();
  assert.deepEqual(wrong, []);
  assert.ok(pages > 0 && pages < 20, `a list without an end ends (${pages} pages)`);
});
