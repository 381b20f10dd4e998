// SPDX-License-Identifier: Apache-2.0
//
// Factors: the second factors of the account (docs/protocol.md, "Second factors"). Their names are sealed. What
// changes them asks for the password; `codes`, where they are given, are shown once.
import { prove } from '../jmap/auth';
import { post, ServiceError, textField } from '../jmap/http';
import { makePasskey, typedCode } from '../jmap/second_step';
import type { Open } from './session.svelte';

export interface Factor { id: string; kind: 'totp' | 'passkey'; name: string | null; createdAt: number }
export interface TotpSetup { setup: string; secret: string; uri: string }

type Codes = string[] | undefined;

export class Factors {
  list = $state.raw<Factor[]>([]);
  codesLeft = $state(0);
  loaded = $state(false);

  constructor(private open: Open) {}

  async refresh(): Promise<void> {
    const { factors, recoveryCodesLeft } = await this.ask('list', {});
    if (!Array.isArray(factors)) throw new ServiceError('badAnswer');
    this.list = await Promise.all(factors.map((entry) => this.read(entry)));
    this.codesLeft = Number(recoveryCodesLeft) || 0;
    this.loaded = true;
  }

  async startTotp(): Promise<TotpSetup> {
    const answer = await this.ask('totp/start', {});
    return { setup: textField(answer, 'setup'), secret: textField(answer, 'secret'), uri: textField(answer, 'uri') };
  }

  finishTotp({ setup }: TotpSetup, code: string, name: string, password: string): Promise<Codes> {
    return this.change('totp/finish', password, async () => ({ setup, code: typedCode(code), label: await this.label(name) }));
  }

  /** Throws what the browser throws if it makes none. */
  async addPasskey(name: string, password: string): Promise<Codes> {
    const started = await this.ask('passkey/start', {});
    const made = await makePasskey(started, this.open.account.address);
    return this.change('passkey/finish', password, async () => ({ setup: textField(started, 'setup'), ...made, label: await this.label(name) }));
  }

  async remove(id: string, password: string): Promise<void> {
    await this.change('remove', password, async () => ({ id }));
  }

  newCodes(password: string): Promise<Codes> {
    return this.change('codes', password, async () => ({}));
  }

  private async change(path: string, password: string, body: () => Promise<object>): Promise<Codes> {
    const proof = await prove(this.open.workers.vault, this.open.account.address, password);
    const { recoveryCodes } = await this.ask(path, { ...(await body()), ...proof });
    void this.refresh().catch(() => undefined); // it is done; the list is fresh the next time
    if (recoveryCodes === undefined) return undefined;
    if (!Array.isArray(recoveryCodes) || !recoveryCodes.every((code) => typeof code === 'string')) throw new ServiceError('badAnswer');
    return recoveryCodes;
  }

  private label(name: string): Promise<string> {
    return this.open.workers.vault.label(name.trim());
  }

  private ask(path: string, body: object): Promise<Record<string, unknown>> {
    return post(`/auth/factors/${path}`, body, this.open.account.token);
  }

  private async read(entry: Record<string, unknown>): Promise<Factor> {
    const label = typeof entry.label === 'string' ? entry.label : '';
    return {
      id: String(entry.id),
      kind: entry.kind === 'passkey' ? 'passkey' : 'totp',
      name: label ? await this.open.workers.vault.openText('settings', 'label', label) : null,
      createdAt: Date.parse(String(entry.createdAt)),
    };
  }
}
