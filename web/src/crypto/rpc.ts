// SPDX-License-Identifier: Apache-2.0
//
// Calls to an object that lives in a worker: request {id, method, args}, answer {id, value} or {id, error}.
// Only Error.message and Error.name cross; a message never holds what a user wrote.

export interface Endpoint {
  postMessage(message: unknown): void;
  addEventListener(type: 'message', listener: (event: MessageEvent) => void): void;
}

/** The object's methods as seen from outside: everything is a promise. */
export type Remote<T> = {
  [K in keyof T as T[K] extends (...args: never[]) => unknown ? K : never]: T[K] extends (...args: infer A) => infer R
    ? (...args: A) => Promise<Awaited<R>>
    : never;
};

interface Request { id: number; method: string; args: unknown[] }
interface Answer { id: number; value?: unknown; error?: { name: string; message: string } }

export function serve(endpoint: Endpoint, target: object): void {
  const methods = target as Record<string, (...args: unknown[]) => unknown>;
  endpoint.addEventListener('message', async ({ data }: MessageEvent<Request>) => {
    if (typeof data?.id !== 'number') return;
    try {
      const value = await methods[data.method]!(...data.args);
      endpoint.postMessage({ id: data.id, value } satisfies Answer);
    } catch (error) {
      const { name, message } = error instanceof Error ? error : { name: 'Error', message: 'failed' };
      endpoint.postMessage({ id: data.id, error: { name, message } } satisfies Answer);
    }
  });
}

export function connect<T extends object>(endpoint: Endpoint): Remote<T> {
  let last = 0;
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>();
  endpoint.addEventListener('message', ({ data }: MessageEvent<Answer>) => {
    const call = waiting.get(data?.id);
    if (!call) return;
    waiting.delete(data.id);
    if (!data.error) call.resolve(data.value);
    else call.reject(Object.assign(new Error(data.error.message), { name: data.error.name }));
  });
  return new Proxy({} as Remote<T>, {
    get: (_, method) => method === 'then' ? undefined : (...args: unknown[]) =>
      new Promise((resolve, reject) => {
        const id = ++last;
        waiting.set(id, { resolve, reject });
        endpoint.postMessage({ id, method, args });
      }),
  });
}
