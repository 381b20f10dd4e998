// SPDX-License-Identifier: Apache-2.0
//
// Where keys of correspondents are found: the own service's directory, and the Web Key Directory of other domains.
// What a server says a key's fingerprint is does not count: it is taken from the certificate.
import type { Bytes } from '../crypto/bytes';
import { canonical } from '../jmap/auth';
import { bytesOf, type Arguments } from '../jmap/client';
import { ServiceError } from '../jmap/http';
import type { Open } from './session.svelte';

export interface FoundKey { address: string; certificate: Bytes; fingerprint: string; source: 'directory' | 'wkd' }

const MAX_LOOKUP = 50;
const MAX_DISCOVER = 10;

/** `addresses`: canonical. */
export async function directoryKeys(open: Open, addresses: string[]): Promise<FoundKey[]> {
  const pages = Array.from({ length: Math.ceil(addresses.length / MAX_LOOKUP) }, (_, page) => addresses.slice(page * MAX_LOOKUP, (page + 1) * MAX_LOOKUP));
  const answers = await Promise.all(pages.map((page) => open.client.call('PublicKey/lookup', { addresses: page })));
  return (await Promise.all(answers.map((answer) => readFound(open, answer, addresses, 'directory')))).flat();
}

/** A convenience: what can't be asked is not found. */
export async function wkdKeys(open: Open, addresses: string[]): Promise<FoundKey[]> {
  if (!addresses.length) return [];
  const asked = addresses.slice(0, MAX_DISCOVER);
  const answer = await open.client.call('PublicKey/discover', { addresses: asked }).catch(() => undefined);
  return answer ? readFound(open, answer, asked, 'wkd') : [];
}

async function readFound(open: Open, { list }: Arguments, asked: string[], source: FoundKey['source']): Promise<FoundKey[]> {
  if (!Array.isArray(list)) throw new ServiceError('badAnswer');
  const found = await Promise.all(list.map(async (entry): Promise<FoundKey | undefined> => {
    const certificate = bytesOf(entry?.certificate);
    if (!certificate || typeof entry.address !== 'string') return undefined;
    const address = canonical(entry.address);
    const fingerprint = await open.workers.vault.fingerprintOf(certificate).catch(() => undefined);
    return fingerprint && asked.includes(address) ? { address, certificate, fingerprint, source } : undefined;
  }));
  return found.filter((key) => key !== undefined);
}
