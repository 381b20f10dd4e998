// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { linkify, linkTarget, pretendedHost } from './links';
import { paragraphs } from './paragraphs';
import { cssWith, isTracker, safeAddress, sourceOf } from './remote';

test('addresses of pictures: inside, elsewhere, or nowhere', () => {
  expect(sourceOf('cid:a@b')).toBe('inside');
  expect(sourceOf(' data:image/png;base64,AA')).toBe('inside');
  for (const remote of ['https://a.test/x', 'HTTP://a.test/x', '//a.test/x']) expect(sourceOf(remote), remote).toBe('remote');
  for (const none of ['', 'x.png', '/x.png', 'data:text/html,x', 'javascript:1', 'file:///etc/passwd', 'blob:x']) expect(sourceOf(none), none).toBe('none');
  expect(safeAddress('http://a.test/x')).toBe('https://a.test/x');
  expect(safeAddress('//a.test/x')).toBe('https://a.test/x');
});

test('pictures that nobody is meant to see are trackers', () => {
  for (const [width, height, style] of [['1', '1', ''], ['0', null, ''], [null, '1px', ''], [null, null, 'width:1px;height:1px'], [null, null, 'display:none !important'], [null, null, 'opacity: 0']] as const) {
    expect(isTracker(width, height, style), `${width} ${height} ${style}`).toBe(true);
  }
  for (const [width, height, style] of [['10', '10', ''], [null, null, 'width:100px'], [null, null, 'border-width: 1px; line-height: 1.5'], ['100%', null, 'opacity:0.5']] as const) {
    expect(isTracker(width, height, style), `${width} ${height} ${style}`).toBe(false);
  }
});

test('nothing in CSS is fetched that was not placed, however it is written', () => {
  const nowhere = (css: string) => cssWith(css, () => undefined);
  for (const css of [
    'a{background:url(https://evil.test/1)}', 'a{background:URL( "https://evil.test/1" )}', "a{background:u\\72l('https://evil.test/1')}",
    '@import "https://evil.test/1";', '@import url(https://evil.test/1) screen;b{}', '@IMPORT https://evil.test/1', 'a{background:image-set("https://evil.test/1" 1x)}',
    '@font-face{src:url(https://evil.test/1)}', 'a{background:url(https://evil.test/1', '@im\\port "https://evil.test/1";',
    'a{background:url("https://evil.test/1" crossorigin(anonymous))}', "a{background:src('https://evil.test/1')}",
  ]) expect(nowhere(css), css).not.toMatch(/(url|src)\(\s*['\x22]?http|@import|image-set/i);
  expect(cssWith('a{background:url(cid:x)}', () => 'blob:y')).toBe('a{background:url("blob:y")}');
});

test('links: only to the web, mail and telephones', () => {
  expect(linkTarget('https://a.test/x')?.href).toBe('https://a.test/x');
  expect(linkTarget(' HTTPS://A.test')?.href).toBe('https://a.test/');
  for (const bad of ['javascript:alert(1)', 'java\nscript:alert(1)', 'data:text/html,x', 'file:///x', 'vbscript:x', '/relative', '', 'blob:x']) {
    expect(linkTarget(bad), bad).toBeUndefined();
  }
});

test('a link whose text names another host is caught', () => {
  const goes = (text: string, href: string) => pretendedHost(text, new URL(href));
  expect(goes('www.bank.example', 'https://evil.test/')).toBe('www.bank.example');
  expect(goes('https://bank.example/login', 'https://bank.example.evil.test/')).toBe('bank.example');
  expect(goes('bаnk.example', 'https://bank.example/')).toBe('bаnk.example'); // a Cyrillic а
  for (const [text, href] of [['bank.example', 'https://www.bank.example/x'], ['Read on', 'https://evil.test/'], ['bank.example', 'https://login.bank.example/'], ['v1.2', 'mailto:a@b.test']] as const) {
    expect(goes(text, href), text).toBeUndefined();
  }
});

test('links in plain text end where a sentence ends', () => {
  const links = (text: string) => linkify(text).filter((piece) => piece.href).map((piece) => piece.text);
  expect(links('See https://a.test/x?y=1, (https://b.test/z) and bob@c.test.')).toEqual(['https://a.test/x?y=1', 'https://b.test/z', 'bob@c.test']);
  expect(links('https://a.test/wiki/X_(y)')).toEqual(['https://a.test/wiki/X_(y)']);
  expect(links('javascript:alert(1) <https://a.test>')).toEqual(['https://a.test']);
  const text = 'a https://a.test b\nc';
  expect(linkify(text).map((piece) => piece.text).join('')).toBe(text);
});

test('quotes and signature are told apart', () => {
  expect(paragraphs('Hi\n\n> a\n> b\n>> c\nend\n-- \nBob\n')).toEqual([
    { kind: 'text', depth: 0, text: 'Hi\n' }, { kind: 'quote', depth: 1, text: 'a\nb' }, { kind: 'quote', depth: 2, text: 'c' },
    { kind: 'text', depth: 0, text: 'end' }, { kind: 'signature', depth: 0, text: '-- \nBob' },
  ]);
});
