// SPDX-License-Identifier: Apache-2.0
//
// How messages are named and dated on the screen.
import { currentLocale, t } from '../../i18n/index.svelte';
import type { Message } from '../../store/messages.svelte';
import type { Person } from '../../store/summary';

export function personName(person: Person): string {
  return person.name || person.email;
}

export function people(list: Person[]): string {
  return new Intl.ListFormat(currentLocale(), { type: 'unit', style: 'narrow' }).format(list.map(personName));
}

/** Who a message is from; of one's own: whom it goes to. */
export function correspondent(message: Message, outgoing: boolean): string {
  const { summary } = message;
  if (!summary) return '…';
  if (outgoing && summary.to.length) return t('list.to', { name: people(summary.to) });
  return people(summary.from) || t('list.noSender');
}

export function subjectOf(message: Message): string {
  if (!message.summary) return t('list.sealed');
  return message.summary.subject || t('list.noSubject');
}

const DAY = 86_400_000;

/** A time for a list: the hour today, the day this year, else the date. */
export function shortDate(time: number, now = Date.now()): string {
  const date = new Date(time);
  const today = new Date(now);
  const locale = currentLocale();
  if (date.toDateString() === today.toDateString()) return date.toLocaleTimeString(locale, { hour: '2-digit', minute: '2-digit' });
  if (now - time < 6 * DAY && time < now) return date.toLocaleDateString(locale, { weekday: 'short' });
  if (date.getFullYear() === today.getFullYear()) return date.toLocaleDateString(locale, { day: 'numeric', month: 'short' });
  return date.toLocaleDateString(locale, { dateStyle: 'short' });
}

export function longDate(time: number): string {
  return new Date(time).toLocaleString(currentLocale(), { dateStyle: 'full', timeStyle: 'short' });
}

export function sizeText(octets: number): string {
  const units = ['byte', 'kilobyte', 'megabyte', 'gigabyte'];
  const step = Math.min(units.length - 1, Math.floor(Math.log10(Math.max(1, octets)) / 3));
  return new Intl.NumberFormat(currentLocale(), {
    style: 'unit', unit: units[step]!, unitDisplay: step ? 'short' : 'long', maximumFractionDigits: step > 1 ? 1 : 0,
  }).format(octets / 1000 ** step);
}
