// SPDX-License-Identifier: Apache-2.0
//
// Wish: what the writer says about a letter's way, as typed: when it leaves, and what those without a key get.
import { t } from '../../i18n/index.svelte';
import type { OwnIdentity } from '../../store/write/identities';
import type { Protection } from '../../store/write/protected_copy';

export interface Wish {
  /** Nobody's letter goes readable before somebody says so. */
  clear: 'undecided' | 'password' | 'clear';
  password: string;
  days: string;
  tries: string;
  /** Of a datetime-local field, in the writer's time; empty: now. */
  sendAt: string;
}

type Read = { holdUntil: Date | undefined; protection: Protection | undefined } | { problem: string };

const LONGEST_WAIT = 29 * 86_400_000;
const SHORTEST_PASSWORD = 8;

export const emptyWish = (): Wish => ({ clear: 'undecided', password: '', days: '28', tries: '10', sendAt: '' });

export function readWish(wish: Wish, identity: OwnIdentity, someClear: boolean, now = Date.now()): Read {
  const holdUntil = wish.sendAt ? new Date(wish.sendAt) : undefined;
  const wait = (holdUntil?.getTime() ?? now + 1) - now;
  if (!(wait > 0 && wait < LONGEST_WAIT)) return { problem: t('write.sendAtWrong') };
  if (!someClear) return { holdUntil, protection: undefined };
  if (wish.clear === 'undecided') return { problem: t('write.decide') };
  if (wish.clear === 'clear') return { holdUntil, protection: undefined };
  if ([...wish.password].length < SHORTEST_PASSWORD) return { problem: t('write.passwordShort') };
  return { holdUntil, protection: protectionOf(wish, identity) };
}

function protectionOf({ password, days, tries }: Wish, { name, email }: OwnIdentity): Protection {
  const within = (text: string, most: number, otherwise: number) => Math.min(most, Math.max(1, Math.floor(Number(text)) || otherwise));
  const who = { name: name || email };
  return {
    password, days: within(days, 90, 28), tries: within(tries, 100, 10),
    notice: (link) => ({ subject: t('write.noticeSubject', who), text: t('write.notice', { ...who, link }) }),
  };
}
