// SPDX-License-Identifier: Apache-2.0
import { fromBase64url, type Bytes } from '../../crypto/bytes';

export interface Link { id: string; secret: Bytes }

/** What the page's own address says; undefined if a part of it is missing. */
export function linkOf(location: { pathname: string; hash: string }): Link | undefined {
  const id = /^\/m\/([A-Za-z0-9_-]{1,255})\/?$/.exec(location.pathname)?.[1];
  try {
    const secret = fromBase64url(location.hash.slice(1));
    return id && secret.length === 16 ? { id, secret } : undefined;
  } catch {
    return undefined;
  }
}
