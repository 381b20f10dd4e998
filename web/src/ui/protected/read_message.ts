// SPDX-License-Identifier: Apache-2.0
//
// A message of the format, as the page shows it. What is in it comes from the sender: texts are shown as texts,
// HTML goes through the frame's sanitiser only.
import PostalMime from 'postal-mime';
import { toBase64url, utf8, type Bytes } from '../../crypto/bytes';

export interface ShownFile { name: string; type: string; bytes: Bytes }
export interface ShownMessage {
  from: string; to: string[]; subject: string; messageId: string; date?: Date; text: string; html: string; files: ShownFile[];
}

interface Party { name?: string | undefined; address?: string | undefined }

function partyText(party: Party): string {
  const { name, address } = party;
  return name && address ? `${name} <${address}>` : (address ?? name ?? '');
}

function toBase64(bytes: Bytes): string {
  const url = toBase64url(bytes).replaceAll('-', '+').replaceAll('_', '/');
  return url.padEnd(Math.ceil(url.length / 4) * 4, '=');
}

function bytesOf(content: ArrayBuffer | Uint8Array | string): Bytes {
  if (typeof content === 'string') return utf8(content);
  return new Uint8Array(content) as Bytes;
}

/** Pictures that came with the message stand in it as data: nothing else may be loaded. */
function withInlineImages(html: string, attachments: { contentId?: string | undefined; mimeType: string; content: ArrayBuffer | Uint8Array | string }[]): string {
  for (const { contentId, mimeType, content } of attachments) {
    const id = contentId?.replace(/^<|>$/g, '');
    if (!id || !/^image\/(png|jpeg|gif|webp)$/.test(mimeType)) continue;
    html = html.replaceAll(`cid:${id}`, `data:${mimeType};base64,${toBase64(bytesOf(content))}`);
  }
  return html;
}

export async function readMessage(message: Bytes): Promise<ShownMessage> {
  const parsed = await PostalMime.parse(message, { maxNestingDepth: 32 });
  const date = parsed.date ? new Date(parsed.date) : undefined;
  const files = parsed.attachments.map(({ filename, mimeType, content }, index) => ({
    name: (filename ?? '').replace(/[\u0000-\u001f\u007f/\\]/g, '_') || `file-${index + 1}`,
    type: mimeType, bytes: bytesOf(content),
  }));
  const html = withInlineImages(parsed.html ?? '', parsed.attachments);
  return {
    from: parsed.from ? partyText(parsed.from) : '', to: (parsed.to ?? []).map(partyText), subject: parsed.subject ?? '',
    messageId: (parsed.messageId ?? '').replace(/^<|>$/g, ''), text: parsed.text ?? '', html, files,
    ...(date && !Number.isNaN(date.getTime()) && { date }),
  };
}

/** Saved as octets: a browser must not take a file of a stranger's for a page of this site. */
export function saveFile(file: ShownFile): void {
  const url = URL.createObjectURL(new Blob([file.bytes], { type: 'application/octet-stream' }));
  const link = document.createElement('a');
  link.href = url;
  link.download = file.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}
