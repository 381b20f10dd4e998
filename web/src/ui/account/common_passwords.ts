// SPDX-License-Identifier: Apache-2.0
//
// Words that passwords are made of first, in the plain form of strength.ts. Short on purpose: it rides on every
// sign-up page; the estimate is pessimistic about all words anyway.
export const COMMON = new Set(
  ('password passwort passwd motdepasse parol пароль admin administrator login welcome willkommen bienvenue secret ' +
  'geheim letmein master monkey dragon football baseball soccer hockey basketball superman batman sunshine princess ' +
  'shadow michael jordan jennifer thomas charlie andrew daniel matthew joshua jessica ashley nicole michelle hunter ' +
  'ranger buster tigger soccer killer pepper ginger cheese cookie summer winter spring autumn sommer love iloveyou ' +
  'ichliebedich jetaime hallo hello bonjour salam azerty qwerty qwertz qwertyuiop asdfgh asdfghjkl zxcvbn abc abcdef ' +
  'test tester testing trustnol freedom whatever starwars pokemon computer internet google facebook mail email ' +
  'nightmail liverpool chelsea arsenal barcelona schatz hallohallo marina natasha любовь привет qazwsx lqaz2wsx ' +
  'changeme default guest root user samsung apple orange banana chocolate diamond family flower friends forever').split(' '),
);
