// SPDX-License-Identifier: Apache-2.0
//
// Files out of the browser: saved under a name, or shown in a tab of their own where that is safe.
import type { LetterFile } from '../../mail/letter';

const LATER = 60_000; // milliseconds until a file's address is given up

function addressOf(bytes: Uint8Array<ArrayBuffer>, type: string): string {
  const url = URL.createObjectURL(new Blob([bytes], { type }));
  setTimeout(() => URL.revokeObjectURL(url), LATER);
  return url;
}

/** Too large to be copied about. */
export function saveBlob(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  setTimeout(() => URL.revokeObjectURL(url), LATER);
  save(url, name);
}

/** Never under a type that a browser would open: it is saved. */
export function saveFile(bytes: Uint8Array<ArrayBuffer>, name: string): void {
  save(addressOf(bytes, 'application/octet-stream'), name);
}

function save(url: string, name: string): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  link.click();
}

const PICTURES = /^image\/(png|jpe?g|gif|webp|avif|bmp|svg\+xml)$/;
const TEXT_ENDING = /\.(txt|md|csv|log|json|xml|ya?ml|ics|vcf|patch|diff|asc|eml)$/i;
const MAX_TEXT = 512 * 1024;

export type Preview = 'picture' | 'text' | 'pdf' | undefined;

/** How a file can be looked at; by what it is, not only by what it says it is. */
export function previewOf(file: LetterFile): Preview {
  if (PICTURES.test(file.type)) return 'picture';
  if (String.fromCharCode(...file.bytes.subarray(0, 5)) === '%PDF-') return 'pdf';
  const isText = file.type === 'text/plain' || (TEXT_ENDING.test(file.name) && !file.type.startsWith('image/'));
  return isText && file.bytes.length <= MAX_TEXT && !file.bytes.subarray(0, 4096).includes(0) ? 'text' : undefined;
}

/** A picture in an <img> runs no script, not even an SVG's. */
export function pictureAddress(file: LetterFile): string {
  return addressOf(file.bytes, file.type);
}

export function textOfFile(file: LetterFile): string {
  return new TextDecoder().decode(file.bytes);
}

/** In a tab of its own, in the browser's PDF reader. */
export function openPdf(file: LetterFile): void {
  window.open(addressOf(file.bytes, 'application/pdf'), '_blank', 'noopener');
}
