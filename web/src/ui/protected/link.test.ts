// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { linkOf } from './link';

test('a whole link is taken, a part of one is not', () => {
  const hash = '#AAECAwQFBgcICQoLDA0ODw';
  expect(linkOf({ pathname: '/m/pAb-_1', hash })?.id).toBe('pAb-_1');
  expect(linkOf({ pathname: '/m/pAb-_1', hash })?.secret.length).toBe(16);
  for (const pathname of ['/m/', '/m', '/m/a/b', '/m/a%20b']) expect(linkOf({ pathname, hash }), pathname).toBeUndefined();
  for (const cut of ['', '#', '#AAEC', `${hash}AA`, '#%20']) expect(linkOf({ pathname: '/m/p1', hash: cut }), cut).toBeUndefined();
});
