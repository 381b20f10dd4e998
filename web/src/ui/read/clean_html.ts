// SPDX-License-Identifier: Apache-2.0
//
// HTML of strangers, made safe to show: DOMPurify takes out whatever could act; then nothing is left that would be
// fetched from elsewhere unless the reader allowed it. The result still belongs only into the frame of
// LetterFrame.svelte, whose policy is the second lock.
import createDOMPurify, { type Config, type WindowLike } from 'dompurify';
import { linkTarget, pretendedHost } from '../../mail/links';
import { cssWith, isTracker, safeAddress, sourceOf } from '../../mail/remote';

export interface CleanLetter {
  styles: HTMLStyleElement[];
  body: HTMLElement;
  /** Things from elsewhere that were not loaded, trackers among them. */
  blocked: number;
  trackers: number;
  /** Says nothing of colours: may follow the page's theme. */
  bare: boolean;
}

export interface CleanOptions {
  /** Pictures from elsewhere are allowed; trackers never are. */
  pictures: boolean;
  /** The address of an enclosed picture. */
  enclosed: (contentId: string) => string | undefined;
}

const CONFIG: Config & { RETURN_DOM: true } = {
  USE_PROFILES: { html: true },
  WHOLE_DOCUMENT: true,
  RETURN_DOM: true,
  FORBID_TAGS: ['form', 'input', 'button', 'textarea', 'select', 'option', 'optgroup', 'datalist', 'fieldset', 'label', 'output',
    'progress', 'meter', 'dialog', 'audio', 'video', 'source', 'track', 'picture', 'canvas', 'map', 'area', 'slot', 'template'],
  FORBID_ATTR: ['srcset', 'autofocus', 'contenteditable', 'draggable', 'tabindex', 'accesskey', 'popover', 'popovertarget', 'usemap'],
  ALLOW_DATA_ATTR: false,
  ALLOW_ARIA_ATTR: false,
};

const SPEAKS_OF_COLOUR = '[bgcolor],[background],[color],[style*=color i],[style*=background i]';

class Cleaner {
  blocked = 0;
  trackers = 0;

  constructor(private view: WindowLike, private options: CleanOptions) {}

  run(html: string): CleanLetter {
    const purify = createDOMPurify(this.view);
    purify.addHook('afterSanitizeAttributes', (node) => this.attributes(node));
    const page = purify.sanitize(html, CONFIG) as unknown as HTMLElement;
    const styles = [...page.querySelectorAll('style')];
    for (const style of styles) {
      style.textContent = this.css(style.textContent ?? '');
      style.remove();
    }
    const body = page.querySelector('body') ?? page;
    const bare = !/color|background/i.test(styles.map((style) => style.textContent).join()) &&
      !body.matches(SPEAKS_OF_COLOUR) && !body.querySelector(SPEAKS_OF_COLOUR);
    return { styles, body, blocked: this.blocked, trackers: this.trackers, bare };
  }

  private attributes(node: Element): void {
    const style = node.getAttribute('style');
    if (node.localName === 'img') this.picture(node, style ?? '');
    if (node.hasAttribute('background')) set(node, 'background', this.place(node.getAttribute('background')!));
    if (style !== null) node.setAttribute('style', this.css(style));
    if (node.localName === 'a') link(node);
    else node.removeAttribute('href');
  }

  private picture(node: Element, style: string): void {
    const source = node.getAttribute('src') ?? '';
    if (sourceOf(source) === 'remote' && isTracker(node.getAttribute('width'), node.getAttribute('height'), style)) {
      this.trackers++;
      this.blocked++;
      node.removeAttribute('src');
      return;
    }
    set(node, 'src', this.place(source));
    if (!node.hasAttribute('alt')) node.setAttribute('alt', '');
  }

  private css(text: string): string {
    return cssWith(text, (address) => this.place(address));
  }

  /** Where a thing is fetched from; undefined: nowhere. */
  private place(address: string): string | undefined {
    const source = sourceOf(address);
    if (source === 'inside') return /^\s*cid:/i.test(address) ? this.options.enclosed(address.trim().slice(4)) : address;
    if (source === 'none') return undefined;
    if (this.options.pictures) return safeAddress(address);
    this.blocked++;
    return undefined;
  }
}

function set(node: Element, name: string, value: string | undefined): void {
  if (value === undefined) node.removeAttribute(name);
  else node.setAttribute(name, value);
}

function link(node: Element): void {
  const href = node.getAttribute('href') ?? '';
  const target = linkTarget(href);
  if (!target) {
    if (!href.startsWith('#')) node.removeAttribute('href');
    return;
  }
  node.setAttribute('href', target.href);
  node.setAttribute('target', '_blank');
  node.setAttribute('rel', 'noopener noreferrer nofollow');
  node.setAttribute('title', target.href);
  const pretended = pretendedHost(node.textContent ?? '', target);
  if (pretended) node.setAttribute('data-pretends', pretended);
}

/** `view`: the window of the frame, under whose policy the HTML is parsed. */
export function cleanHtml(html: string, view: WindowLike, options: CleanOptions): CleanLetter {
  return new Cleaner(view, options).run(html);
}
