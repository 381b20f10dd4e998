// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { letterWords } from './words';

const ofHtml = (html: string, most = 1000) => letterWords({ text: undefined, html } as never, most);

test('what stands between the tags; no scripts, styles, comments', () => {
  expect(ofHtml('<head><title>x</title></head><STYLE>p{}</Style><p title="a">Fish &amp; chips&#33;<br>at&nbsp;noon<!-- <p> no --><SCRIPT>alert(1)</script> &eacute &#x591c;')).toBe('Fish & chips! at noon &eacute 夜');
  expect(letterWords({ text: 'plain\n words', html: '<p>other' } as never, 100)).toBe('plain words');
});

test('broken and huge HTML costs little', () => {
  expect(ofHtml('before <!-- never ends')).toBe('before');
  expect(ofHtml('a <style> b')).toBe('a');
  expect(ofHtml('a < b')).toBe('a');
  expect(ofHtml('&#9999999; &#0; &#x110000; x')).toBe('x');
  const start = performance.now();
  ofHtml('<'.repeat(1 << 20));
  ofHtml('<script'.repeat(1 << 17));
  ofHtml('<p>word'.repeat(1 << 17), 100);
  expect(performance.now() - start).toBeLessThan(5000);
});
