// SPDX-License-Identifier: Apache-2.0
//
// The second step of a login: docs/protocol.md, "Second factors"; and what passes between the service and the
// browser's passkeys (WebAuthn).
import { fromBase64url, toBase64url, type Bytes } from '../crypto/bytes';
import { bytesOf } from './client';
import { ServiceError, textField } from './http';

export const KINDS = ['passkey', 'totp', 'recoveryCode'] as const;
export type Kind = (typeof KINDS)[number];

export interface SecondStep {
  address: string;
  ticket: string;
  kinds: Kind[];
  passkey: { challenge: Bytes; rpId: string; credentialIds: Bytes[] } | undefined;
}

export type SecondProof =
  | { kind: 'totp' | 'recoveryCode'; code: string }
  | { kind: 'passkey'; credentialId: string; clientDataJSON: string; authenticatorData: string; signature: string };

type Json = Record<string, unknown>;

/** A code as the service takes it: without spaces, with Western digits. */
export function typedCode(text: string): string {
  return text.replace(/\s/g, '').replace(/[\u0660-\u0669\u06f0-\u06f9]/g, (digit) => String(digit.charCodeAt(0) & 15));
}

export function readSecondStep(address: string, answer: Json): SecondStep {
  const named: unknown[] = Array.isArray(answer.kinds) ? answer.kinds : [];
  const passkey = answer.passkey as Json | undefined;
  const kinds = KINDS.filter((kind) => named.includes(kind) && (kind !== 'passkey' || passkey));
  if (!kinds.length) throw new ServiceError('badAnswer');
  return { address, ticket: textField(answer, 'ticket'), kinds, passkey: passkey && readPasskey(passkey) };
}

function readPasskey(asked: Json): NonNullable<SecondStep['passkey']> {
  return { challenge: bytesField(asked, 'challenge'), rpId: textField(asked, 'rpId'), credentialIds: listOfBytes(asked.credentialIds) };
}

export function bytesField(object: Json, name: string): Bytes {
  const bytes = bytesOf(object[name]);
  if (!bytes) throw new ServiceError('badAnswer');
  return bytes;
}

function listOfBytes(list: unknown): Bytes[] {
  if (!Array.isArray(list) || !list.every((one) => bytesOf(one))) throw new ServiceError('badAnswer');
  return list.map(fromBase64url);
}

const descriptors = (ids: Bytes[]): PublicKeyCredentialDescriptor[] => ids.map((id) => ({ type: 'public-key', id }));
const TIMEOUT = 5 * 60_000;

/** Throws what the browser throws: nobody touched the key, there is none, … */
export async function askPasskey({ passkey }: SecondStep): Promise<SecondProof> {
  if (!passkey) throw new ServiceError('badAnswer');
  const { challenge, rpId, credentialIds } = passkey;
  const publicKey = { challenge, rpId, allowCredentials: descriptors(credentialIds), userVerification: 'preferred' as const, timeout: TIMEOUT };
  const credential = await navigator.credentials.get({ publicKey }) as PublicKeyCredential;
  const response = credential.response as AuthenticatorAssertionResponse;
  return {
    kind: 'passkey',
    credentialId: toBase64url(new Uint8Array(credential.rawId)),
    clientDataJSON: toBase64url(new Uint8Array(response.clientDataJSON)),
    authenticatorData: toBase64url(new Uint8Array(response.authenticatorData)),
    signature: toBase64url(new Uint8Array(response.signature)),
  };
}

/** A new one, for what `/auth/factors/passkey/start` answered. */
export async function makePasskey(started: Json, address: string): Promise<{ clientDataJSON: string; attestationObject: string }> {
  const user = { id: bytesField(started, 'userId'), name: address, displayName: address };
  const publicKey: PublicKeyCredentialCreationOptions = {
    challenge: bytesField(started, 'challenge'), rp: { id: textField(started, 'rpId'), name: 'Nightmail' }, user,
    pubKeyCredParams: [{ type: 'public-key', alg: -8 }, { type: 'public-key', alg: -7 }], // Ed25519, ES256
    excludeCredentials: descriptors(listOfBytes(started.excludeCredentials)), attestation: 'none', timeout: TIMEOUT,
    authenticatorSelection: { userVerification: 'preferred' },
  };
  const { response } = await navigator.credentials.create({ publicKey }) as PublicKeyCredential;
  return {
    clientDataJSON: toBase64url(new Uint8Array(response.clientDataJSON)),
    attestationObject: toBase64url(new Uint8Array((response as AuthenticatorAttestationResponse).attestationObject)),
  };
}
