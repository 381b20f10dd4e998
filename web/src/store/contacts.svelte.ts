// SPDX-License-Identifier: Apache-2.0
//
// Contacts: the account's address book, sealed items `contacts/…` (docs/formats/contacts.md). People whom its owner
// writes to are learned; the list completes what is typed as an address.
import { utf8 } from '../crypto/bytes';
import { canonical } from '../jmap/auth';
import { ServiceError } from '../jmap/http';
import { folded } from '../mail/folded';
import { cardOf, emptyContact, readCard, type Contact } from './contact_card';
import { Fresh } from './fresh';
import { newItemName, readItems, removeItems, writeItems } from './sealed_items';
import type { Open } from './session.svelte';
import type { Person } from './summary';

const PREFIX = 'contacts/';
const MAX_LEARNED = 200;
const MAX_AT_ONCE = 100;

const shown = ({ name, emails }: Contact) => name || emails[0] || '';
const byName = (a: Contact, b: Contact) => shown(a).localeCompare(shown(b));

export class Contacts {
  list = $state.raw<Contact[]>([]);
  private fresh = new Fresh(() => this.fetch());

  constructor(private open: Open) {}

  load(): Promise<void> {
    return this.fresh.load();
  }

  /** Those in whose name, addresses or other text each word of `text` begins a word. */
  find(text: string): Contact[] {
    const words = folded(text).split(/\s+/).filter(Boolean);
    if (!words.length) return this.list;
    return this.list.filter((contact) => {
      const all = ` ${folded([contact.name, ...contact.emails, contact.organization, ...contact.phones].join(' '))}`;
      return words.every((word) => ['', '.', '@', '-', '_', '<', '(', '"'].some((before) => all.includes(before ? before + word : ` ${word}`)));
    });
  }

  /** Whom `text`, the beginning of a name or an address, may mean: those written down first. */
  complete(text: string, most = 6): Person[] {
    if (!text.trim()) return [];
    const found = this.find(text).sort((a, b) => Number(a.learned) - Number(b.learned));
    const wanted = folded(text.trim());
    const people = found.flatMap(({ name, emails }) => {
      const meant = emails.filter((email) => folded(email).startsWith(wanted));
      return (meant.length ? meant : emails).map((email) => ({ name, email }));
    });
    return people.slice(0, most);
  }

  of(address: string): Contact | undefined {
    return this.list.find(({ emails }) => emails.some((email) => canonical(email) === address));
  }

  /** Makes or changes it; what is written down by hand is no longer only learned. */
  async save(contact: Contact): Promise<Contact> {
    const [saved] = await this.saveAll([{ ...contact, learned: false }]);
    return saved!;
  }

  async saveAll(contacts: Contact[]): Promise<Contact[]> {
    const now = Date.now();
    const saved = contacts.map((contact) => {
      const changed = { ...contact, updated: now, item: contact.item || newItemName(PREFIX) };
      return { ...changed, card: cardOf(changed) };
    });
    for (let at = 0; at < saved.length; at += MAX_AT_ONCE) {
      const part = saved.slice(at, at + MAX_AT_ONCE);
      const isNew = (index: number) => !contacts[at + index]!.item;
      await writeItems(this.open, 'contacts', part.map(({ item, card }, index) => ({ name: item, value: card, isNew: isNew(index) })));
      this.replace(part);
    }
    return saved;
  }

  async remove(items: string[]): Promise<void> {
    await removeItems(this.open, items);
    this.list = this.list.filter(({ item }) => !items.includes(item));
  }

  /** People whom the owner wrote to; the oldest of those that were only learned make room. */
  async learn(people: Person[]): Promise<void> {
    await this.load();
    const own = canonical(this.open.account.address);
    const news = people.filter(({ email }) => canonical(email) !== own && !this.of(canonical(email)));
    if (!news.length) return;
    await this.saveAll(news.map(({ name, email }) => ({ ...emptyContact(), name, emails: [email], learned: true })));
    const learned = this.list.filter((contact) => contact.learned).sort((a, b) => b.updated - a.updated);
    if (learned.length > MAX_LEARNED) await this.remove(learned.slice(MAX_LEARNED).map(({ item }) => item));
  }

  private replace(contacts: Contact[]): void {
    const items = new Set(contacts.map(({ item }) => item));
    this.list = [...this.list.filter(({ item }) => !items.has(item)), ...contacts].sort(byName);
  }

  private async fetch(): Promise<void> {
    const { cache } = this.open;
    try {
      const items = await readItems(this.open, PREFIX, 'contacts');
      this.list = items.flatMap(({ name, plain }) => readCard(name, plain) ?? []).sort(byName);
      await cache?.put([['contacts', this.list.map(({ item, card }) => ({ item, card }))]]);
    } catch (error) {
      const kept = await cache?.getOne<{ item: string; card: unknown }[]>('contacts');
      if (!kept || !(error instanceof ServiceError) || error.type !== 'network') throw error;
      this.list = kept.flatMap(({ item, card }) => readCard(item, utf8(JSON.stringify(card))) ?? []).sort(byName);
    }
  }
}
