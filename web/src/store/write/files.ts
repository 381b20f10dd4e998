// SPDX-License-Identifier: Apache-2.0
//
// Files that somebody attaches, read piece by piece so that one sees how far it is.
import { newContentId } from './mime';
import type { OwnFile } from './mime';

/** Of all attachments together: encrypted and in base64 they become twice as large, and many servers refuse 50 MiB. */
export const MAX_FILES = 25 << 20;

export async function readFile(file: File, onprogress: (read: number) => void): Promise<OwnFile> {
  const bytes = new Uint8Array(file.size);
  const reader = file.stream().getReader();
  let at = 0;
  for (let piece = await reader.read(); !piece.done; piece = await reader.read()) {
    bytes.set(piece.value, at);
    onprogress((at += piece.value.length));
  }
  return { name: file.name, type: file.type, bytes };
}

/** A picture that the text shows. */
export function asPicture(file: OwnFile): OwnFile {
  return { ...file, contentId: newContentId() };
}

export const sizeOf = (files: { bytes: { length: number } }[]) => files.reduce((sum, { bytes }) => sum + bytes.length, 0);
