// SPDX-License-Identifier: Apache-2.0
//
// How each recipient's copy travels: docs/formats/peer-keys.md, "Finding the key of an address". A key that differs
// from the one used before stops the letter until the person decides.
import type { Bytes } from '../../crypto/bytes';
import { canonical } from '../../jmap/auth';
import { directoryKeys, wkdKeys, type FoundKey } from '../key_lookup';
import type { PeerKey, PeerKeys } from '../peer_keys.svelte';

export type Route =
  | { address: string; kind: 'encrypted'; certificate: Bytes; fingerprint: string }
  | { address: string; kind: 'clear' }
  | { address: string; kind: 'stopped'; fingerprint: string };

/** One for each address, in their order. */
export async function routesFor(peers: PeerKeys, addresses: string[]): Promise<Route[]> {
  const wanted = [...new Set(addresses.map(canonical))];
  if (!wanted.length) return [];
  const [, found] = await Promise.all([peers.load(), lookUp(peers, wanted)]);
  return Promise.all(wanted.map((address) => routeOf(peers, address, found.find((key) => key.address === address))));
}

/** The own service's directory, then the Web Key Directory of the others' domains. */
async function lookUp({ open }: PeerKeys, addresses: string[]): Promise<FoundKey[]> {
  const found = await directoryKeys(open, addresses);
  const rest = addresses.filter((address) => !found.some((key) => key.address === address));
  return [...found, ...(await wkdKeys(open, rest))];
}

async function routeOf(peers: PeerKeys, address: string, found: FoundKey | undefined): Promise<Route> {
  const stopping = await stoppingKey(peers, address, found);
  if (stopping) return { address, kind: 'stopped', fingerprint: stopping.fingerprint };
  const own = peers.of(address);
  const pinned = own.find(isPinned);
  const rejected = own.some(({ fingerprint, trust }) => fingerprint === found?.fingerprint && trust === 'rejected');
  if (found && !rejected) {
    if (!pinned) await peers.pin(found);
    const { certificate } = pinned?.fingerprint === found.fingerprint ? await peers.renew(pinned, found.certificate) : found;
    return { address, kind: 'encrypted', certificate, fingerprint: found.fingerprint };
  }
  const kept = pinned ?? own.find(({ trust }) => trust === 'seen');
  if (!kept || !(await isWhole(peers, kept))) return { address, kind: 'clear' };
  return { address, kind: 'encrypted', certificate: kept.certificate, fingerprint: kept.fingerprint };
}

/** The key about which the person has to decide first. */
async function stoppingKey(peers: PeerKeys, address: string, found: FoundKey | undefined): Promise<PeerKey | undefined> {
  const own = peers.of(address);
  const pinned = own.find(isPinned);
  if (pinned && found && pinned.fingerprint !== found.fingerprint) {
    const known = own.find(({ fingerprint }) => fingerprint === found.fingerprint);
    if (known?.trust !== 'rejected') return known ?? peers.add(found, 'pending');
  }
  return own.find(({ trust, source }) => trust === 'pending' && source !== 'autocrypt');
}

const isPinned = ({ trust }: PeerKey) => trust === 'pinned' || trust === 'verified';

/** The certificate is the one that the fingerprint names. */
async function isWhole({ open }: PeerKeys, { certificate, fingerprint }: PeerKey): Promise<boolean> {
  return (await open.workers.vault.fingerprintOf(certificate).catch(() => '')) === fingerprint;
}
