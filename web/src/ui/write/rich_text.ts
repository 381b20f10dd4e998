// SPDX-License-Identifier: Apache-2.0
//
// RichText: the editor of formatted letters: Squire, kept to what our page's policy allows. Whatever comes in (a paste,
// a draft, an undone step) goes through DOMPurify as a fragment and never as text into the page. Loaded with the
// composer only.
import DOMPurify, { type Config } from 'dompurify';
import Squire from 'squire-rte';
import { linkTarget } from '../../mail/links';
import { textOf } from './text_of_html';

const TAGS = ['a', 'b', 'strong', 'i', 'em', 'u', 's', 'del', 'strike', 'sub', 'sup', 'p', 'div', 'br', 'blockquote', 'ul', 'ol', 'li', 'h1', 'h2',
  'h3', 'h4', 'pre', 'code', 'hr', 'img', 'span', 'table', 'thead', 'tbody', 'tr', 'td', 'th'];
const CONFIG: Config & { RETURN_DOM_FRAGMENT: true } = {
  ALLOWED_TAGS: TAGS, ALLOWED_ATTR: ['href', 'src', 'alt', 'dir', 'start'], ALLOWED_URI_REGEXP: /^(?:https?|mailto|tel|cid|blob):/i,
  ALLOW_DATA_ATTR: false, ALLOW_ARIA_ATTR: false, RETURN_DOM_FRAGMENT: true,
};
// Squire marks the selection in its steps by two hidden inputs.
const STEP = { ...CONFIG, ALLOWED_TAGS: [...TAGS, 'input'], ALLOWED_ATTR: ['href', 'src', 'alt', 'dir', 'start', 'id', 'type'] };

class Editor extends Squire {
  /** Undo and redo. */
  override _setRawHTML(html: string): this {
    this._root.replaceChildren(DOMPurify.sanitize(html, STEP));
    this._ignoreChange = true;
    return this;
  }
}

export type Command = 'bold' | 'italic' | 'underline' | 'bullets' | 'numbers' | 'quote' | 'plain';

const TAG_OF: Partial<Record<Command, string>> = { bold: 'B', italic: 'I', underline: 'U', bullets: 'UL', numbers: 'OL', quote: 'BLOCKQUOTE' };

export interface Pictures {
  /** Where the picture of a content id is shown from; undefined: it is not enclosed. */
  address(contentId: string): string | undefined;
  contentIdAt(address: string): string | undefined;
}

export class RichText {
  private editor: Editor;

  constructor(root: HTMLElement, private pictures: Pictures, oninput: () => void, onpath: () => void) {
    this.editor = new Editor(root, { sanitizeToDOMFragment: (html: string) => this.clean(html), addLinks: true });
    this.editor._imageResizer.destroy(); // works by style attributes, which the page's policy forbids
    this.editor.addEventListener('input', oninput);
    for (const event of ['pathChange', 'select', 'cursor']) this.editor.addEventListener(event, onpath);
  }

  destroy(): void {
    this.editor.destroy();
  }

  /** Pictures stand by content id in it. */
  get html(): string {
    const copy = document.implementation.createHTMLDocument().importNode(this.editor.getRoot(), true); // where nothing is loaded
    for (const picture of copy.querySelectorAll('img')) {
      const contentId = this.pictures.contentIdAt(picture.getAttribute('src') ?? '');
      if (contentId) picture.setAttribute('src', `cid:${contentId}`);
      else picture.remove();
    }
    return copy.innerHTML.replaceAll('\u200b', ''); // checked: read, not written
  }

  set html(html: string) {
    this.editor.setHTML(html);
  }

  get text(): string {
    return textOf(this.editor.getRoot());
  }

  focus(): void {
    this.editor.focus();
  }

  toStart(): void {
    this.editor.moveCursorToStart();
  }

  isOn(command: Command): boolean {
    const tag = TAG_OF[command];
    return tag !== undefined && this.editor.hasFormat(tag);
  }

  run(command: Command): void {
    const { editor } = this;
    const on = this.isOn(command);
    if (command === 'bold') void (on ? editor.removeBold() : editor.bold());
    if (command === 'italic') void (on ? editor.removeItalic() : editor.italic());
    if (command === 'underline') void (on ? editor.removeUnderline() : editor.underline());
    if (command === 'bullets') void (on ? editor.removeList() : editor.makeUnorderedList());
    if (command === 'numbers') void (on ? editor.removeList() : editor.makeOrderedList());
    if (command === 'quote') void (on ? editor.decreaseQuoteLevel() : editor.increaseQuoteLevel());
    if (command === 'plain') editor.removeAllFormatting();
    editor.focus();
  }

  /** Of what is chosen. False: the address is none that mail may link to. Empty: no link. */
  link(address: string): boolean {
    const target = linkTarget(/^[a-z][a-z0-9+.-]*:/i.test(address) ? address : `https://${address}`);
    if (address && !target) return false;
    if (address) this.editor.makeLink(target!.href);
    else this.editor.removeLink();
    this.editor.focus();
    return true;
  }

  picture(contentId: string, name: string): void {
    const address = this.pictures.address(contentId);
    if (address) this.editor.insertImage(address, { alt: name });
  }

  private clean(html: string): DocumentFragment {
    const fragment = DOMPurify.sanitize(html, CONFIG);
    for (const picture of fragment.querySelectorAll('img')) {
      const source = picture.getAttribute('src') ?? '';
      const address = /^cid:/i.test(source) ? this.pictures.address(source.slice(4)) : this.pictures.contentIdAt(source) && source;
      if (address) picture.setAttribute('src', address);
      else picture.remove(); // nothing is fetched from elsewhere
    }
    return document.importNode(fragment, true);
  }
}
