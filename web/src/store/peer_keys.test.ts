// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { fromBase64url, textOf, toBase64url, utf8 } from '../crypto/bytes';
import { PeerKeys, peerKeyJson, readPeerKey } from './peer_keys.svelte';
import type { Open } from './session.svelte';
import { routesFor } from './write/recipients';

const vector = readFileSync(join(import.meta.dirname, '../../../testdata/compose/peer-key.json'));
const BERT = 'bert@example.org';
const [OLD, NEW] = ['aa'.repeat(20), 'bb'.repeat(20)];

// A server that keeps items, and a vault that seals nothing; a certificate is its fingerprint.
let items: Map<string, string>;
let directory: { address: string; certificate: string }[];
const answers: Record<string, (args: any) => object> = {
  'SealedItem/get': () => ({ list: [...items].map(([name, sealed]) => ({ name, sealed })) }),
  'SealedItem/set': ({ create = {}, update = {}, destroy = [] }) => {
    for (const { name, sealed } of Object.values<any>(create)) items.set(name, sealed);
    for (const [id, { sealed }] of Object.entries<any>(update)) items.set(textOf(fromBase64url(id)), sealed);
    for (const id of destroy) items.delete(textOf(fromBase64url(id)));
    return {};
  },
  'PublicKey/lookup': () => ({ list: directory }),
  'PublicKey/discover': () => ({ list: [] }),
};
const vault = {
  open: async (blobs: { bytes: Uint8Array }[]) => blobs.map(({ bytes }) => bytes),
  sealAll: async (blobs: { bytes: Uint8Array }[]) => blobs.map(({ bytes }) => bytes),
  fingerprintOf: async (certificate: Uint8Array<ArrayBuffer>) => textOf(certificate).split(' ')[0],
  mergeCertificates: async (old: Uint8Array<ArrayBuffer>, newer: Uint8Array<ArrayBuffer>) => utf8(`${textOf(old)}+${textOf(newer)}`),
};
const open = { client: { call: async (name: string, args: object) => answers[name]!(args) }, workers: { vault } } as unknown as Open;
const inDirectory = (fingerprint: string, address = BERT) => (directory = [{ address, certificate: toBase64url(utf8(fingerprint)) }]);
const trusts = () => [...items.values()].map((sealed) => JSON.parse(textOf(fromBase64url(sealed))).trust).sort();

beforeEach(() => {
  items = new Map();
  directory = [];
});

test('an item is read and written as the command line client does it, with members of others kept', () => {
  const key = readPeerKey('peerkeys/1', vector)!;
  expect(key).toMatchObject({ source: 'wkd', trust: 'pinned', preferEncrypt: true });
  expect(peerKeyJson(key)).toEqual(JSON.parse(textOf(vector)));
  const more = utf8(JSON.stringify({ ...JSON.parse(textOf(vector)), later: { x: 1 } }));
  expect(peerKeyJson(readPeerKey('peerkeys/1', more)!)).toMatchObject({ later: { x: 1 } });
});

test('what breaks a rule is no key', () => {
  const good = JSON.parse(textOf(vector));
  for (const wrong of [{ v: 2 }, { addresses: [] }, { addresses: [7] }, { fingerprint: 'XY' }, { trust: 'best' }, { source: 'mail' }, { firstSeen: '1' }]) {
    expect(readPeerKey('x', utf8(JSON.stringify({ ...good, ...wrong })))).toBeUndefined();
  }
});

test('the first key is pinned; another one stops the letter until it is accepted or rejected', async () => {
  inDirectory(OLD);
  expect(await routesFor(new PeerKeys(open), [BERT])).toMatchObject([{ kind: 'encrypted', fingerprint: OLD }]);
  inDirectory(NEW);
  const peers = new PeerKeys(open);
  expect(await routesFor(peers, [BERT])).toEqual([{ address: BERT, kind: 'stopped', fingerprint: NEW }]);
  expect(await routesFor(peers, [BERT])).toMatchObject([{ kind: 'stopped' }]);
  expect(trusts()).toEqual(['pending', 'pinned']);

  await peers.setTrust(peers.list.find(({ trust }) => trust === 'pending')!, 'rejected');
  expect(await routesFor(peers, [BERT])).toMatchObject([{ kind: 'encrypted', fingerprint: OLD }]);
  await peers.accept(peers.list.find(({ trust }) => trust === 'rejected')!);
  expect(await routesFor(new PeerKeys(open), [BERT])).toMatchObject([{ kind: 'encrypted', fingerprint: NEW }]);
  expect(trusts()).toEqual(['pinned']);
});

test('a key that only came with a mail gives way; a certificate that was renewed is kept', async () => {
  const seen = { ...readPeerKey('peerkeys/1', vector)!, addresses: [BERT], fingerprint: OLD, trust: 'seen' as const, certificate: utf8(OLD) };
  items.set('peerkeys/1', toBase64url(utf8(JSON.stringify(peerKeyJson(seen)))));
  expect(await routesFor(new PeerKeys(open), [BERT])).toMatchObject([{ kind: 'encrypted', fingerprint: OLD }]);
  inDirectory(NEW);
  expect(await routesFor(new PeerKeys(open), [BERT])).toMatchObject([{ kind: 'encrypted', fingerprint: NEW }]);
  expect(trusts()).toEqual(['pinned']);
  directory[0]!.certificate = toBase64url(utf8(`${NEW} renewed`));
  const [route] = await routesFor(new PeerKeys(open), [BERT]);
  expect(route).toMatchObject({ kind: 'encrypted', fingerprint: NEW, certificate: utf8(`${NEW}+${NEW} renewed`) });
  expect([...items.values()].map((sealed) => JSON.parse(textOf(fromBase64url(sealed))).certificate)).toEqual([toBase64url(utf8(`${NEW}+${NEW} renewed`))]);
});

test('learned from mail: newer ones replace what was seen; beside a key in use they only wait and stop nothing', async () => {
  const peers = new PeerKeys(open);
  const from = (fingerprint: string, at: number) => peers.learn({ address: 'Bert@example.org', certificate: utf8(fingerprint), preferEncrypt: true, at });
  await from(OLD, 2000);
  await from(NEW, 1000); // an older mail
  expect(peers.list).toMatchObject([{ fingerprint: OLD, trust: 'seen', source: 'autocrypt', lastSeen: 2000, preferEncrypt: true }]);
  await from(NEW, 3000);
  expect(peers.list).toMatchObject([{ fingerprint: NEW, trust: 'seen' }]);
  expect(await routesFor(peers, [BERT])).toMatchObject([{ kind: 'encrypted', fingerprint: NEW }]);

  await peers.setTrust(peers.list[0]!, 'pinned');
  await from(OLD, 4000);
  expect(trusts()).toEqual(['pending', 'pinned']);
  expect(await routesFor(peers, [BERT])).toMatchObject([{ kind: 'encrypted', fingerprint: NEW }]);
  await peers.setTrust(peers.list.find(({ trust }) => trust === 'pending')!, 'rejected');
  await from(OLD, 5000);
  expect(trusts()).toEqual(['pinned', 'rejected']);
});

test('a key of somebody who was not asked for, or whose fingerprint is another, encrypts nothing', async () => {
  inDirectory(OLD, 'eve@example.org');
  expect(await routesFor(new PeerKeys(open), [BERT])).toEqual([{ address: BERT, kind: 'clear' }]);
  const forged = { ...readPeerKey('x', vector)!, addresses: [BERT], fingerprint: NEW, certificate: utf8(OLD) };
  items.set('peerkeys/1', toBase64url(utf8(JSON.stringify(peerKeyJson(forged)))));
  expect(await routesFor(new PeerKeys(open), [BERT])).toEqual([{ address: BERT, kind: 'clear' }]);
});
