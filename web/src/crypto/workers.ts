// SPDX-License-Identifier: Apache-2.0
//
// The page's side of the workers: one vault, a few openers that share the work, and one that searches.
import type { Bytes } from './bytes';
import type { Finder } from '../mail/finder';
import type { Opener } from './opener';
import { connect, type Remote } from './rpc';
import type { Vault } from './vault';
import script from './worker?worker&url';

// Trusted Types: the only script that a page may start by its address is this one.
const policy = globalThis.trustedTypes?.createPolicy('nightmail', {
  createScriptURL: (url) => {
    if (url !== script) throw new TypeError('not a script of ours');
    return url;
  },
});

function start(name: 'vault' | 'opener' | 'finder'): Worker {
  return new Worker((policy?.createScriptURL(script) ?? script) as string, { type: 'module', name });
}

const OPENERS = Math.max(1, Math.min(4, (globalThis.navigator?.hardwareConcurrency ?? 2)));
const BATCH = 25;

export class Workers {
  private vaultWorker = start('vault');
  private openers: Remote<Opener>[] | undefined;
  private finderWorker: Worker | undefined;
  private finderCalls: Remote<Finder> | undefined;
  readonly vault = connect<Vault>(this.vaultWorker);

  /** Opens many; each result goes to `use` as it comes, null for what does not open. */
  async open(sealed: Bytes[], use: (index: number, plain: Bytes | null) => void): Promise<void> {
    let next = 0;
    await Promise.all(this.pool().map(async (opener) => {
      while (next < sealed.length) {
        const from = next;
        next += BATCH;
        const opened = await opener.openAll(sealed.slice(from, from + BATCH));
        opened.forEach((plain, index) => use(from + index, plain));
      }
    }));
  }

  /** Starts the openers, so that they load while other things do. */
  warm(): void {
    this.pool();
  }

  /** One of the openers, for what is read one at a time. */
  get reader(): Remote<Opener> {
    return this.pool()[0]!;
  }

  get finder(): Remote<Finder> {
    return (this.finderCalls ??= connect<Finder>((this.finderWorker ??= start('finder'))));
  }

  /** With all that it knew. */
  endFinder(): void {
    this.finderWorker?.terminate();
    this.finderWorker = this.finderCalls = undefined;
  }

  private pool(): Remote<Opener>[] {
    return (this.openers ??= Array.from({ length: OPENERS }, () => {
      const worker = start('opener');
      const { port1, port2 } = new MessageChannel();
      this.vaultWorker.postMessage('opener', [port1]);
      worker.postMessage('vault', [port2]);
      return connect<Opener>(worker);
    }));
  }
}
