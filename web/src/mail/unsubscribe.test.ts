// SPDX-License-Identifier: Apache-2.0
import { describe, expect, it } from 'vitest';
import { unsubscribeOf } from './unsubscribe';

const of = (value: string, post?: string) => unsubscribeOf([
  { name: 'list-unsubscribe', value }, ...(post ? [{ name: 'List-Unsubscribe-Post', value: post }] : []),
]);

describe('leaving a mailing list', () => {
  it('is one click where the list says so over https', () => {
    expect(of('<mailto:leave@list.test>, <https://list.test/u?id=1>', 'List-Unsubscribe=One-Click')?.oneClick).toBe('https://list.test/u?id=1');
    expect(of('<https://list.test/u>', 'something else')?.oneClick).toBeUndefined();
    expect(of('<http://list.test/u>', 'List-Unsubscribe=One-Click')).toBeUndefined();
  });

  it('is a letter for mailto, with its subject and nobody else addressed', () => {
    expect(of('<mailto:leave@list.test?subject=off%20me&bcc=x@y.test&body=bye>')?.mail).toEqual({ to: 'leave@list.test', subject: 'off me', text: 'bye' });
    expect(of('<mailto:leave@list.test,other@list.test>')).toBeUndefined();
    expect(of('<mailto:leave@list.test>')?.mail?.subject).toBe('unsubscribe');
  });

  it('takes no other addresses, nor broken ones', () => {
    for (const bad of ['', 'https://list.test/u', '<javascript:alert(1)>', '<data:text/html,x>', '<mailto:%ff@x>', '<https://a:b@list.test/>', `<https://list.test/${'x'.repeat(5000)}>`]) {
      expect(of(bad)).toBeUndefined();
    }
  });
});
