// SPDX-License-Identifier: Apache-2.0

/** Trusted Types, where the browser has them. */
interface TrustedTypePolicyFactory {
  createPolicy(name: string, rules: { createScriptURL(url: string): string }): { createScriptURL(url: string): unknown };
}
declare var trustedTypes: TrustedTypePolicyFactory | undefined;
