// SPDX-License-Identifier: Apache-2.0
//
// Writing: one letter from its first word until it is sent or put away. Owned by the composer.
import { t } from '../../i18n/index.svelte';
import { ServiceError } from '../../jmap/http';
import type { Mail } from '../../store/mail.svelte';
import { plainText } from '../../store/plain_text';
import { parsePeople, peopleText } from '../../store/write/addresses';
import { draftOf, emptyDraft, isEmpty, letterOf, type Draft } from '../../store/write/draft';
import { DraftSaver } from '../../store/write/draft_saver';
import { loadIdentities, SIGNATURE_MARK, signatureBlock, type OwnIdentity } from '../../store/write/identities';
import { routesFor, type Route } from '../../store/write/recipients';
import { startOf, type Kind } from '../../store/write/reply';
import { send } from '../../store/write/send';
import { errorText } from '../error_text';
import { applyLook, look } from '../look.svelte';
import { longDate, people } from '../mail/text';
import { href } from '../route.svelte';
import { htmlOf, isFormatted } from './text_of_html';
import { emptyWish, readWish } from './wish';
import { currentDraftId, outgoing, renameDraft } from './outgoing.svelte';

export type SaveState = 'none' | 'saving' | 'saved' | 'failed';

export class Writing {
  draft: Draft;
  own = $state.raw<OwnIdentity[]>([]);
  routes = $state.raw<Route[]>([]);
  wish = $state(emptyWish());
  busy = $state(false);
  problem = $state('');
  saveState = $state<SaveState>('none');
  /** The letter stands as it begins: it can be shown. */
  ready = $state(false);
  /** The own address, unless the draft names another. */
  readonly identity = $derived.by(() => this.own.find(({ email }) => email === this.draft.from) ?? this.own[0]);
  readonly typed = $derived.by(() => [this.draft.to, this.draft.cc, this.draft.bcc].map(parsePeople));
  readonly wrong = $derived(this.typed.flatMap((list) => list.wrong));
  readonly addresses = $derived(this.typed.flatMap((list) => list.people.map(({ email }) => email)));
  private saver: DraftSaver;
  private over = false;

  constructor(readonly mail: Mail, private kind: Kind, private id: string | undefined) {
    const key = `${kind} ${id ?? ''}`;
    this.draft = $state(outgoing.draft?.key === key ? outgoing.draft : emptyDraft(key));
    outgoing.draft = this.draft;
    this.saver = new DraftSaver(mail);
  }

  /** Own addresses, then what the letter begins with. */
  async begin(): Promise<void> {
    try {
      this.own = await loadIdentities(this.mail.open);
      if (!isEmpty(this.draft)) return this.formatted();
      if (this.kind === 'draft') await this.reopen(currentDraftId(this.id ?? ''));
      else await this.start();
    } catch (error) {
      this.problem = errorText(error);
    } finally {
      this.ready = true;
    }
  }

  private async start(): Promise<void> {
    const signature = this.identity ? signatureBlock(this.identity) : '';
    const opened = this.id && this.kind !== 'new' ? await this.open(this.id) : undefined;
    if (!opened) this.draft.text = signature;
    else {
      const { message, letter } = opened;
      const who = { name: people(message.summary!.from), date: longDate(message.summary!.sentAt ?? message.receivedAt) };
      const heading = t(this.kind === 'forward' ? 'write.forwarded' : 'write.wrote', who);
      const start = startOf(this.kind, message.summary!, plainText(letter), heading, this.mail.open.account.address);
      Object.assign(this.draft, { ...start, text: signature + start.text, to: peopleText(start.to), cc: peopleText(start.cc) });
    }
    if (!look.plainText) this.draft.html = this.withSignature(this.draft.text.slice(signature.length));
    this.saver.begin($state.snapshot(this.draft) as Draft);
  }

  /** Empty lines, the signature as it is formatted, and what is answered. */
  private withSignature(rest: string): string {
    const { signatureText = '', signatureHtml = '' } = this.identity ?? {};
    if (!signatureText.trim()) return htmlOf(rest);
    return htmlOf(`\n\n${SIGNATURE_MARK}`) + (signatureHtml || htmlOf(signatureText.trimEnd())) + htmlOf(rest);
  }

  private formatted(): void {
    if (!look.plainText && this.draft.html === undefined) this.draft.html = htmlOf(this.draft.text);
  }

  /** Formatted or plain, for this letter and those to come. */
  setPlain(plain: boolean): void {
    void applyLook({ plainText: plain });
    this.draft.html = plain ? undefined : htmlOf(this.draft.text);
  }

  private async reopen(id: string): Promise<void> {
    const opened = await this.open(id);
    if (!opened) throw new ServiceError('notFound');
    Object.assign(this.draft, draftOf(opened.letter, this.draft.key, id));
    this.formatted();
    this.saver.begin($state.snapshot(this.draft) as Draft);
    this.saveState = 'saved';
  }

  private async open(id: string) {
    await this.mail.messages.need([id]);
    const message = this.mail.messages.byId.get(id);
    const reading = message && (await this.mail.letters.read(message));
    return message?.summary && reading ? { message, letter: reading.letter } : undefined;
  }

  // -- drafts ---------------------------------------------------------------------------------------
  /** Stores it if it changed. */
  async save(): Promise<void> {
    const { draft, identity } = this;
    if (this.over || !identity || isEmpty(draft) || this.saver.isSaved(draft)) return;
    this.saveState = 'saving';
    const old = draft.savedId;
    try {
      await this.saver.save(draft, identity);
      renameDraft(old, draft.savedId);
      this.saveState = 'saved';
    } catch {
      this.saveState = 'failed';
    }
  }

  /** The page's address names the stored draft, so that loading it again goes on with it. */
  nameInHistory(): void {
    if (!this.over && this.draft.savedId) history.replaceState(null, '', href('write', 'draft', this.draft.savedId));
  }

  /** The screen is left: a stored draft is found in Drafts, any other stays in memory. */
  async leave(): Promise<void> {
    await this.save();
    if (!this.over && this.saver.isSaved(this.draft) && outgoing.draft === this.draft) outgoing.draft = undefined;
  }

  async discard(): Promise<void> {
    this.end();
    await this.saver.discard(this.draft).catch(() => undefined);
  }

  private end(): void {
    this.over = true;
    outgoing.draft = undefined;
  }

  get isUnsaved(): boolean {
    return !this.over && !isEmpty(this.draft) && !this.saver.isSaved(this.draft);
  }

  // -- recipients -----------------------------------------------------------------------------------
  async lookUp(wanted: string[]): Promise<void> {
    const found = await routesFor(this.mail.peers, wanted).catch((error) => {
      this.problem = errorText(error);
      return [];
    });
    if (wanted === this.addresses) this.routes = found;
  }

  // -- sending --------------------------------------------------------------------------------------
  /** True once it is on its way. */
  async submit(): Promise<boolean> {
    const { wrong, addresses, identity } = this;
    this.problem = wrong.length ? t('write.notAddress', { text: wrong.join(', ') }) : addresses.length ? '' : t('write.nobody');
    if (this.problem || !identity) return false;
    this.busy = true;
    try {
      const ways = await routesFor(this.mail.peers, addresses);
      this.routes = ways;
      if (ways.some((route) => route.kind === 'stopped')) return false; // the reason stands below the addresses
      const wish = readWish(this.wish, identity, ways.some((route) => route.kind === 'clear'));
      if ('problem' in wish) {
        this.problem = wish.problem;
        return false;
      }
      const draft = $state.snapshot(this.draft) as Draft;
      const leaving = draft.html !== undefined && isFormatted(draft.html) ? draft : { ...draft, html: undefined };
      const sent = await send(this.mail, letterOf(leaving, identity), ways, { identity, ...wish });
      await this.discard();
      outgoing.leaving = { sent, draft: { ...draft, savedId: '' }, at: wish.holdUntil?.getTime() };
      return true;
    } catch (error) {
      this.problem = errorText(error);
      return false;
    } finally {
      this.busy = false;
    }
  }
}
