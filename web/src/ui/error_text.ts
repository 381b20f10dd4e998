// SPDX-License-Identifier: Apache-2.0
import { t, type Key } from '../i18n/index.svelte';
import { ServiceError } from '../jmap/http';

const KNOWN = [
  'loginFailed', 'secondFactorFailed', 'network', 'badAnswer', 'addressTaken', 'addressInvalid', 'signUpClosed', 'inviteRequired',
  'inviteInvalid', 'unauthorized', 'unavailable', 'forbiddenToSend', 'tooLarge', 'unknownMethod',
];

/** What went wrong, in the user's words. Texts of the server are never shown: it is not trusted. */
export function errorText(error: unknown): string {
  if (!(error instanceof ServiceError)) return t(error instanceof TypeError ? 'error.badAnswer' : 'error.damaged'); // a value of a wrong type
  if (error.type === 'tooManyAttempts') return t('error.tooManyAttempts', { seconds: error.retryAfter || 60 });
  if (KNOWN.includes(error.type)) return t(`error.${error.type}` as Key);
  return t('error.other', { type: error.type.replace(/[^\w.-]/g, '').slice(0, 40) });
}
