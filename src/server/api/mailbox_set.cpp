// SPDX-License-Identifier: Apache-2.0
//
// Mailbox/set (RFC 8621 §2.5). Names are sealed: see mailbox_name.h.

#include <algorithm>
#include <utility>
#include <variant>

#include "proto/jmap/errors.h"
#include "proto/jmap/values.h"
#include "server/api/ids.h"
#include "server/api/mailbox_name.h"
#include "server/api/standard_methods.h"

namespace nightmail::api {
namespace {

using jmap::invalid_property;
using jmap::SetError;
using store::Mailbox;
using store::MailboxChange;
using store::MailboxId;
using store::Role;

using Failure = std::optional<SetError>;

Failure read_name(std::string_view key, const Json& value, MailboxChange& change) {
  if (!value.is_string()) return invalid_property(std::string(key));
  auto sealed =
      key == "name" ? parse_mailbox_name(jmap::text_of(value)) : parse_bytes(value, kMaxSealedName);
  if (!sealed) {
    return invalid_property(std::string(key),
                            "the server takes sealed names only: \"sealed:\" and base64url");
  }
  if (change.sealed_name && *change.sealed_name != *sealed) {
    return invalid_property(std::string(key), "name and sealedName differ");
  }
  change.sealed_name = *std::move(sealed);
  return {};
}

Failure read_parent(const Context& context, const Json& value, MailboxChange& change) {
  change.parent = std::optional<MailboxId>();
  if (value.is_null()) return {};
  if (!value.is_string()) return invalid_property("parentId");
  const auto text = jmap::resolve_id(jmap::text_of(value), context.created);
  const auto id = text ? parse_mailbox_id(*text) : std::nullopt;
  if (!id) return invalid_property("parentId", "no such Mailbox");
  change.parent = id;
  return {};
}

Failure read_role(const Json& value, MailboxChange& change) {
  change.role = Role::none;
  if (value.is_null()) return {};
  if (!value.is_string()) return invalid_property("role");
  change.role = store::role_from_name(jmap::text_of(value));
  if (!change.role) return invalid_property("role", "not a role that this server knows");
  return {};
}

Failure read_property(const Context& context, std::string_view key, const Json& value,
                      MailboxChange& change) {
  if (key == "name" || (key == "sealedName" && context.sealed)) {
    return read_name(key, value, change);
  }
  if (key == "parentId") return read_parent(context, value, change);
  if (key == "role") return read_role(value, change);
  if (key == "sortOrder") {
    const auto order = jmap::parse_unsigned(value);
    if (!order || *order >= std::int64_t{1} << 31) return invalid_property("sortOrder");
    change.sort_order = order;
    return {};
  }
  if (key == "isSubscribed") {
    if (!value.is_bool()) return invalid_property("isSubscribed");
    change.subscribed = value.get_bool();
    return {};
  }
  return invalid_property(std::string(key.substr(0, 64)), "is set by the server, or unknown");
}

Failure read_change(const Context& context, const Json& json, MailboxChange& change) {
  if (!json.is_object()) return SetError{"invalidPatch", {}, {}};
  for (const auto& member : json.get_object()) {
    const std::string_view key(member.key().data(), member.key().size());
    if (auto failure = read_property(context, key, member.value(), change)) return failure;
  }
  return {};
}

const Mailbox* find_mailbox(const std::vector<Mailbox>& list, MailboxId id) {
  const auto found =
      std::find_if(list.begin(), list.end(), [id](const Mailbox& m) { return m.id == id; });
  return found == list.end() ? nullptr : &*found;
}

// `self` is empty for a mailbox that is being made. A mailbox may not become its own ancestor.
Failure check_parent(const std::vector<Mailbox>& list, std::optional<MailboxId> self,
                     std::optional<MailboxId> parent) {
  for (std::size_t steps = 0; parent; ++steps) {
    const Mailbox* above = find_mailbox(list, *parent);
    if (above == nullptr) return invalid_property("parentId", "no such Mailbox");
    if (parent == self || steps > list.size()) {
      return invalid_property("parentId", "a Mailbox cannot lie in itself");
    }
    parent = above->parent;
  }
  return {};
}

Failure check_role(const std::vector<Mailbox>& list, std::optional<MailboxId> self, Role role) {
  if (role == Role::none) return {};
  for (const Mailbox& mailbox : list) {
    if (mailbox.role == role && mailbox.id != self) {
      return invalid_property("role", "another Mailbox has it");
    }
  }
  return {};
}

Failure check_change(const std::vector<Mailbox>& list, const Mailbox* self,
                     const MailboxChange& change) {
  const auto id = self == nullptr ? std::optional<MailboxId>() : self->id;
  if (change.parent) {
    if (auto failure = check_parent(list, id, *change.parent)) return failure;
  }
  const Role old_role = self == nullptr ? Role::none : self->role;
  const Role role = change.role.value_or(old_role);
  if (old_role == Role::inbox && role != Role::inbox) {
    return SetError{"forbidden", "the inbox keeps its role", {}};
  }
  if (auto failure = check_role(list, id, role)) return failure;
  const bool named = change.sealed_name ? !change.sealed_name->empty()
                                        : self != nullptr && !self->sealed_name.empty();
  if (!named && role == Role::none) return invalid_property("name", "is required without a role");
  return {};
}

Mailbox new_mailbox(const MailboxChange& change) {
  Mailbox mailbox;
  mailbox.sealed_name = change.sealed_name.value_or(Bytes());
  mailbox.parent = change.parent.value_or(std::nullopt);
  mailbox.role = change.role.value_or(Role::none);
  mailbox.sort_order = change.sort_order.value_or(0);
  mailbox.subscribed = change.subscribed.value_or(true);
  return mailbox;
}

// The properties that the client did not give (RFC 8620 §5.3).
JsonObject created_answer(MailboxId id, const Mailbox& mailbox, const MailboxChange& change) {
  JsonObject object;
  jmap::put(object, "id", jmap::json_text(to_text(id)));
  for (const std::string_view count :
       {"totalEmails", "unreadEmails", "totalThreads", "unreadThreads"}) {
    jmap::put(object, count, 0);
  }
  if (!change.sealed_name) jmap::put(object, "name", jmap::json_text(print_mailbox_name({})));
  if (!change.sort_order) jmap::put(object, "sortOrder", mailbox.sort_order);
  if (!change.subscribed) jmap::put(object, "isSubscribed", mailbox.subscribed);
  return object;
}

// One Mailbox/set: the list is kept in step with what was done, so that later objects see it.
class MailboxSet {
 public:
  MailboxSet(Context& context, std::vector<Mailbox> list)
      : context_(context), list_(std::move(list)) {}

  void create(const std::string& creation_id, const Json& json) {
    MailboxChange change;
    auto failure = read_change(context_, json, change);
    if (!failure) failure = check_change(list_, nullptr, change);
    if (!failure && std::cmp_greater_equal(list_.size(), context_.limits().max_mailboxes)) {
      failure = SetError{"overQuota", "too many Mailboxes", {}};
    }
    if (failure) return answer_.not_created(creation_id, *failure);
    Mailbox mailbox = new_mailbox(change);
    const auto id = context_.store().create_mailbox(context_.account(), mailbox);
    if (!id.ok()) return answer_.not_created(creation_id, set_error_for(id.error()));
    answer_.created(context_, creation_id, created_answer(*id, mailbox, change));
    mailbox.id = *id;
    list_.push_back(std::move(mailbox));
  }

  void update(const std::string& id_text, const Json& json) {
    const auto id = parse_mailbox_id(id_text);
    const Mailbox* mailbox = id ? find_mailbox(list_, *id) : nullptr;
    if (mailbox == nullptr) return answer_.not_updated(id_text, {"notFound", {}, {}});
    MailboxChange change;
    auto failure = read_change(context_, json, change);
    if (!failure) failure = check_change(list_, mailbox, change);
    if (failure) return answer_.not_updated(id_text, *failure);
    const auto done = context_.store().update_mailbox(context_.account(), *id, change);
    if (!done.ok()) return answer_.not_updated(id_text, set_error_for(done.error()));
    reload();
    answer_.updated(id_text);
  }

  void destroy(const std::string& id_text, bool remove_emails) {
    const auto id = parse_mailbox_id(id_text);
    const Mailbox* mailbox = id ? find_mailbox(list_, *id) : nullptr;
    if (mailbox == nullptr) return answer_.not_destroyed(id_text, {"notFound", {}, {}});
    if (mailbox->role == Role::inbox) {
      return answer_.not_destroyed(id_text, {"forbidden", "mail arrives in the inbox", {}});
    }
    const auto done = context_.store().destroy_mailbox(context_.account(), *id, remove_emails);
    if (!done.ok()) return answer_.not_destroyed(id_text, set_error_for(done.error()));
    std::erase_if(list_, [id](const Mailbox& m) { return m.id == *id; });
    answer_.destroyed(id_text);
  }

  [[nodiscard]] std::size_t depth(const std::string& id_text) const {
    std::size_t depth = 0;
    auto at = parse_mailbox_id(id_text);
    for (; at && depth <= list_.size(); ++depth) {
      const Mailbox* mailbox = find_mailbox(list_, *at);
      at = mailbox == nullptr ? std::nullopt : mailbox->parent;
    }
    return depth;
  }

  SetAnswer& answer() { return answer_; }

 private:
  void reload() {
    auto list = context_.store().mailboxes(context_.account());
    if (list.ok()) list_ = *std::move(list);
  }

  Context& context_;
  std::vector<Mailbox> list_;
  SetAnswer answer_;
};

void run_set(MailboxSet& set, const SetArguments& arguments, bool remove_emails) {
  for (const auto& [id, json] : arguments.create) set.create(id, *json);
  for (const auto& [id, json] : arguments.update) set.update(id, *json);
  // Children before their parents, so that a tree can go in one call.
  std::vector<std::string> destroy = arguments.destroy;
  std::stable_sort(destroy.begin(), destroy.end(),
                   [&](const auto& a, const auto& b) { return set.depth(a) > set.depth(b); });
  for (const std::string& id : destroy) set.destroy(id, remove_emails);
}

}  // namespace

Result<JsonObject> mailbox_set(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY_ASSIGN(const SetArguments set, parse_set(context, reader));
  TRY_ASSIGN(const bool remove_emails, reader.boolean("onDestroyRemoveEmails", false));
  TRY(reader.finish());
  const auto old_state = context.store().mailbox_state(context.account());
  if (!old_state.ok()) return method_failure(old_state.error());
  TRY(check_state(set, to_text(*old_state)));
  auto list = context.store().mailboxes(context.account());
  if (!list.ok()) return method_failure(list.error());
  MailboxSet run(context, *std::move(list));
  run_set(run, set, remove_emails);
  const auto new_state = context.store().mailbox_state(context.account());
  if (!new_state.ok()) return method_failure(new_state.error());
  return std::move(run.answer()).finish(context, to_text(*old_state), to_text(*new_state));
}

}  // namespace nightmail::api
