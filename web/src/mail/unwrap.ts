// SPDX-License-Identifier: Apache-2.0
//
// Takes the end-to-end protection off an opened message: PGP/MIME encrypted and signed in any order, header fields
// from inside, inline PGP. Reads hostile input; bounded in depth; nothing that was outside the protection is passed
// off as inside. RFC 3156, RFC 1847, RFC 9788 §4. The same rules as src/client/read/unwrap.cpp.
import { findInline, readCleartext } from './inline_pgp';
import { firstText, readLayer } from './layers';
import { mergeHeaders } from './merge';
import { fromLatin1, type Octets } from './octets';

export type SignatureStatus = 'good' | 'bad' | 'unknown-key' | 'expired-key' | 'revoked-key' | 'expired' | 'unsupported';
/** `fingerprint`: of the certificate that made it, where it is known; else of the key it names, or a key id. Hex. */
export interface Signature { status: SignatureStatus; fingerprint: string; created: number | undefined }
export type Failure = 'other-key' | 'not-protected' | 'too-large' | 'damaged' | 'unreadable';

export class OpenError extends Error {
  constructor(readonly failure: Failure) {
    super(failure);
  }
}

export interface Pgp {
  /** Throws OpenError. */
  open(message: Octets): Promise<{ plain: Octets; signatures: Signature[] }>;
  verify(covered: Octets, signature: Octets): Promise<Signature[]>;
}

export interface Protection {
  encrypted: boolean;
  /** It carries signatures, whatever they are worth. */
  isSigned: boolean;
  /** The header fields come from inside. */
  protectedFields: boolean;
  /** Inside is another From than outside: the outer one is shown. */
  otherSender: boolean;
  /** Text outside the protection is not shown. */
  leftOut: boolean;
  signatures: Signature[];
  /** Why it did not open. */
  failure: Failure | undefined;
}

export interface Unwrapped {
  /** What was inside under the header fields that count; the message itself where nothing protects it. */
  message: Octets;
  /** Of inline PGP: the text to show in place of the message's own. */
  text: Octets | undefined;
  protection: Protection;
}

const MAX_LAYERS = 4;
const UNSUPPORTED: Signature = { status: 'unsupported', fingerprint: '', created: undefined };

export async function unwrap(message: Octets, pgp: Pgp): Promise<Unwrapped> {
  const protection: Protection = {
    encrypted: false, isSigned: false, protectedFields: false, otherSender: false, leftOut: false, signatures: [], failure: undefined,
  };
  const result: Unwrapped = { message, text: undefined, protection };
  try {
    for (let layer = 0; layer < MAX_LAYERS; layer++) if (!(await takeOff(result, pgp))) break;
    await takeOffInline(result, pgp);
  } catch (error) {
    protection.failure = error instanceof OpenError ? error.failure : 'unreadable';
  }
  return result;
}

async function takeOff(result: Unwrapped, pgp: Pgp): Promise<boolean> {
  const layer = readLayer(result.message);
  if (!layer) return false;
  const { protection } = result;
  let payload: Octets;
  if (layer.kind === 'encrypted') {
    const opened = await pgp.open(layer.data);
    protection.encrypted = true;
    payload = opened.plain;
    add(protection, opened.signatures);
  } else {
    protection.isSigned = true;
    payload = layer.covered;
    add(protection, await pgp.verify(layer.covered, layer.data).catch(() => [UNSUPPORTED]));
  }
  const merged = mergeHeaders(result.message, payload);
  protection.protectedFields ||= merged.protectedFields;
  protection.otherSender ||= merged.otherSender;
  result.message = merged.message;
  return true;
}

async function takeOffInline(result: Unwrapped, pgp: Pgp): Promise<void> {
  const block = findInline(firstText(result.message));
  if (!block) return;
  const { protection } = result;
  if (block.kind === 'encrypted') {
    const opened = await pgp.open(fromLatin1(block.armored));
    protection.encrypted = true;
    add(protection, opened.signatures);
    result.text = opened.plain;
  } else {
    protection.isSigned = true;
    const parts = readCleartext(block.armored);
    add(protection, parts ? await pgp.verify(parts.covered, fromLatin1(parts.signature)).catch(() => [UNSUPPORTED]) : [UNSUPPORTED]);
    result.text = parts?.covered;
  }
  protection.leftOut ||= block.hasMore;
}

function add(protection: Protection, signatures: Signature[]): void {
  protection.isSigned ||= signatures.length > 0;
  protection.signatures.push(...signatures);
}
