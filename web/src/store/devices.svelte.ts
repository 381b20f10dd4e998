// SPDX-License-Identifier: Apache-2.0
//
// Devices: the sessions of the account. Their labels are sealed (docs/formats/account.md, "settings").
import type { Arguments } from '../jmap/client';
import { ServiceError } from '../jmap/http';
import type { Open } from './session.svelte';

export interface Device { id: string; name: string | null; createdAt: number; lastUsedAt: number; isCurrent: boolean }

export class Devices {
  list = $state.raw<Device[]>([]);

  constructor(private open: Open) {}

  async refresh(): Promise<void> {
    const { list } = await this.open.client.call('Device/get', { ids: null });
    if (!Array.isArray(list)) throw new ServiceError('badAnswer');
    const devices = await Promise.all(list.map((entry) => this.read(entry)));
    this.list = devices.sort((a, b) => Number(b.isCurrent) - Number(a.isCurrent) || b.lastUsedAt - a.lastUsedAt);
  }

  /** Logs that device out. */
  async end(id: string): Promise<void> {
    const answer = await this.open.client.call('Device/set', { destroy: [id] });
    if (answer.notDestroyed && Object.keys(answer.notDestroyed).length) throw new ServiceError('notDestroyed');
    await this.refresh();
  }

  private async read(entry: Arguments): Promise<Device> {
    const label = typeof entry.label === 'string' ? entry.label : '';
    return {
      id: String(entry.id),
      name: label ? await this.open.workers.vault.openText('settings', 'label', label) : null,
      createdAt: Date.parse(String(entry.createdAt)),
      lastUsedAt: Date.parse(String(entry.lastUsedAt)),
      isCurrent: entry.isCurrent === true,
    };
  }
}
