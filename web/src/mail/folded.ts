// SPDX-License-Identifier: Apache-2.0

/** Text as it is compared where people search: without case, accents, and forms of width. */
export function folded(text: string): string {
  return text.normalize('NFKD').replace(/\p{M}/gu, '').toLowerCase();
}
