// SPDX-License-Identifier: Apache-2.0
import { expect, test } from 'vitest';
import { EventParser } from './events';

const STREAM = ': hello\n\nevent: state\nid: 17-42\ndata: {"a":\ndata: 1}\n\nevent: ping\r\ndata: {"interval":30}\r\n\r\ndata: x\n\n';

test('events come out whole however the stream is cut', () => {
  for (let size = 1; size < STREAM.length; size++) {
    const seen: string[] = [];
    const parser = new EventParser((type, data) => seen.push(`${type} ${data}`));
    for (let at = 0; at < STREAM.length; at += size) parser.push(STREAM.slice(at, at + size));
    expect(seen, `pieces of ${size}`).toEqual(['state {"a":\n1}', 'ping {"interval":30}', 'message x']);
    expect(parser.lastId).toBe('17-42');
  }
});
