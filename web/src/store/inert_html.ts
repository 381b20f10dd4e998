// SPDX-License-Identifier: Apache-2.0
//
// HTML of strangers as an inert document: no script runs in one that DOMParser made, and nothing is fetched.
// The only place where text becomes HTML unsanitised; what comes out is for reading words from, never for showing.
const policy = globalThis.trustedTypes?.createPolicy('nightmail', { createHTML: (html) => html });

export function inertDocument(html: string): Document {
  return new DOMParser().parseFromString((policy?.createHTML(html) ?? html) as string, 'text/html');
}
