// SPDX-License-Identifier: Apache-2.0
//
// The sections of the settings, in their order: #/settings/NAME. A section is a component that takes {session, open};
// it is loaded when it is opened.
import type { Component } from 'svelte';
import type { Key } from '../../i18n/index.svelte';
import type { Open, Session } from '../../store/session.svelte';

export interface SectionProps { session: Session; open: Open }
export interface Section { name: string; title: Key; load(): Promise<{ default: Component<SectionProps> }> }

export const SECTIONS: Section[] = [
  { name: 'look', title: 'settings.look', load: () => import('./LookSection.svelte') },
  { name: 'identities', title: 'identities.title', load: () => import('./IdentitiesSection.svelte') },
  { name: 'password', title: 'settings.password', load: () => import('./PasswordSection.svelte') },
  { name: 'factors', title: 'factors.title', load: () => import('./FactorsSection.svelte') },
  { name: 'sessions', title: 'settings.sessions', load: () => import('./SessionsSection.svelte') },
  { name: 'keys', title: 'ownKeys.title', load: () => import('./KeysSection.svelte') },
  { name: 'transfer', title: 'transfer.title', load: () => import('./TransferSection.svelte') },
  { name: 'delete', title: 'settings.delete', load: () => import('./DeleteSection.svelte') },
];
