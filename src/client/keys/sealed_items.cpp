// SPDX-License-Identifier: Apache-2.0
#include "client/keys/sealed_items.h"

#include <boost/json/array.hpp>

#include "client/errors.h"
#include "client/json_fields.h"
#include "client/message_set.h"
#include "crypto/encoding.h"

namespace nightmail::client {
namespace {

constexpr std::size_t kAtOnce = 50;  // a request stays far below maxSizeRequest

std::string id_of(std::string_view name) {
  return crypto::base64url_encode(as_bytes(name));
}

Result<json::object> ask(const JmapCall& call, std::string name, json::object arguments) {
  TRY_ASSIGN(auto answers, call({{std::move(name), std::move(arguments)}}));
  if (answers.size() != 1) return bad_answer("the number of answers");
  return std::move(answers.front());
}

class Setter {
 public:
  Setter(const JmapCall& call, const Session& session, crypto::Purpose purpose, Random& random)
      : call_(call), session_(session), purpose_(purpose), random_(random) {}

  Result<> create(const SealedItem& item) {
    creations_[std::to_string(creations_.size())] =
        json::object{{"name", item.name}, {"sealed", sealed(item)}};
    return next();
  }
  Result<> update(const SealedItem& item) {
    updates_[id_of(item.name)] = json::object{{"sealed", sealed(item)}};
    return next();
  }
  Result<> remove(const std::string& name) {
    removals_.emplace_back(id_of(name));
    return next();
  }

  Result<> flush() {
    if (count_ == 0) return {};
    count_ = 0;
    json::object arguments{{"accountId", session_.account_id},
                           {"create", std::exchange(creations_, {})},
                           {"update", std::exchange(updates_, {})},
                           {"destroy", std::exchange(removals_, {})}};
    TRY_ASSIGN(const json::object answer, ask(call_, "SealedItem/set", std::move(arguments)));
    for (const char* refusals : {"notCreated", "notUpdated"}) {
      const auto refused = read_not_done(answer, refusals);
      if (refused.empty()) continue;
      return Error(Errc::refused, "The server did not keep it: " + refused.front().reason);
    }
    return {};
  }

 private:
  std::string sealed(const SealedItem& item) {
    return crypto::base64url_encode(crypto::seal_field(session_.account_secret, purpose_,
                                                       as_bytes(item.name), item.content, random_));
  }
  Result<> next() { return ++count_ < kAtOnce ? Result<>() : flush(); }

  const JmapCall& call_;
  const Session& session_;
  const crypto::Purpose purpose_;
  Random& random_;
  json::object creations_, updates_;
  json::array removals_;
  std::size_t count_ = 0;
};

}  // namespace

Result<std::vector<SealedItem>> fetch_items(const JmapCall& call, const Session& session,
                                            std::string_view prefix, crypto::Purpose purpose) {
  TRY_ASSIGN(const json::object answer,
             ask(call, "SealedItem/get", {{"accountId", session.account_id}, {"ids", nullptr}}));
  TRY_ASSIGN(const json::array* const list, array_field(answer, "list"));
  std::vector<SealedItem> items;
  for (const json::value& entry : *list) {
    if (!entry.is_object()) return bad_answer("a sealed item");
    TRY_ASSIGN(std::string name, text_field(entry.get_object(), "name"));
    if (!name.starts_with(prefix)) continue;
    TRY_ASSIGN(const Bytes sealed, bytes_field(entry.get_object(), "sealed"));
    auto plain = crypto::open_field(session.account_secret, purpose, as_bytes(name), sealed);
    if (plain.ok()) items.push_back({std::move(name), *std::move(plain)});
  }
  return items;
}

Result<> store_items(const JmapCall& call, const Session& session, const ItemChanges& changes,
                     crypto::Purpose purpose, Random& random) {
  Setter setter(call, session, purpose, random);
  for (const std::string& name : changes.removed) TRY(setter.remove(name));
  for (const SealedItem& item : changes.updated) TRY(setter.update(item));
  for (const SealedItem& item : changes.created) TRY(setter.create(item));
  return setter.flush();
}

}  // namespace nightmail::client
