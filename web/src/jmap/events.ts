// SPDX-License-Identifier: Apache-2.0
//
// Push (RFC 8620 §7.3) over a streamed fetch: EventSource itself can't send the bearer token.
import { type JmapClient, expand } from './client';
import { ServiceError } from './http';

const PING_SECONDS = 60;
const LONGEST_PAUSE = 60_000;

/** Lines of an event stream, gathered into events. */
export class EventParser {
  private rest = '';
  private data: string[] = [];
  private type = '';
  private id = '';
  lastId = '';

  constructor(private use: (type: string, data: string) => void) {}

  push(chunk: string): void {
    const lines = (this.rest + chunk).split(/\r\n|\n|\r(?!$)/);
    this.rest = lines.pop()!.slice(0, 1 << 20); // a line without end is cut: nothing of ours is so long
    for (const line of lines) this.line(line);
  }

  private line(line: string): void {
    if (line === '') return this.end();
    const at = line.indexOf(':');
    const field = at < 0 ? line : line.slice(0, at);
    const value = at < 0 ? '' : line.slice(at + 1).replace(/^ /, '');
    if (field === 'data') this.data.push(value);
    else if (field === 'event') this.type = value;
    else if (field === 'id') this.id = value;
  }

  private end(): void {
    if (this.id) this.lastId = this.id;
    if (this.data.length) this.use(this.type || 'message', this.data.join('\n'));
    this.data = [];
    this.type = '';
  }
}

export interface PushState { connected: boolean }

/** Calls `changed` with the types that changed, and `state` as the connection comes and goes, until `signal` ends it. */
export async function listen(
  client: JmapClient, changed: (types: Record<string, string>) => void, state: (connected: boolean) => void, signal: AbortSignal,
): Promise<void> {
  let pause = 1000;
  const parser = new EventParser((type, data) => {
    if (type !== 'state') return;
    const types = changesOf(data, client.accountId);
    if (types) changed(types);
  });
  while (!signal.aborted) {
    try {
      await readStream(client, parser, signal, () => {
        pause = 1000;
        state(true);
      });
    } catch (error) {
      if (error instanceof ServiceError && error.status === 401) return;
    }
    state(false);
    if (signal.aborted) return;
    await wait(pause * (0.75 + Math.random() / 2), signal);
    pause = Math.min(pause * 2, LONGEST_PAUSE);
  }
}

async function readStream(client: JmapClient, parser: EventParser, signal: AbortSignal, opened: () => void): Promise<void> {
  const url = expand((await client.session()).events, { types: '*', closeafter: 'no', ping: String(PING_SECONDS) });
  const headers = { Accept: 'text/event-stream', ...(parser.lastId ? { 'Last-Event-ID': parser.lastId } : {}) };
  const quiet = new AbortController(); // a connection that died without a word
  const ended = AbortSignal.any([signal, quiet.signal]);
  const answer = await client.send(url, { headers, signal: ended });
  opened();
  const reader = answer.body!.pipeThrough(new TextDecoderStream()).getReader();
  let timer = setTimeout(() => quiet.abort(), 2.5 * PING_SECONDS * 1000);
  try {
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return;
      clearTimeout(timer);
      timer = setTimeout(() => quiet.abort(), 2.5 * PING_SECONDS * 1000);
      parser.push(value);
    }
  } finally {
    clearTimeout(timer);
  }
}

function changesOf(data: string, accountId: string): Record<string, string> | undefined {
  try {
    const types = JSON.parse(data)?.changed?.[accountId];
    return typeof types === 'object' && types !== null ? types : undefined;
  } catch {
    return undefined;
  }
}

/** Waits; comes back early once the network does. */
function wait(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((done) => {
    const end = () => {
      clearTimeout(timer);
      globalThis.removeEventListener?.('online', end);
      done();
    };
    const timer = setTimeout(end, milliseconds);
    globalThis.addEventListener?.('online', end);
    signal.addEventListener('abort', end, { once: true });
  });
}
