// SPDX-License-Identifier: Apache-2.0

/** What the list of devices shows for this browser; sealed before it is sent. */
export function deviceName(): string {
  const agent = navigator.userAgent;
  const find = (names: [string, RegExp][]) => names.find(([, pattern]) => pattern.test(agent))?.[0];
  const browser = find([['Edge', /Edg\//], ['Firefox', /Firefox\//], ['Chrome', /Chrom(e|ium)\//], ['Safari', /Safari\//]]);
  const system = find([['Android', /Android/], ['iPhone', /iPhone/], ['iPad', /iPad/], ['Windows', /Windows/], ['macOS', /Mac OS/], ['Linux', /Linux/]]);
  return [browser ?? 'Browser', system].filter(Boolean).join(' · ');
}
