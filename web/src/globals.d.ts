// SPDX-License-Identifier: Apache-2.0

/** Trusted Types, where the browser has them. */
interface TrustedTypePolicyFactory {
  createPolicy<R extends Record<string, (text: string) => string>>(name: string, rules: R): { [K in keyof R]: (text: string) => unknown };
}
declare var trustedTypes: TrustedTypePolicyFactory | undefined;
