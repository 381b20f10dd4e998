// SPDX-License-Identifier: Apache-2.0
//
// Arrivals: files on their way into a letter: chosen, pasted or dropped. Owned by the composer.
import { t } from '../../i18n/index.svelte';
import type { Draft } from '../../store/write/draft';
import { MAX_FILES, readFile, sizeOf } from '../../store/write/files';
import type { OwnFile } from '../../store/write/mime';
import { sizeText } from '../mail/text';
import type { Arriving } from './Attachments.svelte';

export class Arrivals {
  list = $state<Arriving[]>([]);

  constructor(private draft: Draft, private onproblem: (text: string) => void) {}

  /** Those that fit; what does not is said. */
  async take(files: Iterable<File>, as: (file: OwnFile) => OwnFile = (file) => file): Promise<OwnFile[]> {
    const read = await Promise.all([...files].map((file) => this.takeOne(file, as)));
    return read.filter((file) => file !== undefined);
  }

  private async takeOne(file: File, as: (file: OwnFile) => OwnFile): Promise<OwnFile | undefined> {
    const before = sizeOf(this.draft.files) + this.list.reduce((sum, { size }) => sum + size, 0);
    if (before + file.size > MAX_FILES) {
      this.onproblem(t('write.tooLarge', { name: file.name, limit: sizeText(MAX_FILES) }));
      return undefined;
    }
    this.list.push({ name: file.name, size: file.size, read: 0 });
    const arriving = this.list.at(-1)!;
    try {
      const done = as(await readFile(file, (read) => (arriving.read = read)));
      this.draft.files.push(done);
      return done;
    } catch {
      this.onproblem(t('write.unreadable', { name: file.name }));
      return undefined;
    } finally {
      this.list = this.list.filter((one) => one !== arriving);
    }
  }
}
