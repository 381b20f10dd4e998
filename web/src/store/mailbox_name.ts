// SPDX-License-Identifier: Apache-2.0
//
// What a mailbox's sealed name says: its name, and whether it is a label, with which colour. docs/formats/account.md.
export interface SealedName {
  name: string;
  /** The colour of a label; undefined: it is a folder. */
  tone: number | undefined;
}

export const TONES = 6;
const LABEL = /^\u0001([0-9])/;
const UNSEEN = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/g;

export function parseName(text: string): SealedName {
  const label = LABEL.exec(text);
  const name = (label ? text.slice(label[0].length) : text).replace(UNSEEN, '');
  return { name, tone: label ? Number(label[1]) % TONES : undefined };
}

export function printName({ name, tone }: SealedName): string {
  const clean = name.replace(UNSEEN, '');
  return tone === undefined ? clean : `\u0001${tone}${clean}`;
}
