// SPDX-License-Identifier: Apache-2.0
//
// Requests to the service, and its problem documents (RFC 7807) as errors. docs/protocol.md, "Errors".

/** What went wrong. `type`: of a problem document, or of JMAP, without its prefix; `network`: no answer came. */
export class ServiceError extends Error {
  override name = 'ServiceError';
  constructor(readonly type: string, readonly status = 0, readonly detail = '', readonly retryAfter = 0) {
    super(type);
  }
}

const PREFIX = /^urn:(nightmail|ietf:params:jmap):error:/;

async function problemOf(answer: Response): Promise<ServiceError> {
  const isProblem = answer.headers.get('content-type')?.startsWith('application/problem+json');
  const problem = isProblem ? await answer.json().catch(() => ({})) : {};
  const type = typeof problem.type === 'string' ? problem.type.replace(PREFIX, '') : `http${answer.status}`;
  const detail = typeof problem.detail === 'string' ? problem.detail : '';
  return new ServiceError(type, answer.status, detail, Number(problem.retryAfter) || 0);
}

/** Any request; a status that is not 2xx is thrown as a ServiceError. */
export async function request(url: string, options: RequestInit, token?: string): Promise<Response> {
  const headers = new Headers(options.headers);
  if (token) headers.set('Authorization', `Bearer ${token}`);
  let answer: Response;
  try {
    answer = await fetch(url, { ...options, headers, credentials: 'omit', redirect: 'error' });
  } catch (error) {
    if (options.signal?.aborted) throw error;
    throw new ServiceError('network');
  }
  if (!answer.ok) throw await problemOf(answer);
  return answer;
}

/** A JSON object, or a ServiceError `badAnswer`: whatever else a server may send. */
export async function jsonObject(answer: Response): Promise<Record<string, unknown>> {
  const value: unknown = await answer.json().catch(() => undefined);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw new ServiceError('badAnswer', answer.status);
  return value as Record<string, unknown>;
}

export async function post(url: string, body: object, token?: string): Promise<Record<string, unknown>> {
  const options = { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) };
  return jsonObject(await request(url, options, token));
}

export function textField(object: Record<string, unknown>, name: string): string {
  const value = object[name];
  if (typeof value !== 'string') throw new ServiceError('badAnswer', 0, name);
  return value;
}
