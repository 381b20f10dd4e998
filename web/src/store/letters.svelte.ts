// SPDX-License-Identifier: Apache-2.0
//
// Letters: messages opened whole and taken apart, in a worker. The last few stay in memory, so that going back and
// forth is quick. What was end-to-end encrypted gets a new summary, so that lists show its true subject.
import { toBase64url } from '../crypto/bytes';
import type { Letter } from '../mail/letter';
import { plainText } from './plain_text';
import type { PeerKey, PeerKeys } from './peer_keys.svelte';
import type { Message, Messages } from './messages.svelte';
import { endToEndOf, renewedSummary, same } from './renewed_summary';
import type { Open } from './session.svelte';

export interface Reading { letter: Letter; signers: PeerKey[] }

const KEEP = 12;
const KEEP_SIZE = 4 << 20;

export class Letters {
  /** Called for each letter that was opened. */
  onread: (message: Message, letter: Letter) => void = () => undefined;
  private kept = new Map<string, Reading>();

  constructor(private open: Open, private messages: Messages, private peers: PeerKeys) {}

  /** null: the seal does not open. */
  async read(message: Message): Promise<Reading | null> {
    const known = this.kept.get(message.blobId);
    if (known) return known;
    const { summary } = message;
    const sender = summary?.from.length === 1 ? summary.from[0]!.email : '';
    const checks = summary?.encrypted !== undefined || summary?.signed !== undefined;
    const [sealed, signers] = await Promise.all([
      this.messages.sealed(message.blobId), checks ? this.peers.signers(sender) : [],
    ]);
    const letter = await this.open.workers.reader.readLetter(sealed, summary?.trace ?? 0, signers.map((key) => key.certificate));
    if (!letter) return null;
    const reading = { letter, signers };
    if (letter.original.length <= KEEP_SIZE) this.keep(message.blobId, reading);
    this.onread(message, letter);
    void this.renew(message, letter).catch(() => undefined); // another time, or another device
    return reading;
  }

  private keep(blobId: string, reading: Reading): void {
    this.kept.set(blobId, reading);
    const [oldest] = this.kept.keys();
    if (this.kept.size > KEEP) this.kept.delete(oldest!);
  }

  private async renew(message: Message, letter: Letter): Promise<void> {
    const { summary } = message;
    const e2e = endToEndOf(letter);
    if (!summary || !e2e || same(summary.e2e, e2e)) return;
    const sealed = await this.open.workers.reader.seal(renewedSummary(letter, summary, plainText(letter)));
    await this.open.client.call('Email/set', { update: { [message.id]: { sealedSummary: toBase64url(sealed) } } });
    await this.messages.fetch([message.id]);
    this.onread(this.messages.byId.get(message.id) ?? message, letter);
  }
}
