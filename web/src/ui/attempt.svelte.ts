// SPDX-License-Identifier: Apache-2.0
//
// Attempt: one thing that a form tries: whether it is under way, and what went wrong, in the user's words.
import { t } from '../i18n/index.svelte';
import { ServiceError } from '../jmap/http';
import { errorText } from './error_text';

export class Attempt {
  busy = $state(false);
  problem = $state('');

  constructor(private words: (error: unknown) => string = errorText) {}

  /** True if it went well. */
  async run(work: () => Promise<unknown>): Promise<boolean> {
    this.busy = true;
    this.problem = '';
    try {
      await work();
      return true;
    } catch (error) {
      this.problem = this.words(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}

/** Where somebody who is logged in proves that he knows the password. */
export function passwordWords(error: unknown): string {
  return error instanceof ServiceError && error.type === 'loginFailed' ? t('settings.oldWrong') : errorText(error);
}
