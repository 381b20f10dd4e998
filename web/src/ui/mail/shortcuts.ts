// SPDX-License-Identifier: Apache-2.0
//
// Keyboard shortcuts: Gmail's, where it has them. One table for the handler and for the page that shows them (`?`).
import type { Key } from '../../i18n/index.svelte';

export type Command =
  | 'next' | 'previous' | 'open' | 'up' | 'select' | 'selectAll' | 'selectNone' | 'archive' | 'trash' | 'junk' | 'star'
  | 'markRead' | 'markUnread' | 'move' | 'label' | 'undo' | 'search' | 'goInbox' | 'goStarred' | 'goSent' | 'goDrafts' | 'goArchive' | 'goContacts' | 'help'
  | 'write' | 'reply' | 'replyAll' | 'forward';

/** A key, or two one after the other. */
export const SHORTCUTS: { keys: string; command: Command; text: Key }[] = [
  { keys: 'j', command: 'next', text: 'keys.next' },
  { keys: 'k', command: 'previous', text: 'keys.previous' },
  { keys: 'o', command: 'open', text: 'keys.open' },
  { keys: 'Enter', command: 'open', text: 'keys.open' },
  { keys: 'u', command: 'up', text: 'keys.up' },
  { keys: 'c', command: 'write', text: 'write.new' },
  { keys: 'r', command: 'reply', text: 'write.reply' },
  { keys: 'a', command: 'replyAll', text: 'write.replyAll' },
  { keys: 'f', command: 'forward', text: 'write.forward' },
  { keys: 'x', command: 'select', text: 'keys.select' },
  { keys: '* a', command: 'selectAll', text: 'keys.selectAll' },
  { keys: '* n', command: 'selectNone', text: 'keys.selectNone' },
  { keys: 'Escape', command: 'selectNone', text: 'keys.selectNone' },
  { keys: 'e', command: 'archive', text: 'act.archive' },
  { keys: '#', command: 'trash', text: 'act.trash' },
  { keys: '!', command: 'junk', text: 'act.junk' },
  { keys: 's', command: 'star', text: 'list.star' },
  { keys: 'I', command: 'markRead', text: 'act.markRead' },
  { keys: 'U', command: 'markUnread', text: 'act.markUnread' },
  { keys: 'v', command: 'move', text: 'act.move' },
  { keys: 'l', command: 'label', text: 'act.label' },
  { keys: 'z', command: 'undo', text: 'act.undo' },
  { keys: '/', command: 'search', text: 'search.label' },
  { keys: 'g i', command: 'goInbox', text: 'mailbox.inbox' },
  { keys: 'g s', command: 'goStarred', text: 'mailbox.starred' },
  { keys: 'g t', command: 'goSent', text: 'mailbox.sent' },
  { keys: 'g d', command: 'goDrafts', text: 'mailbox.drafts' },
  { keys: 'g a', command: 'goArchive', text: 'mailbox.archive' },
  { keys: 'g c', command: 'goContacts', text: 'contacts.title' },
  { keys: '?', command: 'help', text: 'keys.title' },
];

const SECOND_WITHIN = 1500; // milliseconds

/** A listener for keys of the whole window. Keys with Ctrl, Alt or Meta, and those typed into fields, are others'. */
export function shortcutListener(run: (command: Command) => boolean): (event: KeyboardEvent) => void {
  let first = '';
  let since = 0;
  return (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    const { target } = event;
    if (target instanceof HTMLElement && target.closest('input:not([type=checkbox]), textarea, select, [contenteditable], dialog')) return;
    if (event.key === 'Enter' && target instanceof HTMLElement && target.closest('a, button, summary, input')) return;
    const both = first && event.timeStamp - since < SECOND_WITHIN ? `${first} ${event.key}` : event.key;
    const found = SHORTCUTS.find(({ keys }) => keys === both);
    const begins = !found && SHORTCUTS.some(({ keys }) => keys.startsWith(`${event.key} `));
    [first, since] = begins ? [event.key, event.timeStamp] : ['', 0];
    if (begins || (found && run(found.command))) event.preventDefault();
  };
}
