// SPDX-License-Identifier: Apache-2.0
//
// Formatted letters as plain text and back. RFC 3676's way of quoting, without its spaces.

/** Words of a formatted letter for those who read plain text. */
export function textOf(root: Node): string {
  const text = rows(root).join('\n').replace(/[ \t\u00a0]+$/gm, '').replace(/\n{4,}/g, '\n\n\n').trimEnd();
  return text.replace(/^--$/gm, '-- '); // the mark of signatures
}

const BLOCKS = new Set(['DIV', 'P', 'BLOCKQUOTE', 'UL', 'OL', 'LI', 'PRE', 'H1', 'H2', 'H3', 'H4', 'TR', 'TABLE', 'HR']);

/** The lines of a node's content. */
function rows(node: Node): string[] {
  const lines = [''];
  let fresh = true; // the last line has not been written to
  for (const child of node.childNodes) {
    const name = child.nodeName;
    if (BLOCKS.has(name)) {
      if (fresh) lines.pop();
      lines.push(...block(child as Element), '');
      fresh = true;
      continue;
    }
    if (name === 'BR') {
      lines.push('');
      fresh = !child.nextSibling;
      continue;
    }
    const [first = '', ...others] = child.nodeType === Node.TEXT_NODE ? [(child.textContent ?? '').replace(/[\u200b]/g, '').replace(/\s+/g, ' ')] : inline(child as Element);
    lines[lines.length - 1] += first;
    lines.push(...others);
    fresh = false;
  }
  if (fresh && lines.length > 1) lines.pop();
  return lines;
}

function inline(element: Element): string[] {
  if (element.nodeName === 'IMG') return [`[${element.getAttribute('alt') || '…'}]`];
  const inner = rows(element);
  const address = element.nodeName === 'A' ? element.getAttribute('href') ?? '' : '';
  const shown = element.textContent ?? '';
  if (address && !address.replace(/\/$/, '').endsWith(shown.trim().replace(/\/$/, ''))) inner[inner.length - 1] += ` <${address}>`;
  return inner;
}

function block(element: Element): string[] {
  const inner = rows(element);
  if (element.nodeName === 'BLOCKQUOTE') return inner.map((row) => (row.startsWith('>') ? `>${row}` : `> ${row}`));
  if (element.nodeName === 'HR') return ['---'];
  if (element.nodeName !== 'LI') return inner;
  const place = [...(element.parentNode?.children ?? [])].indexOf(element) + 1;
  const mark = element.parentNode?.nodeName === 'OL' ? `${place}. ` : '- ';
  return inner.map((row, at) => (at ? ' '.repeat(mark.length) : mark) + row);
}

/** A plain text as HTML: one block for each line, quotes as quotes. */
export function htmlOf(text: string): string {
  const root = document.createElement('div');
  const open: Element[] = [root];
  for (const row of text.split('\n')) {
    const [, marks = '', words = ''] = /^((?:> ?)*)(.*)$/.exec(row) ?? [];
    const depth = marks.replaceAll(' ', '').length;
    open.length = Math.min(open.length, depth + 1);
    while (open.length <= depth) open.push(open.at(-1)!.appendChild(document.createElement('blockquote')));
    const line = open.at(-1)!.appendChild(document.createElement('div'));
    line.append(words || document.createElement('br'));
  }
  return root.innerHTML; // checked: read, not written
}

/** Says more than its plain text would. */
export function isFormatted(html: string): boolean {
  return /<(?!\/|(?:div|br)\b)[a-z]/i.test(html);
}
