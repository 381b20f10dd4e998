// SPDX-License-Identifier: Apache-2.0
//
// PictureAddresses: under which blob: address the page shows an enclosed picture while a letter is written. Owned by an
// editor; the addresses end with it.
import type { OwnFile } from '../../store/write/mime';
import type { Pictures } from './rich_text';

const SHOWN = /^image\/(png|jpeg|gif|webp|avif|bmp)$/;

export const isPicture = ({ type }: { type: string }) => SHOWN.test(type);

export class PictureAddresses implements Pictures {
  private known = new Map<string, string>();

  constructor(private files: () => OwnFile[]) {}

  address(contentId: string): string | undefined {
    const shown = this.known.get(contentId);
    const file = this.files().find((one) => one.contentId === contentId);
    if (shown || !file || !isPicture(file)) return shown;
    const address = URL.createObjectURL(new Blob([file.bytes], { type: file.type }));
    this.known.set(contentId, address);
    return address;
  }

  contentIdAt(address: string): string | undefined {
    return [...this.known].find(([, shown]) => shown === address)?.[0];
  }

  release(): void {
    for (const address of this.known.values()) URL.revokeObjectURL(address);
    this.known.clear();
  }
}
