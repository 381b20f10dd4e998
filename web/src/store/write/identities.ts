// SPDX-License-Identifier: Apache-2.0
//
// OwnIdentities: the account's addresses with the names and signatures that go with them: the sealed item
// `settings/identities` (docs/formats/peer-keys.md, "Own identities").
import { textOf } from '../../crypto/bytes';
import { canonical } from '../../jmap/auth';
import { ServiceError } from '../../jmap/http';
import { readItems, writeItems } from '../sealed_items';
import type { Open } from '../session.svelte';

export interface OwnIdentity {
  /** JMAP's. */
  id: string;
  email: string;
  name: string;
  signatureText: string;
  signatureHtml: string;
}

type Stored = { v: 1; identities: Record<string, Record<string, unknown>> };

const ITEM = 'settings/identities';
const text = (value: unknown) => (typeof value === 'string' ? value.slice(0, 20_000) : '');
const isObject = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);

async function addresses(open: Open): Promise<{ id: string; email: string }[]> {
  const { list } = await open.client.call('Identity/get', { ids: null });
  if (!Array.isArray(list)) throw new ServiceError('badAnswer');
  return list.filter((one) => typeof one?.id === 'string' && typeof one.email === 'string').map(({ id, email }) => ({ id, email }));
}

/** undefined: nothing usable is stored. */
export function readIdentities(plain: Uint8Array): Stored | undefined {
  try {
    const all: unknown = JSON.parse(textOf(plain));
    if (!isObject(all) || all.v !== 1 || !isObject(all.identities)) return undefined;
    const identities = Object.entries(all.identities).filter(([, one]) => isObject(one));
    return { ...all, v: 1, identities: Object.fromEntries(identities) as Stored['identities'] };
  } catch {
    return undefined;
  }
}

async function stored(open: Open): Promise<{ isNew: boolean; value: Stored }> {
  const item = (await readItems(open, ITEM, 'settings')).find(({ name }) => name === ITEM);
  return { isNew: !item, value: (item && readIdentities(item.plain)) ?? { v: 1, identities: {} } };
}

/** The account's own address first. */
export async function loadIdentities(open: Open): Promise<OwnIdentity[]> {
  const [list, { value }] = await Promise.all([addresses(open), stored(open)]);
  const first = open.account.address;
  return list.sort((a, b) => Number(b.email === first) - Number(a.email === first)).map(({ id, email }) => {
    const one = value.identities[canonical(email)] ?? {};
    return { id, email, name: text(one.name), signatureText: text(one.signatureText), signatureHtml: text(one.signatureHtml) };
  });
}

/** What other programs wrote beside it stays. */
export async function saveIdentity(open: Open, { email, name, signatureText, signatureHtml }: OwnIdentity): Promise<void> {
  const { isNew, value } = await stored(open);
  const address = canonical(email);
  value.identities[address] = { ...value.identities[address], name, signatureText, signatureHtml };
  await writeItems(open, 'settings', [{ name: ITEM, value, isNew }]);
}

/** The line above a signature, by which readers know it (RFC 3676 §4.3). */
export const SIGNATURE_MARK = '-- ';

/** As it stands below a letter's first lines. */
export function signatureBlock({ signatureText }: OwnIdentity): string {
  return signatureText.trim() ? `\n\n${SIGNATURE_MARK}\n${signatureText.trimEnd()}\n` : '';
}
