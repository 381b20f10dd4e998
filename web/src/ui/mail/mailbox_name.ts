// SPDX-License-Identifier: Apache-2.0
import { t } from '../../i18n/index.svelte';
import type { Mailbox } from '../../store/mailboxes.svelte';

export function mailboxName(mailbox: Mailbox): string {
  if (mailbox.name) return mailbox.name;
  if (mailbox.role) return t(`mailbox.${mailbox.role}`);
  return t('mailbox.unreadable');
}
