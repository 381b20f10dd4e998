// SPDX-License-Identifier: Apache-2.0
import { currentLanguage } from '../../i18n/index.svelte';

/** "1.2 MB", in the words of the language. */
export function sizeText(octets: number): string {
  const [unit, value] = octets < 1000 ? ['byte', octets] : octets < 1e6 ? ['kilobyte', octets / 1e3] : ['megabyte', octets / 1e6];
  return new Intl.NumberFormat(currentLanguage(), { style: 'unit', unit: unit as string, unitDisplay: 'short', maximumFractionDigits: 1 }).format(value as number);
}
