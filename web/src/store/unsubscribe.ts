// SPDX-License-Identifier: Apache-2.0
//
// Leaves a mailing list by one click (RFC 8058). The service makes the request, so that the list's host does not
// learn this device's network address: docs/decisions/unsubscribe.md.
import type { Open } from './session.svelte';

export type Outcome = 'done' | 'refused' | 'unreachable' | 'rateLimited';

export async function leaveList(open: Open, url: string): Promise<Outcome> {
  const { outcome } = await open.client.call('List/unsubscribe', { url });
  return outcome === 'done' || outcome === 'refused' || outcome === 'rateLimited' ? outcome : 'unreachable';
}
