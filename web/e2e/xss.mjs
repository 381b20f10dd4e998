// SPDX-License-Identifier: Apache-2.0
//
// Hostile mail (testdata/hostile-mail) harms nobody: opened in the reading pane no script runs, nothing is asked for
// without the reader's leave, nothing leaves the frame. The frame's own policy alone would hold all of it, too.
import assert from 'node:assert/strict';
import { PASSWORD, run } from './harness.mjs';
import { hostileMail } from './lib/hostile_mail.mjs';
import { sendAll } from './lib/smtp.mjs';

const ADDRESS = 'anna@nightmail.test';
const PIXEL = Buffer.from('R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7', 'base64');

/** In a letter's frame: what must not be there after cleaning. */
function leftovers(pictures) {
  const { body, styleSheets } = document;
  const inside = /^(blob:|data:image\/)/i;
  const mayLoad = (address) => inside.test(address) || (pictures && /^https:\/\//i.test(address));
  const elements = [...body.querySelectorAll('*'), body];
  const found = elements.filter((element) => !(element instanceof HTMLElement) || /^(script|i?frame|frameset|object|embed|applet|link|meta|base|form|input|button|textarea|select|template|noscript|video|audio|source|track|picture|portal|slot|style)$/.test(element.localName) || element.localName.includes('-'))
    .map((element) => element.localName);
  for (const element of elements) {
    for (const { name, value } of element.attributes) {
      const bad = /^on|^(srcset|srcdoc|action|formaction|ping|lowsrc|dynsrc|xlink:href|autofocus|tabindex|popover|is|target(?!$))$/.test(name) ||
        (name === 'href' && !/^(https?:|mailto:|tel:|#)/.test(value)) || (name === 'target' && value !== '_blank') ||
        ((name === 'src' || name === 'background') && !mayLoad(value));
      if (bad) found.push(`${element.localName} ${name}=${value}`);
    }
  }
  const css = [...styleSheets].filter((sheet) => !sheet.href).flatMap((sheet) => [...sheet.cssRules].map((rule) => rule.cssText));
  css.push(...elements.map((element) => element.getAttribute('style') ?? ''));
  for (const rule of css) {
    for (const [, address] of rule.matchAll(/(?:url|src|image-set|import)\(?\s*["']?([^"')]*)/gi)) {
      if (!mayLoad(address) && /evil|stolen/.test(address)) found.push(rule);
    }
  }
  return found;
}

/** Waits until everything that the letter in the frame wants to load has come or failed. (In the frame itself no clock runs.) */
async function settle(page) {
  await page.waitForFunction(() => [...Document.prototype.querySelectorAll.call(document.querySelector('iframe[src^="/letter"]').contentDocument, 'img')].every((image) => image.complete));
  await page.evaluate(() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done))));
}

/** Another site knows the session's token, and still gets nothing: no answer, no frame, no window. */
async function strangers(test, service, page) {
  const [request] = await Promise.all([page.waitForRequest(`${service.url}/jmap/**`), page.getByRole('link', { name: /Sent/ }).click()]);
  const authorization = request.headers().authorization;
  assert.match(authorization, /^Bearer nm_/);
  const evil = await (await test.browser.newContext()).newPage();
  await evil.route('https://evil.test/**', (route) => route.fulfill({ contentType: 'text/html', body: '<title>evil</title>' }));
  await evil.goto('https://evil.test/');
  const got = await evil.evaluate(async ({ url, authorization, api }) => {
    const attempt = (path, options) => fetch(url + path, options).then(async (answer) => `${path}: ${answer.type} ${await answer.text()}`, () => '');
    const body = JSON.stringify({ using: ['urn:ietf:params:jmap:core'], methodCalls: [['Core/echo', {}, 'a']] });
    const frame = Object.assign(document.createElement('iframe'), { src: url });
    const framed = new Promise((done) => { frame.onload = () => done(frame.contentWindow.length); });
    document.body.append(frame);
    const answers = await Promise.all([
      attempt('/.well-known/jmap', { headers: { authorization } }), attempt('/.well-known/jmap', { mode: 'no-cors' }), attempt('/', {}),
      attempt(api, { method: 'POST', headers: { authorization, 'Content-Type': 'application/json' }, body }),
      attempt(api, { method: 'POST', mode: 'no-cors', headers: { 'Content-Type': 'text/plain' }, body }),
    ]);
    const opened = window.open(url);
    await framed;
    return { answers: answers.filter((text) => text && !/: opaque $/.test(text)), window: opened?.closed === false && (() => { try { return Boolean(opened.document.body.id); } catch { return false; } })() };
  }, { url: service.url, authorization, api: new URL(request.url()).pathname });
  assert.deepEqual(got, { answers: [], window: false });
  const framed = evil.frames().find((frame) => frame !== evil.mainFrame());
  assert.notEqual(new URL(framed.url()).origin, service.url, 'the page is in nobody else’s frame');
  const direct = await fetch(new URL(request.url()), { method: 'POST', headers: { authorization, origin: 'https://evil.test', 'content-type': 'application/json' }, body: '{}' });
  assert.equal(direct.status, 403);
  assert.equal(direct.headers.get('access-control-allow-origin'), null);
}

/** What every page is served with. */
async function headersOf(service) {
  for (const path of ['/', '/m.html', '/letter.html', '/letter-pictures.html', '/sw.js']) {
    const { headers } = await fetch(service.url + path);
    const policy = headers.get('content-security-policy');
    assert.match(policy, /^default-src 'none';/, path);
    assert.doesNotMatch(policy, /'unsafe-eval'|script-src[^;]*('unsafe-inline'|https?:|\*|data:|blob:)|connect-src[^;]*(https?:|\*)/, path);
    if (!path.startsWith('/letter')) assert.match(policy, /require-trusted-types-for 'script'/, path);
    const expected = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'credentialless', 'cross-origin-resource-policy': 'same-origin', 'referrer-policy': 'no-referrer', 'x-content-type-options': 'nosniff' };
    for (const [name, value] of Object.entries(expected)) assert.equal(headers.get(name), value, `${path}: ${name}`);
  }
  for (const path of ['/', '/m.html']) {
    const html = await (await fetch(service.url + path)).text();
    const loaded = html.match(/<(script|link rel="(modulepreload|stylesheet)")[^>]*>/g);
    assert.ok(loaded.length > 1 && loaded.every((tag) => /integrity="sha384-/.test(tag)), `${path}: each file that it names is named with its hash`);
  }
}

await run(async (test) => {
  const service = await test.service();
  await headersOf(service);
  await test.nightmail(service, 'home', PASSWORD, 'signup', ADDRESS);
  const corpus = hostileMail();
  await sendAll(service.smtp, 'mallory@evil.test', ADDRESS, corpus.map(({ mail }) => mail));
  const listed = (await test.nightmail(service, 'home', PASSWORD, 'list', '--json')).trim().split('\n').map((line) => JSON.parse(line));
  assert.equal(listed.length, corpus.length);

  const page = await test.page();
  const asked = []; // requests that a letter caused
  const events = [];
  await page.context().route((url) => url.origin !== service.url || url.pathname.includes('stolen'), (route) => {
    asked.push({ url: route.request().url(), kind: route.request().resourceType(), headers: route.request().headers() });
    return route.fulfill({ status: 200, contentType: 'image/gif', body: PIXEL });
  });
  for (const event of ['dialog', 'popup', 'download']) page.on(event, () => events.push(event));
  page.on('framenavigated', (frame) => { if (!/^about:srcdoc$|\/(letter(-pictures)?\.html)?(#|$)/.test(frame.url().replace(service.url, ''))) events.push(`navigated to ${frame.url()}`); });
  await test.logIn(page, service, ADDRESS);
  const letter = () => page.frames().find((frame) => frame.url().includes('/letter'));
  const wrong = [];
  const nothingHappened = async (name, allowed = () => false) => {
    if (await page.evaluate(() => window.harmed)) wrong.push(`${name}: a script ran`);
    for (const event of events.splice(0)) wrong.push(`${name}: ${event}`);
    for (const request of asked.splice(0)) if (!allowed(request)) wrong.push(`${name}: ${request.kind} ${request.url} was asked for`);
    if (!name.includes('uncleaned') && page.frames().length > 2) wrong.push(`${name}: a frame of its own`);
  };
  const cleaned = async (name, pictures) => wrong.push(...(await letter().evaluate(leftovers, pictures)).map((found) => `${name}: ${found} is left`));
  const picture = ({ url, kind, headers }) => /^(image|other)$/.test(kind) && /^https:\/\/evil\.test\/picture/i.test(url) && (!headers.referer || headers.referer === `${service.url}/`) && !headers.cookie; // see docs/decisions/web-reading.md

  for (const { name, words, html } of corpus) {
    const { id } = listed.find(({ subject }) => subject === name) ?? assert.fail(`${name} is not in the list`);
    await page.evaluate((to) => (location.hash = to), `#/mail/inbox/${id}`);
    const article = page.getByRole('article', { name, exact: true });
    if (name === 'deep parts') {
      await article.getByText('It could not be opened').or(article.getByText('Letter')).first().waitFor();
      continue;
    }
    if (name === 'plain text') await article.getByText(words).waitFor();
    else await page.frameLocator('iframe[title="Text of the message"]').getByText(words, { exact: true }).first().waitFor();
    if (letter()) await settle(page);
    await nothingHappened(name);
    if (!html) continue;
    await cleaned(name, false);

    const show = page.getByRole('button', { name: 'Show pictures' });
    if (!(await show.isVisible())) continue;
    await show.click();
    await page.frameLocator('iframe[src="/letter-pictures.html"]').getByText(words, { exact: true }).first().waitFor();
    await settle(page);
    await cleaned(name, true);
    await nothingHappened(name, picture);
  }

  // The second lock alone: each put into the empty sheet as it is.
  await page.evaluate(() => (location.hash = '#/mail/inbox'));
  for (const sheet of ['letter', 'letter-pictures']) {
    await page.evaluate((source) => {
      const frame = Object.assign(document.createElement('iframe'), { src: `/${source}.html`, id: source });
      frame.sandbox = 'allow-same-origin allow-popups allow-popups-to-escape-sandbox';
      document.body.append(frame);
    }, sheet);
    await page.frameLocator(`#${sheet}`).locator('body').waitFor({ state: 'attached' });
    await test.until(() => page.frame({ url: new RegExp(`/${sheet}\\.html`) })?.evaluate(() => document.readyState === 'complete'), 'the sheet is there');
    for (const { name, html } of corpus) {
      if (!html) continue;
      const frame = page.frame({ url: new RegExp(`/${sheet}\\.html`) });
      await frame.evaluate((text) => { document.body.innerHTML = text; }, html);
      await settle(page);
      await nothingHappened(`${name}, uncleaned`, ({ kind, url }) => sheet !== 'letter' && /^(image|other)$/.test(kind) && url.startsWith('https:'));
    }
    await page.evaluate((id) => document.getElementById(id).remove(), sheet);
  }
  assert.deepEqual(wrong, []);
  await strangers(test, service, page);
  test.expectProblems(/^console: /); // what the policy refused
});
