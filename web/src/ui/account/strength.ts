// SPDX-License-Identifier: Apache-2.0
//
// How hard a password is to guess, in bits, said pessimistically: what an attacker who knows people's habits
// pays, not what the alphabet would give. Argon2id (64 MiB) stands behind it: about 2^17 tries a year and core.
import { COMMON } from './common_passwords';

export interface Strength { level: 0 | 1 | 2 | 3 | 4; bits: number; common: boolean }

const LEVELS = [22, 32, 44, 56]; // bits at which levels 1 to 4 begin
const RUNS = 'abcdefghijklmnopqrstuvwxyz 01234567890 qwertyuiop asdfghjkl zxcvbnm qwertzuiopü yxcvbnm йцукенгшщзхъ фывапролджэ';

function plain(password: string): string {
  const lookalike: Record<string, string> = { '0': 'o', '1': 'l', '3': 'e', '4': 'a', '5': 's', '7': 't', '@': 'a', '$': 's' };
  return password.normalize('NFKC').toLowerCase().replace(/[013457@$]/g, (sign) => lookalike[sign]!);
}

function isRun(part: string): boolean {
  return part.length >= 3 && (RUNS.includes(part) || RUNS.includes([...part].reverse().join('')));
}

/** Bits of one word of letters: people choose words, so letters count much less than log2(26). */
function wordBits(word: string): number {
  if (COMMON.has(plain(word))) return 9;
  return Math.min(11 + Math.max(0, word.length - 7) * 1.5, word.length * 3.2);
}

function signBits(part: string): number {
  if (/^(19|20)\d\d$/.test(part)) return 6.5; // a year
  if (isRun(part)) return 4;
  if (/^\d+$/.test(part)) return part.length * 3;
  return part.length * 4;
}

export function strengthOf(password: string, address = ''): Strength {
  const own = plain(address.split('@')[0] ?? '');
  const whole = plain(password);
  const stripped = plain(password.replace(/[^\p{L}]+$/u, ''));
  const common = COMMON.has(password.toLowerCase()) || COMMON.has(whole) || (stripped.length > 3 && COMMON.has(stripped))
    || (own.length > 2 && whole.includes(own));
  const seen = new Set<string>();
  let bits = 0;
  for (const part of password.match(/\p{L}+|\p{N}+|[^\p{L}\p{N}\s]+/gu) ?? []) {
    const repeated = seen.has(part.toLowerCase()) || /^(.)\1+$/u.test(part);
    seen.add(part.toLowerCase());
    if (repeated || isRun(part.toLowerCase())) bits += 3;
    else bits += /\p{L}/u.test(part) ? wordBits(part) : signBits(part);
  }
  // Unlike words, random letters mix kinds: many switches between them are worth something.
  const switches = (password.match(/(?<=\p{Ll})\p{Lu}|(?<=\p{L})\p{N}|(?<=\p{N})\p{L}/gu) ?? []).length;
  bits += Math.min(switches, 8) * 3;
  if (common) bits = Math.min(bits, 16);
  if (password.length < 8) bits = Math.min(bits, 20);
  const level = LEVELS.filter((start) => bits >= start).length as Strength['level'];
  return { level, bits, common };
}
