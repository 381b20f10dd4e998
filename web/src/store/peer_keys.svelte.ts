// SPDX-License-Identifier: Apache-2.0
//
// PeerKeys: what the account's devices know of correspondents' keys, and what its owner decides about them:
// docs/formats/peer-keys.md.
import { fromBase64url, textOf, toBase64url, type Bytes } from '../crypto/bytes';
import { canonical } from '../jmap/auth';
import type { Learned } from '../mail/autocrypt';
import { Fresh } from './fresh';
import { directoryKeys, type FoundKey } from './key_lookup';
import { newItemName, readItems, removeItems, writeItems } from './sealed_items';
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
  /** Members of the item that other programs put there. */
  others?: object;
}

const PREFIX = 'peerkeys/';
const MAX_CERTIFICATE = 64 * 1024;
const MAX_SEEN = 300;
/** Of an address at most one key is one of these. */
const CURRENT: PeerKey['trust'][] = ['seen', 'pinned', 'verified'];
/** A key that comes with each mail is not written anew for each. */
const DAY = 86_400_000;

/** undefined: it breaks a rule, or is of another version. */
export function readPeerKey(item: string, plain: Bytes): PeerKey | undefined {
  try {
    const all = JSON.parse(textOf(plain));
    const certificate = fromBase64url(all.certificate);
    const { addresses, source, trust, firstSeen, lastSeen, v, fingerprint, preferEncrypt, certificate: _, ...others } = all;
    const listed = Array.isArray(addresses) && addresses.length >= 1 && addresses.length <= 50 && addresses.every((one) => typeof one === 'string');
    if (v !== 1 || !listed || certificate.length > MAX_CERTIFICATE || !SOURCES.includes(source) || !TRUSTS.includes(trust)) return undefined;
    if (!/^([0-9A-F]{40}|[0-9A-F]{64})$/i.test(fingerprint) || !Number.isFinite(firstSeen) || !Number.isFinite(lastSeen)) return undefined;
    return { item, addresses, fingerprint: fingerprint.toLowerCase(), certificate, source, trust, firstSeen, lastSeen, preferEncrypt: preferEncrypt === true, others };
  } catch {
    return undefined;
  }
}

/** The item's content. */
export function peerKeyJson({ addresses, fingerprint, certificate, source, trust, firstSeen, lastSeen, preferEncrypt, others }: PeerKey): object {
  return { ...others, v: 1, addresses, fingerprint: fingerprint.toUpperCase(), certificate: toBase64url(certificate), source, trust, firstSeen, lastSeen, preferEncrypt };
}

function asPeerKey({ address, certificate, fingerprint, source }: FoundKey, trust: PeerKey['trust']): PeerKey {
  const now = Date.now();
  return { item: '', addresses: [address], fingerprint, certificate, source, trust, firstSeen: now, lastSeen: now, preferEncrypt: false };
}

function asLearned({ certificate, preferEncrypt, at }: Learned, address: string, fingerprint: string): PeerKey {
  return { item: '', addresses: [address], fingerprint, certificate, source: 'autocrypt', trust: 'seen', firstSeen: at, lastSeen: at, preferEncrypt };
}

const sameBytes = (a: Bytes, b: Bytes) => a.length === b.length && a.every((octet, index) => octet === b[index]);

export class PeerKeys {
  list = $state.raw<PeerKey[]>([]);
  private learning: Promise<void> = Promise.resolve();
  private fresh = new Fresh(() => this.fetch());

  constructor(readonly open: Open) {}

  load(): Promise<void> {
    return this.fresh.load();
  }

  /** The known keys of an address, canonical. */
  of(address: string): PeerKey[] {
    return this.list.filter(({ addresses }) => addresses.includes(address));
  }

  /** Whose signatures count for mail from `address`: everything known but rejected keys, and the own service's directory. */
  async signers(address: string): Promise<PeerKey[]> {
    const wanted = canonical(address);
    if (!wanted) return [];
    const [, found] = await Promise.all([this.load(), directoryKeys(this.open, [wanted])]);
    const known = this.of(wanted);
    const news = found.filter(({ fingerprint }) => !known.some((key) => key.fingerprint === fingerprint));
    return [...known.filter(({ trust }) => trust !== 'rejected'), ...news.map((key) => asPeerKey(key, 'seen'))];
  }

  /** Keeps what was found. */
  async add(found: FoundKey, trust: PeerKey['trust']): Promise<PeerKey> {
    const key = { ...asPeerKey(found, trust), item: newItemName(PREFIX) };
    await this.write(key);
    return key;
  }

  /** Used from now on; what was only seen in a mail gives way. */
  async pin(found: FoundKey): Promise<void> {
    const seen = this.of(found.address).find(({ fingerprint }) => fingerprint === found.fingerprint);
    const { certificate, source } = found;
    await this.accept(seen ? { ...seen, certificate, source } : { ...asPeerKey(found, 'pinned'), item: newItemName(PREFIX) });
  }

  /** A key that came with a mail: docs/formats/peer-keys.md, "Learning from mail". */
  learn(learned: Learned): Promise<void> {
    return (this.learning = this.learning.catch(() => undefined).then(() => this.learnOne(learned))); // not one key twice
  }

  private async learnOne(learned: Learned): Promise<void> {
    await this.load();
    const address = canonical(learned.address);
    const fingerprint = await this.open.workers.vault.fingerprintOf(learned.certificate).catch(() => undefined);
    const known = this.of(address);
    const current = known.find(({ trust }) => CURRENT.includes(trust));
    if (!fingerprint || known.some((key) => key.fingerprint === fingerprint && key !== current)) return;
    if (current && learned.at <= current.lastSeen + (current.fingerprint === fingerprint ? DAY : 0)) return;
    if (current?.fingerprint === fingerprint) return this.write({ ...current, lastSeen: learned.at, preferEncrypt: learned.preferEncrypt });
    await this.takeOther(current, { ...asLearned(learned, address, fingerprint), item: newItemName(PREFIX) });
  }

  private async takeOther(current: PeerKey | undefined, key: PeerKey): Promise<void> {
    if (current && current.trust !== 'seen') {
      const waiting = this.of(key.addresses[0]!).filter(({ trust }) => trust === 'pending');
      if (waiting.some(({ source }) => source !== 'autocrypt')) return;
      await this.write({ ...key, trust: 'pending' });
      return this.remove(waiting);
    }
    await this.write(key);
    const seen = this.list.filter(({ trust }) => trust === 'seen').sort((a, b) => b.lastSeen - a.lastSeen);
    await this.remove([...(current ? [current] : []), ...seen.slice(MAX_SEEN)]);
  }

  private async remove(keys: PeerKey[]): Promise<void> {
    await removeItems(this.open, keys.map(({ item }) => item));
    this.list = this.list.filter((key) => !keys.includes(key));
  }

  /** The same key, found again: its certificate may have been renewed, or revoked. */
  async renew(key: PeerKey, found: Bytes): Promise<PeerKey> {
    if (sameBytes(key.certificate, found)) return key;
    const certificate = await this.open.workers.vault.mergeCertificates(key.certificate, found);
    const renewed = { ...key, certificate, lastSeen: Date.now() };
    if (!sameBytes(key.certificate, certificate)) await this.write(renewed);
    return renewed;
  }

  async setTrust(key: PeerKey, trust: PeerKey['trust']): Promise<void> {
    await this.write({ ...key, trust });
  }

  /** The person wants this one: it takes the place of the others of its addresses. */
  async accept(key: PeerKey, trust: 'pinned' | 'verified' = 'pinned'): Promise<void> {
    const replaced = this.list.filter((other) => other.item !== key.item && CURRENT.includes(other.trust) &&
      other.addresses.some((address) => key.addresses.includes(address)));
    await this.setTrust(key, trust);
    await this.remove(replaced);
  }

  private async write(key: PeerKey): Promise<void> {
    const others = this.list.filter(({ item }) => item !== key.item);
    await writeItems(this.open, 'contacts', [{ name: key.item, value: peerKeyJson(key), isNew: others.length === this.list.length }]);
    this.list = [...others, key];
  }

  private async fetch(): Promise<void> {
    const items = await readItems(this.open, PREFIX, 'contacts');
    this.list = items.flatMap(({ name, plain }) => readPeerKey(name, plain) ?? []);
  }
}
