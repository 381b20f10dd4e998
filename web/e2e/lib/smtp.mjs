// SPDX-License-Identifier: Apache-2.0
//
// Many mails over one SMTP connection: where swaks, a program for each, would take too long.
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

/** `mails`: whole messages with CRLF. */
export async function sendAll(port, from, to, mails) {
  const socket = connect(port, '127.0.0.1');
  const lines = createInterface({ input: socket })[Symbol.asyncIterator]();
  const say = async (command) => {
    if (command !== undefined) socket.write(`${command}\r\n`);
    for (;;) {
      const { value = '500 the connection ended', done } = await lines.next();
      if (/^[45]/.test(value)) throw new Error(`${String(command).slice(0, 60)}: ${value}`);
      if (done || value[3] !== '-') return;
    }
  };
  await say();
  await say('EHLO corpus.test');
  for (const mail of mails) {
    await say(`MAIL FROM:<${from}>`);
    await say(`RCPT TO:<${to}>`);
    await say('DATA');
    await say(`${mail.replace(/^\./gm, '..').replace(/(\r\n)?$/, '\r\n')}.`);
  }
  socket.end('QUIT\r\n');
  await once(socket, 'close');
}
