// SPDX-License-Identifier: Apache-2.0
//
// End-to-end tests: a real Chromium against a real nightmaild on free loopback ports. A test is a script
// e2e/NAME.mjs that calls run(async (test) => …) once; copy e2e/login.mjs. Everything that a test starts ends
// with it. NIGHTMAIL_BUILD: the folder of the release build. NIGHTMAIL_SHOTS: a folder for pictures.
import { spawn, execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, openSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { promisify } from 'node:util';
import { chromium } from 'playwright-core';

const top = resolve(import.meta.dirname, '../..');
const build = process.env.NIGHTMAIL_BUILD ?? join(top, 'build/release');
const webRoot = process.env.NIGHTMAIL_WEB ?? join(top, 'build/web');
const SECONDS = 500;

export const PASSWORD = 'correct horse battery staple';
export const [ANNA, BERT] = ['anna@nightmail.test', 'bert@nightmail.test'];

async function freePort() {
  const probe = createServer().listen(0, '127.0.0.1');
  await new Promise((done) => probe.once('listening', done));
  const { port } = probe.address();
  await new Promise((done) => probe.close(done));
  return port;
}

export class Test {
  folder = mkdtempSync(join(tmpdir(), 'nightmail-web-'));
  #ends = [];
  problems = []; // what pages complained of

  /** A started nightmaild that serves the built client: {url, smtp}. */
  async service(...options) {
    const [http, smtp, lmtp] = [await freePort(), await freePort(), await freePort()];
    const log = join(this.folder, 'nightmaild.log');
    const out = openSync(log, 'a');
    const child = spawn('setpriv', ['--pdeathsig', 'TERM', join(build, 'src/apps/nightmaild/nightmaild'), 'serve',
      '--data', join(this.folder, 'data'), '--http', http, '--smtp', smtp, '--lmtp', lmtp, '--domain', 'nightmail.test',
      '--web', webRoot, ...options].map(String), { stdio: ['ignore', out, out] });
    this.#ends.push(() => new Promise((done) => { child.once('exit', done); if (!child.kill()) done(); }));
    await this.until(() => {
      if (child.exitCode !== null) throw new Error(`nightmaild ended: ${readFileSync(log, 'utf8')}`);
      return readFileSync(log, 'utf8').includes('ready: ');
    }, 'nightmaild is ready');
    return { url: `http://localhost:${http}`, smtp };
  }

  /** The command line client with a home of its own; resolves to what it prints. */
  nightmail(service, home, password, ...words) {
    const program = join(build, 'src/apps/nightmail/nightmail');
    const env = { ...process.env, NIGHTMAIL_PASSWORD: password };
    delete env.DBUS_SESSION_BUS_ADDRESS;
    return promisify(execFile)(program, ['--home', join(this.folder, home), '--server', service.url, ...words], { env })
      .then(({ stdout }) => stdout);
  }

  /** Sends one mail over SMTP. `mail`: the whole message with CRLF. */
  async send(service, from, to, mail) {
    const child = spawn('swaks', ['--server', `127.0.0.1:${service.smtp}`, '--from', from, '--to', to, '--helo', 'swaks.test',
      '--no-data-fixup', '--data', '-'], { stdio: ['pipe', 'pipe', 'pipe'] });
    let said = '';
    child.stdout.on('data', (data) => (said += data));
    child.stdin.end(mail.replace(/^\./gm, '..') + '.\r\n');
    const code = await new Promise((done) => child.once('exit', done));
    if (code !== 0) throw new Error(`swaks ended with ${code}\n${said}`);
  }

  /** One browser for the test; each page() is another person: nothing is shared between them. */
  async page({ width = 1280, height = 800, dark = false, language = 'en-GB', quiet = false } = {}) {
    if (!this.browser) {
      this.browser = await chromium.launch({ executablePath: '/usr/bin/chromium', args: ['--no-sandbox', '--disable-dev-shm-usage'] });
      this.#ends.push(() => this.browser.close());
    }
    const context = await this.browser.newContext({
      viewport: { width, height }, colorScheme: dark ? 'dark' : 'light', locale: language, reducedMotion: 'reduce',
    });
    const page = await context.newPage();
    page.setDefaultTimeout(60_000);
    if (!quiet) {
      page.on('pageerror', (error) => this.problems.push(`page: ${error.stack ?? error}`));
      page.on('console', (message) => {
        // A refused request is reported by the browser itself; the test looks at what the page says of it.
        if (message.type() === 'error' && !/Failed to load resource/.test(message.text())) this.problems.push(`console: ${message.text()}`);
      });
    }
    return page;
  }

  /** Fills in the login page. `stay`: on this device. */
  async logIn(page, service, address, { password = PASSWORD, stay = false } = {}) {
    await page.goto(service.url);
    await page.getByLabel('Address').fill(address);
    await page.getByLabel('Password', { exact: true }).fill(password);
    if (stay) await page.getByLabel('Stay logged in on this device').check();
    await page.getByRole('button', { name: 'Log in' }).click();
    await page.getByRole('heading', { name: 'Inbox' }).waitFor();
  }

  /** A service with two accounts, ANNA and BERT (the homes `anna` and `bert`), and a page where Anna is logged in. */
  async annaWrites(options) {
    const service = await this.service();
    for (const address of [ANNA, BERT]) await this.nightmail(service, address.split('@')[0], PASSWORD, 'signup', address);
    const page = await this.page();
    await this.logIn(page, service, ANNA, options);
    return { service, page };
  }

  /** Violations that axe finds on the page; it must be []. */
  async axe(page) {
    const source = readFileSync(join(top, 'web/node_modules/axe-core/axe.min.js'), 'utf8');
    const session = await page.context().newCDPSession(page); // the page's own policy would refuse a script tag
    await session.send('Runtime.evaluate', { expression: source });
    const { result } = await session.send('Runtime.evaluate', {
      expression: `axe.run(document, {resultTypes: ['violations']}).then((r) => JSON.stringify(r.violations.map((v) =>
        v.id + ': ' + v.nodes.map((n) => n.target.join(' ') + ' ' + n.failureSummary.replace(/\\n/g, ' ')).join(' ; '))))`,
      awaitPromise: true,
    });
    return JSON.parse(result.value);
  }

  /** A picture, if NIGHTMAIL_SHOTS asks for them. */
  async shot(page, name) {
    const folder = process.env.NIGHTMAIL_SHOTS;
    if (!folder) return;
    mkdirSync(folder, { recursive: true });
    await page.screenshot({ path: join(folder, `${name}.png`) });
  }

  /** Complaints of pages that the test provoked. */
  expectProblems(pattern) {
    this.problems = this.problems.filter((problem) => !pattern.test(problem));
  }

  async until(condition, what, seconds = 20) {
    const end = Date.now() + seconds * 1000;
    while (!(await condition())) {
      if (Date.now() > end) throw new Error(`${what}: not within ${seconds} s`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  async close() {
    for (const end of this.#ends.reverse()) await end();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

export async function run(body) {
  const test = new Test();
  const late = setTimeout(() => { console.error(`not done after ${SECONDS} s`); void finish(1); }, SECONDS * 1000);
  let finishing;
  function finish(code) {
    clearTimeout(late);
    return (finishing ??= test.close().then(() => process.exit(code), () => process.exit(1)));
  }
  process.on('SIGTERM', () => finish(1));
  process.on('SIGINT', () => finish(1));
  try {
    await body(test);
    if (test.problems.length) throw new Error(`pages complained:\n${test.problems.join('\n')}`);
    console.log('ok');
    await finish(0);
  } catch (error) {
    console.error(error, test.problems.join('\n'));
    await test.browser?.contexts().at(-1)?.pages()[0]?.screenshot({ path: join(tmpdir(), 'nightmail-web-failure.png') }).catch(() => undefined);
    await finish(1);
  }
}
