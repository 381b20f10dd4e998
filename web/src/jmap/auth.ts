// SPDX-License-Identifier: Apache-2.0
//
// Sign-up, login, recovery, change of password and the end of an account: docs/protocol.md, "Login endpoints".
// The vault makes and opens every message; what passes here is useless without it.
import type { Account, NewAccount, Vault } from '../crypto/vault';
import type { Remote } from '../crypto/rpc';
import type { PhraseProblem } from '../crypto/recovery';
import { post, ServiceError, textField } from './http';
import { readSecondStep, type SecondProof, type SecondStep } from './second_step';

export type Keeper = Remote<Vault>;

const FIRST_MAILBOXES = ['inbox', 'drafts', 'sent', 'archive', 'junk', 'trash'];

/** The words of a phrase are wrong; says where. */
export class PhraseError extends Error {
  override name = 'PhraseError';
  constructor(readonly found: PhraseProblem) {
    super(found.problem);
  }
}

function accountOf(address: string, answer: Record<string, unknown>): Account {
  return { address, accountId: textField(answer, 'accountId'), token: textField(answer, 'token') };
}

/** The address as accounts are named: ASCII letters in lower case, no space around. */
export function canonical(address: string): string {
  const trimmed = address.trim();
  const at = trimmed.lastIndexOf('@');
  const local = trimmed.slice(0, at).replace(/[A-Z]/g, (letter) => letter.toLowerCase());
  try {
    return `${local}@${new URL(`http://${trimmed.slice(at + 1)}`).hostname}`;
  } catch {
    return trimmed;
  }
}

async function register(vault: Keeper, path: string, start: object, password: string, token?: string) {
  const registrationRequest = await vault.registrationStart(password);
  const answer = await post(`${path}/start`, { ...start, registrationRequest }, token);
  return vault.registrationFinish(textField(answer, 'registrationResponse'));
}

/** What the server says of a wish, before keys are made: a ServiceError, or nothing. */
export async function checkNewAddress(vault: Keeper, typed: string, password: string, invite: string): Promise<void> {
  const registrationRequest = await vault.registrationStart(password);
  const wish = { address: canonical(typed), registrationRequest, ...(invite ? { invite } : {}) };
  await post('/auth/register/start', wish);
}

/** Makes the account; its recovery phrase is in `made`, which vault.newAccount() gave. */
export async function signUp(
  vault: Keeper, made: NewAccount, typed: string, password: string, invite?: string,
): Promise<Account> {
  const address = canonical(typed);
  const who = { address, ...(invite ? { invite } : {}) };
  const registered = await register(vault, '/auth/register', who, password);
  const { phrase: _, ...rest } = made;
  const mailboxes = FIRST_MAILBOXES.map((role) => ({ role, sealedName: '' }));
  return accountOf(address, await post('/auth/register/finish', { ...who, ...registered, ...rest, mailboxes }));
}

/** Proves the password: what login, change of password and deletion begin with. */
export async function prove(vault: Keeper, address: string, password: string): Promise<{ loginId: string; ke3: string }> {
  const ke1 = await vault.loginStart(password);
  const started = await post('/auth/login/start', { address, ke1 });
  const ke3 = await vault.loginFinish(textField(started, 'ke2')).catch(() => {
    throw new ServiceError('badAnswer');
  });
  if (ke3 === undefined) throw new ServiceError('loginFailed', 401);
  return { loginId: textField(started, 'loginId'), ke3 };
}

type LoggedIn = Account | SecondStep;

export async function logIn(vault: Keeper, typed: string, password: string): Promise<LoggedIn> {
  const address = canonical(typed);
  const answer = await post('/auth/login/finish', await prove(vault, address, password));
  return answer.secondFactorNeeded === true ? readSecondStep(address, answer) : enter(vault, address, answer);
}

/** A wrong proof is a ServiceError `secondFactorFailed`, and the step can be tried again; `loginFailed`: it is too old. */
export async function finishSecondStep(vault: Keeper, step: SecondStep, proof: SecondProof): Promise<Account> {
  return enter(vault, step.address, await post('/auth/login/second', { ticket: step.ticket, ...proof }));
}

async function enter(vault: Keeper, address: string, answer: Record<string, unknown>): Promise<Account> {
  await vault.unlockByPassword(textField(answer, 'wrappedByPassword'));
  return accountOf(address, answer);
}

export async function logOut(account: Account): Promise<void> {
  await post('/auth/logout', {}, account.token);
}

export async function recover(
  vault: Keeper, typed: string, phrase: string, newPassword: string, deviceName: string,
): Promise<Account> {
  const address = canonical(typed);
  const problem = await vault.readPhrase(phrase);
  if (problem) throw new PhraseError(problem);
  const challenge = textField(await post('/auth/recover/start', { address }), 'challenge');
  const signature = await vault.signChallenge(challenge);
  const proven = await post('/auth/recover/finish', { address, challenge, signature });
  await vault.unlockByPhrase(textField(proven, 'wrappedByPhrase'));
  const recoveryTicket = textField(proven, 'recoveryTicket');
  const path = '/auth/recover/register';
  const registered = await register(vault, path, { recoveryTicket }, newPassword);
  const deviceLabel = await vault.label(deviceName);
  return accountOf(address, await post(`${path}/finish`, { recoveryTicket, ...registered, deviceLabel }));
}

export async function changePassword(vault: Keeper, account: Account, old: string, fresh: string): Promise<void> {
  const registered = await register(vault, '/auth/password', {}, fresh, account.token);
  const proof = await prove(vault, account.address, old);
  await post('/auth/password/finish', { ...proof, ...registered }, account.token);
}

export async function deleteAccount(vault: Keeper, account: Account, password: string): Promise<void> {
  await post('/auth/account/delete', await prove(vault, account.address, password), account.token);
}
