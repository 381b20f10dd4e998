// SPDX-License-Identifier: Apache-2.0
//
// The native OPAQUE client and server against @serenity-kit/opaque (which the web client uses), each
// role with each: whoever registered an account, and on whichever server, both clients log in to it.
//   node interop.mjs PATH_OF_OPAQUE_TOOL
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import assert from 'node:assert/strict';
import * as opaque from '@serenity-kit/opaque';

const keyStretching = { 'argon2id-custom': { iterations: 3, memory: 65536, parallelism: 1 } };
const account = 'anna@nightmail.test';
const password = 'correct horse – Batterie 电池';

const tool = spawn(process.argv[2], { stdio: ['pipe', 'pipe', 'inherit'] });
const lines = createInterface({ input: tool.stdout })[Symbol.asyncIterator]();
async function ask(request) {
  tool.stdin.write(JSON.stringify(request) + '\n');
  const { value, done } = await lines.next();
  assert.ok(!done, 'the tool ended early');
  return JSON.parse(value);
}

const nativeClient = {
  name: 'native client',
  async register(server) {
    const { message } = await ask({ do: 'client_register_start', password });
    return ask({ do: 'client_register_finish', message: await server.register(message) });
  },
  async login(server, record, secret) {
    const { message } = await ask({ do: 'client_login_start', password: secret });
    const done = await ask({ do: 'client_login_finish', message: await server.loginStart(message, record) });
    return done.error ? undefined : done;
  },
};

const serenityClient = {
  name: 'serenity client',
  async register(server) {
    const { clientRegistrationState, registrationRequest } = opaque.client.startRegistration({ password });
    const done = opaque.client.finishRegistration({
      clientRegistrationState,
      registrationResponse: await server.register(registrationRequest),
      password,
      keyStretching,
    });
    return { record: done.registrationRecord, exportKey: done.exportKey, serverKey: done.serverStaticPublicKey };
  },
  async login(server, record, secret) {
    const { clientLoginState, startLoginRequest } = opaque.client.startLogin({ password: secret });
    const done = opaque.client.finishLogin({
      clientLoginState,
      loginResponse: await server.loginStart(startLoginRequest, record),
      password: secret,
      keyStretching,
    });
    return done && {
      message: done.finishLoginRequest,
      sessionKey: done.sessionKey,
      exportKey: done.exportKey,
      serverKey: done.serverStaticPublicKey,
    };
  },
};

const nativeServer = {
  name: 'native server',
  register: async (message) => (await ask({ do: 'server_register', account, message })).message,
  loginStart: async (message, record) =>
    (await ask({ do: 'server_login_start', account, message, ...(record && { record }) })).message,
  loginFinish: async (message) => (await ask({ do: 'server_login_finish', message })).sessionKey,
};

function makeSerenityServer() {
  const serverSetup = opaque.server.createSetup();
  let serverLoginState;
  return {
    name: 'serenity server',
    register: async (registrationRequest) =>
      opaque.server.createRegistrationResponse({ serverSetup, userIdentifier: account, registrationRequest })
        .registrationResponse,
    async loginStart(startLoginRequest, registrationRecord) {
      const started = opaque.server.startLogin({
        serverSetup, userIdentifier: account, registrationRecord, startLoginRequest,
      });
      serverLoginState = started.serverLoginState;
      return started.loginResponse;
    },
    loginFinish: async (finishLoginRequest) =>
      opaque.server.finishLogin({ serverLoginState, finishLoginRequest }).sessionKey,
  };
}

async function checkAccount(server, registrar, clients) {
  const registered = await registrar.register(server);
  assert.ok(registered.record, `${registrar.name} registers with ${server.name}`);
  for (const client of clients) {
    const what = `${client.name} at ${server.name}, registered by ${registrar.name}`;
    const done = await client.login(server, registered.record, password);
    assert.ok(done, what);
    assert.equal(await server.loginFinish(done.message), done.sessionKey, `session key: ${what}`);
    assert.equal(done.exportKey, registered.exportKey, `export key: ${what}`);
    assert.equal(done.serverKey, registered.serverKey, `server key: ${what}`);
    assert.equal(await client.login(server, registered.record, 'wrong'), undefined, `wrong password: ${what}`);
    assert.equal(await client.login(server, undefined, password), undefined, `unknown account: ${what}`);
    console.log(`ok: ${what}`);
  }
}

await opaque.ready;
const clients = [nativeClient, serenityClient];
for (const server of [nativeServer, makeSerenityServer()]) {
  for (const registrar of clients) await checkAccount(server, registrar, clients);
}
tool.stdin.end();
const [code] = await once(tool, 'exit');
assert.equal(code, 0, 'the tool ends cleanly');
console.log('8 combinations agree');
