// SPDX-License-Identifier: Apache-2.0
//
// JMAP (RFC 8620): the session resource, and method calls that are asked for in the same moment travel in one request.
import { fromBase64url, type Bytes } from '../crypto/bytes';
import { jsonObject, post, request, ServiceError } from './http';

export type Arguments = Record<string, unknown>;

export interface Urls { api: string; download: string; upload: string; events: string; outgoing?: string }

interface Waiting { name: string; args: Arguments; resolve(value: Arguments): void; reject(error: Error): void }

const USING = ['urn:ietf:params:jmap:core', 'urn:ietf:params:jmap:mail', 'urn:nightmail:jmap:sealed'];
const SUBMISSION = 'urn:ietf:params:jmap:submission';
const MAX_CALLS = 32;

/** `{name}` of a URL template (RFC 6570 level 1, as JMAP uses it). */
export function expand(template: string, values: Record<string, string>): string {
  return template.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(values[name] ?? ''));
}

export class JmapClient {
  private queue: Waiting[] = [];
  private urls: Promise<Urls> | undefined;
  private using = USING;
  /** Called once the token is no longer valid. */
  onUnauthorized: () => void = () => undefined;

  constructor(readonly accountId: string, private token: string) {}

  /** One method call; `accountId` is added. A method-level error is thrown as a ServiceError. */
  call(name: string, args: Arguments = {}): Promise<Arguments> {
    return new Promise((resolve, reject) => {
      if (this.queue.push({ name, args: { accountId: this.accountId, ...args }, resolve, reject }) === 1) {
        queueMicrotask(() => this.flush());
      }
    });
  }

  session(): Promise<Urls> {
    return (this.urls ??= this.fetchSession().catch((error) => {
      this.urls = undefined;
      throw error;
    }));
  }

  async download(blobId: string, signal?: AbortSignal): Promise<Bytes> {
    const url = expand((await this.session()).download, {
      accountId: this.accountId, blobId, name: 'message', type: 'application/octet-stream',
    });
    const answer = await this.send(url, signal ? { signal } : {});
    return new Uint8Array(await answer.arrayBuffer());
  }

  /** A sealed message; returns its blob id. */
  async upload(body: Bytes, to: 'upload' | 'outgoing' = 'upload'): Promise<string> {
    const template = (await this.session())[to];
    if (!template) throw new ServiceError('notFound');
    const type = to === 'outgoing' ? 'message/rfc822' : 'application/octet-stream';
    const options = { method: 'POST', body, headers: { 'Content-Type': type } };
    const { blobId } = await jsonObject(await this.send(expand(template, { accountId: this.accountId }), options));
    if (typeof blobId !== 'string') throw new ServiceError('badAnswer');
    return blobId;
  }

  async send(url: string, options: RequestInit): Promise<Response> {
    return request(url, options, this.token).catch((error) => {
      this.check(error);
      throw error;
    });
  }

  private check(error: unknown): void {
    if (error instanceof ServiceError && error.type === 'unauthorized') this.onUnauthorized();
  }

  private async fetchSession(): Promise<Urls> {
    const session = await jsonObject(await this.send('/.well-known/jmap', {}));
    const account = (session.accounts as Record<string, { accountCapabilities: Record<string, Arguments> }>)?.[this.accountId];
    if (typeof session.capabilities !== 'object' || session.capabilities === null) throw new ServiceError('badAnswer');
    if (SUBMISSION in session.capabilities) this.using = [...USING, SUBMISSION];
    const outgoing = account?.accountCapabilities['urn:nightmail:jmap:sealed']?.outgoingUploadUrl;
    return {
      api: ownUrl(session.apiUrl),
      download: ownUrl(session.downloadUrl),
      upload: ownUrl(session.uploadUrl),
      events: ownUrl(session.eventSourceUrl),
      ...(outgoing ? { outgoing: ownUrl(outgoing) } : {}),
    };
  }

  private async flush(): Promise<void> {
    const calls = this.queue;
    this.queue = [];
    for (let at = 0; at < calls.length; at += MAX_CALLS) void this.sendCalls(calls.slice(at, at + MAX_CALLS));
  }

  private async sendCalls(calls: Waiting[]): Promise<void> {
    try {
      const { api } = await this.session();
      const methodCalls = calls.map(({ name, args }, index) => [name, args, `c${index}`]);
      const answer = await post(api, { using: this.using, methodCalls }, this.token);
      answerAll(calls, answer.methodResponses);
    } catch (error) {
      this.check(error);
      for (const call of calls) call.reject(error as Error);
    }
  }
}

/** The path of a URL that the server names: requests with the token never leave the page's own origin. */
function ownUrl(url: unknown): string {
  const path = typeof url === 'string' ? url.replace(/^https?:\/\/[^/]*/, '') : '';
  if (!/^\/[^/\\]/.test(path)) throw new ServiceError('badAnswer'); // "//host/" would be another origin
  return path;
}

function answerAll(calls: Waiting[], responses: unknown): void {
  if (!Array.isArray(responses)) throw new ServiceError('badAnswer');
  calls.forEach((call, index) => {
    const mine = responses.find((response) => Array.isArray(response) && response[2] === `c${index}`);
    const [name, value] = (mine ?? []) as [string?, Arguments?];
    if (typeof value !== 'object' || value === null) call.reject(new ServiceError('badAnswer'));
    else if (name === 'error') call.reject(new ServiceError(String(value.type), 200, String(value.description ?? '')));
    else call.resolve(value);
  });
}

/** Bytes in an object of the server; undefined if they are not there or not base64url. */
export function bytesOf(value: unknown): Bytes | undefined {
  if (typeof value !== 'string') return undefined;
  try {
    return fromBase64url(value);
  } catch {
    return undefined;
  }
}
