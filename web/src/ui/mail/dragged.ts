// SPDX-License-Identifier: Apache-2.0
//
// Messages that are dragged from the list onto a folder or label. Another program gets their number only.
import { t } from '../../i18n/index.svelte';

export const DRAGGED = 'application/x-nightmail-messages';

export function drag(event: DragEvent, ids: string[]): void {
  if (!event.dataTransfer) return;
  event.dataTransfer.setData(DRAGGED, JSON.stringify(ids));
  event.dataTransfer.setData('text/plain', t('mailbox.messages', { count: ids.length }));
  event.dataTransfer.effectAllowed = 'copyMove';
}

export function draggedIds(event: DragEvent): string[] {
  try {
    const dragged: unknown = JSON.parse(event.dataTransfer?.getData(DRAGGED) || 'null');
    return Array.isArray(dragged) ? dragged.filter((id) => typeof id === 'string') : [];
  } catch {
    return [];
  }
}
