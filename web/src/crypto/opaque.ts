// SPDX-License-Identifier: Apache-2.0
//
// OPAQUE (RFC 9807) in the configuration of docs/formats/account.md, by @serenity-kit/opaque.
// All texts are base64url, as in the protocol.
import * as opaque from '@serenity-kit/opaque';
import { fromBase64url, type Bytes } from './bytes';

const keyStretching = { 'argon2id-custom': { iterations: 3, memory: 65536, parallelism: 1 } } as const;

const normal = (password: string) => password.normalize('NFC');

export class Registration {
  private constructor(private password: string, private state: string, readonly request: string) {}

  static async start(typed: string): Promise<Registration> {
    await opaque.ready;
    const password = normal(typed);
    const started = opaque.client.startRegistration({ password });
    return new Registration(password, started.clientRegistrationState, started.registrationRequest);
  }

  finish(registrationResponse: string): { record: string; exportKey: Bytes } {
    const done = opaque.client.finishRegistration({
      clientRegistrationState: this.state, registrationResponse, password: this.password, keyStretching,
    });
    return { record: done.registrationRecord, exportKey: fromBase64url(done.exportKey) };
  }
}

export class Login {
  private constructor(private password: string, private state: string, readonly ke1: string) {}

  static async start(typed: string): Promise<Login> {
    await opaque.ready;
    const password = normal(typed);
    const started = opaque.client.startLogin({ password });
    return new Login(password, started.clientLoginState, started.startLoginRequest);
  }

  /** undefined: the password is wrong, there is no such account, or the server is not the one it was. */
  finish(ke2: string): { ke3: string; exportKey: Bytes } | undefined {
    const done = opaque.client.finishLogin({
      clientLoginState: this.state, loginResponse: ke2, password: this.password, keyStretching,
    });
    return done && { ke3: done.finishLoginRequest, exportKey: fromBase64url(done.exportKey) };
  }
}
