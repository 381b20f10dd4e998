// SPDX-License-Identifier: Apache-2.0
//
// Conversations: messages that name each other in Message-ID, In-Reply-To and References (RFC 5322 §3.6.4) belong
// together, also by way of one that is not here. After Zawinski's algorithm, without its tree and without guessing
// by subjects.
export interface Linked { id: string; messageId: string; inReplyTo: string[]; references: string[]; receivedAt: number }

const MAX_NAMED = 20; // of a message: the beginning of its conversation, and the last ones before it
const MAX_TOGETHER = 200; // what a stranger's header fields can bring together

/** The conversation of each message: ids, oldest first. `messages`: as lists are, newest first. */
export function threads(messages: Linked[]): Map<string, string[]> {
  const together = new Groups();
  for (const message of messages) {
    for (const name of named(message)) together.join(`message ${message.id}`, name);
  }
  const groups = new Map<string, Linked[]>();
  for (const message of messages) {
    const root = together.root(`message ${message.id}`);
    const group = groups.get(root);
    if (group) group.push(message);
    else groups.set(root, [message]);
  }
  return byMessage([...groups.values()]);
}

function named({ messageId, inReplyTo, references }: Linked): string[] {
  const earlier = references.length > MAX_NAMED ? [references[0]!, ...references.slice(1 - MAX_NAMED)] : references;
  return [messageId, ...inReplyTo.slice(0, MAX_NAMED), ...earlier].map((name) => name.replace(/^<|>$/g, '')).filter(Boolean);
}

function byMessage(groups: Linked[][]): Map<string, string[]> {
  const result = new Map<string, string[]>();
  for (const group of groups) {
    // Times are whole seconds: of one second, what a list has first is newer.
    const ids = group.reverse().sort((a, b) => a.receivedAt - b.receivedAt).map(({ id }) => id);
    for (const id of ids) result.set(id, ids.length > MAX_TOGETHER ? [id] : ids);
  }
  return result;
}

/** Disjoint sets of names. */
class Groups {
  private parent = new Map<string, string>();

  root(name: string): string {
    let at = name;
    for (let up = this.parent.get(at); up !== undefined; up = this.parent.get(at)) {
      const next = this.parent.get(up);
      if (next !== undefined) this.parent.set(at, next); // the way is halved
      at = up;
    }
    return at;
  }

  join(a: string, b: string): void {
    const [one, other] = [this.root(a), this.root(b)];
    if (one !== other) this.parent.set(one, other);
  }
}
