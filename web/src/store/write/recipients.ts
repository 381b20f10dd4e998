// SPDX-License-Identifier: Apache-2.0
//
// How each recipient's copy travels: docs/formats/peer-keys.md, "Finding the key of an address". A key that differs
// from the one used before stops the letter until the person decides.
import { fromBase64url, textOf, toBase64url, toHex, randomBytes, utf8, type Bytes } from '../../crypto/bytes';
import { canonical } from '../../jmap/auth';
import { bytesOf, type Arguments } from '../../jmap/client';
import { ServiceError } from '../../jmap/http';
import type { Open } from '../session.svelte';

export type Route =
  | { address: string; kind: 'encrypted'; certificate: Bytes; fingerprint: string }
  | { address: string; kind: 'clear' }
  | { address: string; kind: 'stopped'; fingerprint: string };

interface PeerKey {
  v: 1; addresses: string[]; fingerprint: string; certificate: string; source: string;
  trust: 'seen' | 'pinned' | 'verified' | 'rejected' | 'pending'; firstSeen: number; lastSeen: number; preferEncrypt: boolean;
}
interface Found { certificate: Bytes; fingerprint: string; source: 'directory' | 'wkd' }

const PREFIX = 'peerkeys/';

/** One for each address, in their order. */
export async function routesFor(open: Open, addresses: string[]): Promise<Route[]> {
  const wanted = [...new Set(addresses.map(canonical))];
  if (!wanted.length) return [];
  const [peers, found] = await Promise.all([fetchPeers(open), lookUp(open, wanted)]);
  const routes = await Promise.all(wanted.map((address) => routeOf(open, address, peers, found.get(address))));
  return routes;
}

async function routeOf(open: Open, address: string, peers: PeerKey[], found: Found | undefined): Promise<Route> {
  const own = peers.filter((peer) => peer.addresses.includes(address));
  const pinned = own.find(({ trust }) => trust === 'pinned' || trust === 'verified');
  if (pinned && found && pinned.fingerprint !== found.fingerprint) {
    const known = own.find(({ fingerprint }) => fingerprint === found.fingerprint);
    if (known?.trust !== 'rejected') {
      if (!known) await store(open, address, found, 'pending');
      return { address, kind: 'stopped', fingerprint: found.fingerprint };
    }
  }
  const stopping = own.find(({ trust, source }) => trust === 'pending' && source !== 'autocrypt');
  if (stopping) return { address, kind: 'stopped', fingerprint: stopping.fingerprint };
  if (found && !own.some(({ fingerprint, trust }) => fingerprint === found.fingerprint && trust === 'rejected')) {
    if (!pinned) await store(open, address, found, 'pinned');
    return { address, kind: 'encrypted', certificate: found.certificate, fingerprint: found.fingerprint };
  }
  const kept = pinned ?? own.find(({ trust }) => trust === 'seen');
  if (!kept) return { address, kind: 'clear' };
  return { address, kind: 'encrypted', certificate: fromBase64url(kept.certificate), fingerprint: kept.fingerprint };
}

async function fetchPeers(open: Open): Promise<PeerKey[]> {
  const { list } = await open.client.call('SealedItem/get', { ids: null });
  if (!Array.isArray(list)) throw new ServiceError('badAnswer');
  const items = list.filter((item) => typeof item?.name === 'string' && item.name.startsWith(PREFIX) && bytesOf(item.sealed));
  const plain = await open.workers.vault.open(items.map(({ name, sealed }) => ({ purpose: 'contacts' as const, id: name, bytes: fromBase64url(sealed) })));
  return plain.flatMap((bytes) => {
    try {
      const peer = bytes && (JSON.parse(textOf(bytes)) as PeerKey);
      return peer?.v === 1 && Array.isArray(peer.addresses) && typeof peer.fingerprint === 'string' ? [peer] : [];
    } catch {
      return [];
    }
  });
}

/** The own service's directory, then the Web Key Directory of the others' domains. */
async function lookUp(open: Open, addresses: string[]): Promise<Map<string, Found>> {
  const answer = await open.client.call('PublicKey/lookup', { addresses });
  const found = await readFound(open, answer, 'directory');
  const rest = addresses.filter((address) => !found.has(address)).slice(0, 10);
  if (!rest.length) return found;
  const more = await open.client.call('PublicKey/discover', { addresses: rest }).catch(() => undefined); // a convenience
  for (const [address, key] of more ? await readFound(open, more, 'wkd') : []) found.set(address, key);
  return found;
}

async function readFound(open: Open, answer: Arguments, source: Found['source']): Promise<Map<string, Found>> {
  const found = new Map<string, Found>();
  for (const entry of Array.isArray(answer.list) ? answer.list : []) {
    const certificate = bytesOf(entry?.certificate);
    if (!certificate || typeof entry.address !== 'string') continue;
    const fingerprint = await open.workers.vault.fingerprintOf(certificate).catch(() => undefined);
    if (fingerprint) found.set(canonical(entry.address), { certificate, fingerprint: fingerprint.toUpperCase(), source });
  }
  return found;
}

async function store(open: Open, address: string, found: Found, trust: PeerKey['trust']): Promise<void> {
  const name = PREFIX + toHex(randomBytes(8));
  const peer: PeerKey = {
    v: 1, addresses: [address], fingerprint: found.fingerprint, certificate: toBase64url(found.certificate), source: found.source,
    trust, firstSeen: Date.now(), lastSeen: Date.now(), preferEncrypt: false,
  };
  const sealed = await open.workers.vault.seal({ purpose: 'contacts', id: name, bytes: utf8(JSON.stringify(peer)) });
  await open.client.call('SealedItem/set', { create: { key: { name, sealed: toBase64url(sealed) } } });
}
