// SPDX-License-Identifier: Apache-2.0
//
// Session: who is logged in on this page. Owns the workers and the JMAP client; everything else is made from it.
import type { Account, NewAccount } from '../crypto/vault';
import { Workers } from '../crypto/workers';
import * as auth from '../jmap/auth';
import { JmapClient } from '../jmap/client';
import { ServiceError } from '../jmap/http';
import type { SecondProof, SecondStep } from '../jmap/second_step';
import { Cache } from './cache';

export interface Open { account: Account; client: JmapClient; workers: Workers; cache: Cache | undefined }

export class Session {
  readonly workers = new Workers();
  /** undefined: nobody is logged in; null: not known yet. */
  open = $state.raw<Open | null | undefined>(null);
  /** Why the session ended, if not by the user. */
  ended = $state<'expired' | 'deleted' | undefined>();

  constructor(private deviceName: () => string) {}

  /** Continues with what this device remembers. */
  async restore(): Promise<void> {
    const account = await this.workers.vault.restore().catch(() => undefined);
    if (account) await this.begin(account, 'kept').catch(() => (this.open = undefined));
    else this.open = undefined;
  }

  /** What is asked for besides the password; undefined: nothing, the session has begun. */
  async logIn(address: string, password: string, remember: boolean): Promise<SecondStep | undefined> {
    const found = await auth.logIn(this.workers.vault, address, password);
    if ('ticket' in found) return found;
    await this.enter(found, remember);
    return undefined;
  }

  async finishSecondStep(step: SecondStep, proof: SecondProof, remember: boolean): Promise<void> {
    await this.enter(await auth.finishSecondStep(this.workers.vault, step, proof), remember);
  }

  private async enter(account: Account, remember: boolean): Promise<void> {
    await this.begin(account, remember);
    void this.labelThisDevice().catch(() => undefined); // the device stays without a name
  }

  /** Asks for the rules of a new account before anybody writes 24 words down. */
  checkNewAddress(address: string, password: string, invite: string): Promise<void> {
    return auth.checkNewAddress(this.workers.vault, address, password, invite);
  }

  newAccount(address: string): Promise<NewAccount> {
    return this.workers.vault.newAccount(auth.canonical(address), this.deviceName());
  }

  async signUp(made: NewAccount, address: string, password: string, invite: string, remember: boolean): Promise<void> {
    await this.begin(await auth.signUp(this.workers.vault, made, address, password, invite), remember);
  }

  async recover(address: string, phrase: string, password: string, remember: boolean): Promise<void> {
    await this.begin(await auth.recover(this.workers.vault, address, phrase, password, this.deviceName()), remember);
  }

  changePassword(old: string, fresh: string): Promise<void> {
    return auth.changePassword(this.workers.vault, this.need().account, old, fresh);
  }

  async deleteAccount(password: string): Promise<void> {
    await auth.deleteAccount(this.workers.vault, this.need().account, password);
    await this.leave();
    this.ended = 'deleted';
  }

  async logOut(): Promise<void> {
    const account = this.open?.account;
    if (account) await auth.logOut(account).catch(() => undefined); // the device forgets in any case
    await this.leave();
  }

  need(): Open {
    if (!this.open) throw new ServiceError('unauthorized', 401);
    return this.open;
  }

  /** `remember`: true keeps the session on this device from now on; 'kept': it is there already. */
  private async begin(account: Account, remember: boolean | 'kept' = false): Promise<void> {
    const client = new JmapClient(account.accountId, account.token);
    client.onUnauthorized = () => void this.expire();
    if (remember === true) await this.workers.vault.remember(account);
    const cache = remember ? await Cache.open(account.accountId, this.workers.vault) : undefined;
    this.ended = undefined;
    this.open = { account, client, workers: this.workers, cache };
  }

  private async expire(): Promise<void> {
    if (!this.open) return;
    this.ended = 'expired';
    await this.leave();
  }

  private async leave(): Promise<void> {
    const cache = this.open?.cache;
    this.open = undefined;
    this.workers.endFinder();
    await Promise.all([this.workers.vault.lock(), cache?.destroy()]);
  }

  /** The label is sealed under the account secret, which a device has only after it logged in. */
  private async labelThisDevice(): Promise<void> {
    const { client, workers } = this.need();
    const { list } = await client.call('Device/get', { ids: null });
    const mine = Array.isArray(list) ? list.find((device) => device?.isCurrent === true) : undefined;
    if (mine) await client.call('Device/set', { update: { [mine.id]: { label: await workers.vault.label(this.deviceName()) } } });
  }
}
