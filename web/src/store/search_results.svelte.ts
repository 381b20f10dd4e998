// SPDX-License-Identifier: Apache-2.0
//
// SearchResults: what a search finds, as a list like those of mailboxes.
import type { Mail } from './mail.svelte';
import { MessageList } from './message_list.svelte';
import { SEARCH } from './search.svelte';

export class SearchResults extends MessageList {
  private readonly typed: string;

  constructor(private mail: Mail, key: string) {
    super(mail.open, key, { [SEARCH]: key });
    this.typed = mail.search.typedAt(key);
  }

  override start(): Promise<void> {
    return this.load();
  }

  override async load(): Promise<void> {
    if (!this.typed.trim()) {
      this.loaded = true;
      return;
    }
    await this.mail.search.fill(() => this.show());
    this.loaded = true;
  }

  override catchUp(): Promise<void> {
    return this.load();
  }

  /** All texts too: see Search. */
  readTexts(): Promise<void> {
    return this.mail.search.readTexts(() => this.show());
  }

  private async show(): Promise<void> {
    const found = await this.mail.search.find(this.typed);
    if (found.length !== this.ids.length || found.some((id, index) => id !== this.ids[index])) this.ids = found;
    if (found.length) this.loaded = true;
  }
}
