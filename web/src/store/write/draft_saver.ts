// SPDX-License-Identifier: Apache-2.0
//
// DraftSaver: keeps the draft that is being written as a sealed message in Drafts, one save at a time: the new one is
// stored before the old one goes. Owned by one composer.
import type { Mail } from '../mail.svelte';
import { ownFingerprint } from '../own_key';
import type { Person } from '../summary';
import { letterOf, type Draft } from './draft';
import { keepCopy } from './own_copy';

export class DraftSaver {
  private last = Promise.resolve();
  private savedAs = '';

  constructor(private mail: Mail) {}

  /** What the draft says, to see whether it changed. */
  static contentOf({ from, to, cc, bcc, subject, text, html, files }: Draft): string {
    return JSON.stringify([from, to, cc, bcc, subject, text, html, files.map(({ name, bytes }) => [name, bytes.length])]);
  }

  /** It is stored as it is: nothing has to be saved until it changes. */
  begin(draft: Draft): void {
    this.savedAs = DraftSaver.contentOf(draft);
  }

  isSaved(draft: Draft): boolean {
    return this.savedAs === DraftSaver.contentOf(draft);
  }

  /** Sets draft.savedId. */
  save(draft: Draft, from: Person): Promise<void> {
    return this.next(async () => {
      const content = DraftSaver.contentOf(draft);
      if (content === this.savedAs) return;
      const old = draft.savedId;
      const own = await ownFingerprint(this.mail.open);
      draft.savedId = await keepCopy(this.mail, letterOf(draft, from), 'draft', 'drafts', own);
      this.savedAs = content;
      if (old) await this.mail.messages.destroy([old]).catch(() => undefined); // at worst an older draft remains
    });
  }

  discard(draft: Draft): Promise<void> {
    return this.next(async () => {
      const old = draft.savedId;
      draft.savedId = '';
      this.savedAs = '';
      if (old) await this.mail.messages.destroy([old]);
    });
  }

  private next(step: () => Promise<void>): Promise<void> {
    const done = this.last.then(step);
    this.last = done.catch(() => undefined);
    return done;
  }
}
