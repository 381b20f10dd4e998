// SPDX-License-Identifier: Apache-2.0
import { toHex, type Bytes } from './bytes';

export async function sha256Hex(bytes: Bytes): Promise<string> {
  return toHex(new Uint8Array(await crypto.subtle.digest('SHA-256', bytes)));
}
