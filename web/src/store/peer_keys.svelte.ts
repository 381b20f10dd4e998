// SPDX-License-Identifier: Apache-2.0
//
// PeerKeys: what the account's devices know of correspondents' keys: docs/formats/peer-keys.md.
import { fromBase64url, textOf, type Bytes } from '../crypto/bytes';
import { canonical } from '../jmap/auth';
import { bytesOf } from '../jmap/client';
import { ServiceError } from '../jmap/http';
import type { Open } from './session.svelte';

export const SOURCES = ['directory', 'wkd', 'autocrypt', 'import'] as const;
export const TRUSTS = ['seen', 'pinned', 'verified', 'rejected', 'pending'] as const;

export interface PeerKey {
  /** Of the sealed item; empty if there is none yet. */
  item: string;
  addresses: string[];
  /** Lower-case hex. */
  fingerprint: string;
  certificate: Bytes;
  source: (typeof SOURCES)[number];
  trust: (typeof TRUSTS)[number];
  firstSeen: number;
  lastSeen: number;
  preferEncrypt: boolean;
}

const MAX_CERTIFICATE = 64 * 1024;

/** undefined: it breaks a rule, or is of another version. */
export function readPeerKey(item: string, plain: Bytes): PeerKey | undefined {
  try {
    const all = JSON.parse(textOf(plain));
    const certificate = fromBase64url(all.certificate);
    const { addresses, source, trust, firstSeen, lastSeen } = all;
    const listed = Array.isArray(addresses) && addresses.length >= 1 && addresses.length <= 50 && addresses.every((one) => typeof one === 'string');
    if (all.v !== 1 || !listed || certificate.length > MAX_CERTIFICATE || !SOURCES.includes(source) || !TRUSTS.includes(trust)) return undefined;
    if (!/^([0-9A-F]{40}|[0-9A-F]{64})$/i.test(all.fingerprint) || !Number.isFinite(firstSeen) || !Number.isFinite(lastSeen)) return undefined;
    return { item, addresses, fingerprint: all.fingerprint.toLowerCase(), certificate, source, trust, firstSeen, lastSeen, preferEncrypt: all.preferEncrypt === true };
  } catch {
    return undefined;
  }
}

export class PeerKeys {
  list = $state.raw<PeerKey[]>([]);
  private loading: Promise<void> | undefined;

  constructor(private open: Open) {}

  /** Fetched once; again after `forget()`. */
  load(): Promise<void> {
    return (this.loading ??= this.fetch().catch((error) => {
      this.loading = undefined;
      throw error;
    }));
  }

  forget(): void {
    this.loading = undefined;
  }

  /** Whose signatures count for mail from `address`: everything known but rejected keys, and the own service's directory. */
  async signers(address: string): Promise<PeerKey[]> {
    const wanted = canonicalOrEmpty(address);
    if (!wanted) return [];
    const [, found] = await Promise.all([this.load(), this.lookUp(wanted)]);
    const known = this.list.filter((key) => key.addresses.includes(wanted) && key.trust !== 'rejected');
    const isKnown = (fingerprint: string) => this.list.some((key) => key.addresses.includes(wanted) && key.fingerprint === fingerprint);
    return [...known, ...found.filter((key) => !isKnown(key.fingerprint))];
  }

  private async lookUp(address: string): Promise<PeerKey[]> {
    const { list } = await this.open.client.call('PublicKey/lookup', { addresses: [address] });
    if (!Array.isArray(list)) throw new ServiceError('badAnswer');
    const now = Date.now();
    return list.flatMap((entry) => {
      const certificate = bytesOf(entry?.certificate);
      if (!certificate || entry.address !== address || typeof entry.fingerprint !== 'string') return [];
      const fingerprint = entry.fingerprint.toLowerCase();
      return [{ item: '', addresses: [address], fingerprint, certificate, source: 'directory' as const, trust: 'seen' as const, firstSeen: now, lastSeen: now, preferEncrypt: false }];
    });
  }

  private async fetch(): Promise<void> {
    const { list } = await this.open.client.call('SealedItem/get', { ids: null });
    if (!Array.isArray(list)) throw new ServiceError('badAnswer');
    const items = list.filter((entry) => typeof entry?.name === 'string' && entry.name.startsWith('peerkeys/') && bytesOf(entry.sealed));
    const opened = await this.open.workers.vault.open(items.map(({ name, sealed }) => ({ purpose: 'contacts' as const, id: name, bytes: bytesOf(sealed)! })));
    this.list = opened.flatMap((plain, index) => (plain && readPeerKey(items[index].name, plain)) || []);
  }
}

function canonicalOrEmpty(address: string): string {
  try {
    return canonical(address);
  } catch {
    return '';
  }
}
