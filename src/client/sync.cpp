// SPDX-License-Identifier: Apache-2.0
#include "client/sync.h"

#include <algorithm>
#include <thread>
#include <unordered_set>

#include "client/errors.h"
#include "client/fetched_answer.h"
#include "client/json_fields.h"
#include "client/message.h"
#include "client/summary_opener.h"

namespace nightmail::client {
namespace {

constexpr std::size_t kGetBatch = 500;      // RFC 8620 §5.1: at least as many are allowed
constexpr std::size_t kQueryPage = 10'000;  // docs/protocol.md
constexpr std::size_t kMaxMessages = 20'000'000;
constexpr int kMaxRestarts = 5;
constexpr int kMaxChangePages = 10'000;

json::array json_ids(const std::vector<std::string>& ids, std::size_t from, std::size_t count) {
  json::array list;
  for (std::size_t i = from; i < std::min(ids.size(), from + count); ++i) list.emplace_back(ids[i]);
  return list;
}

class Synchronizer {
 public:
  Synchronizer(const JmapCall& call, const Session& session, SummaryCache& cache,
               const SyncProgress& progress)
      : call_(call),
        session_(session),
        cache_(cache),
        progress_(progress),
        opener_(session.keys, std::thread::hardware_concurrency()) {}

  Result<Synced> run() {
    bool complete = !cache_.state().empty();
    if (complete) {
      const Result<> caught_up = catch_up();
      if (!caught_up.ok() && !caught_up.error().is(Errc::state_lost)) return caught_up.error();
      complete = caught_up.ok();
    }
    if (!complete) TRY(compare_all());
    (void)cache_.save();  // without it, the next sync asks again
    return std::move(synced_);
  }

 private:
  [[nodiscard]] json::object arguments() const { return {{"accountId", session_.account_id}}; }

  [[nodiscard]] MethodCall mailboxes_call() const {
    json::object get = arguments();
    get["ids"] = nullptr;
    get["properties"] = {"id", "role", "sealedName", "totalEmails", "unreadEmails"};
    return {"Mailbox/get", std::move(get)};
  }

  Result<json::object> ask(std::string name, json::object with) {
    TRY_ASSIGN(auto answers, call_({{std::move(name), std::move(with)}}));
    if (answers.size() != 1) return bad_answer("the number of answers");
    return std::move(answers.front());
  }

  // Email/changes until there are no more.
  Result<> catch_up() {
    std::string since = cache_.state();
    for (int page = 0; page < kMaxChangePages; ++page) {
      json::object changes = arguments();
      changes["sinceState"] = since;
      TRY_ASSIGN(auto answers, call_({{"Email/changes", std::move(changes)}, mailboxes_call()}));
      if (answers.size() != 2) return bad_answer("the number of answers");
      TRY_ASSIGN(synced_.mailboxes, MailboxList::from_answer(answers[1], session_.account_secret));
      TRY_ASSIGN(const bool more, bool_field(answers[0], "hasMoreChanges"));
      TRY_ASSIGN(std::string next, read_state(answers[0], "newState"));
      TRY(take_changes(answers[0]));
      cache_.set_state(next);
      if (!more) return {};
      if (next == since) return bad_answer("Email/changes that does not get on");
      since = std::move(next);
    }
    return bad_answer("Email/changes without end");
  }

  Result<> take_changes(const json::object& answer) {
    TRY_ASSIGN(const auto created, read_ids(answer, "created"));
    TRY_ASSIGN(const auto updated, read_ids(answer, "updated"));
    TRY_ASSIGN(const auto destroyed, read_ids(answer, "destroyed"));
    for (const std::string& id : destroyed) cache_.remove(id);
    std::vector<std::string> missing;
    std::vector<std::string> known;
    for (const std::string& id : created) (is_known(id) ? known : missing).push_back(id);
    for (const std::string& id : updated) (is_final(id) ? known : missing).push_back(id);
    TRY(refresh_labels(known));
    TRY(fetch(missing));
    for (const std::string& id : created) {
      if (std::ranges::binary_search(fetched_ids_, id)) synced_.created.push_back(id);
    }
    return {};
  }

  // A summary that did not open, or was not there, may have come meanwhile.
  [[nodiscard]] bool is_known(const std::string& id) const {
    const CachedMessage* message = cache_.find(id);
    return message != nullptr && message->kind == SummaryKind::opened;
  }

  // The first device that opens an end-to-end encrypted mail writes its summary anew.
  [[nodiscard]] bool is_final(const std::string& id) const {
    if (!is_known(id)) return false;
    const auto summary = read_summary(*cache_.find(id));
    return !summary || !awaits_opening(*summary);
  }

  // The state comes first: what changes while the ids are listed is in the next Email/changes.
  Result<> compare_all() {
    json::object get = arguments();
    get["ids"] = json::array();
    TRY_ASSIGN(auto answers, call_({{"Email/get", std::move(get)}, mailboxes_call()}));
    if (answers.size() != 2) return bad_answer("the number of answers");
    TRY_ASSIGN(const std::string state, read_state(answers[0], "state"));
    TRY_ASSIGN(synced_.mailboxes, MailboxList::from_answer(answers[1], session_.account_secret));
    TRY_ASSIGN(const auto ids, all_ids());
    forget_all_but(ids);
    std::vector<std::string> missing;
    std::vector<std::string> known;
    for (const std::string& id : ids) (is_known(id) ? known : missing).push_back(id);
    TRY(refresh_labels(known));
    TRY(fetch(missing));
    cache_.set_state(state);
    return {};
  }

  void forget_all_but(const std::vector<std::string>& ids) {
    const std::unordered_set<std::string_view> there(ids.begin(), ids.end());
    std::vector<std::string> gone;
    for (const CachedMessage& message : cache_.messages()) {
      if (!there.contains(message.id)) gone.emplace_back(message.id);
    }
    for (const std::string& id : gone) cache_.remove(id);
  }

  // Pages hang together by the last id of the one before. If just that message goes, start again.
  Result<std::vector<std::string>> all_ids() {
    for (int attempt = 0; attempt < kMaxRestarts; ++attempt) {
      auto ids = list_ids();
      if (ids.ok() || !ids.error().is(Errc::refused)) return ids;
    }
    return bad_answer("Email/query, which ends too early");
  }

  Result<std::vector<std::string>> list_ids() {
    std::vector<std::string> ids;
    std::unordered_set<std::string> seen;
    for (;;) {
      TRY_ASSIGN(const auto page, query_page(ids.empty() ? std::string() : ids.back()));
      if (page.empty()) return ids;
      for (const std::string& id : page) {
        if (!seen.insert(id).second) return bad_answer("Email/query, which repeats an id");
        ids.push_back(id);
      }
      if (ids.size() > kMaxMessages) return bad_answer("the number of messages");
    }
  }

  Result<std::vector<std::string>> query_page(const std::string& after) {
    json::object query = arguments();
    query["sort"] = {{{"property", "receivedAt"}, {"isAscending", false}}};
    query["limit"] = kQueryPage;
    if (!after.empty()) {
      query["anchor"] = after;
      query["anchorOffset"] = 1;
    }
    TRY_ASSIGN(const json::object answer, ask("Email/query", std::move(query)));
    return read_ids(answer, "ids");
  }

  Result<std::vector<FetchedMessage>> get(const std::vector<std::string>& ids, std::size_t from,
                                          bool with_blob) {
    json::object with = arguments();
    with["ids"] = json_ids(ids, from, kGetBatch);
    json::array properties{"id", "mailboxIds", "keywords"};
    if (with_blob) {
      for (const char* name : {"blobId", "size", "receivedAt", "sealedSummary"}) {
        properties.emplace_back(name);
      }
    }
    with["properties"] = std::move(properties);
    TRY_ASSIGN(const json::object answer, ask("Email/get", std::move(with)));
    return read_messages(answer, with_blob);
  }

  Result<> refresh_labels(const std::vector<std::string>& ids) {
    for (std::size_t from = 0; from < ids.size(); from += kGetBatch) {
      TRY_ASSIGN(const auto messages, get(ids, from, false));
      for (const FetchedMessage& message : messages) {
        cache_.set_labels(message.id, NameList(message.keywords), NameList(message.mailboxes));
      }
    }
    return {};
  }

  // Fetches a batch while the one before is opened.
  Result<> fetch(const std::vector<std::string>& ids) {
    fetched_ids_.clear();
    std::vector<FetchedMessage> opening;
    for (std::size_t from = 0; from < ids.size(); from += kGetBatch) {
      auto messages = get(ids, from, true);
      opener_.wait();
      keep(opening);
      if (!messages.ok()) return messages.error();
      opening = std::move(*messages);
      TRY(opener_.start(opening));
      if (progress_) progress_(from, ids.size());
      if (from % (20 * kGetBatch) == 0) (void)cache_.save();  // so that Ctrl-C loses little
    }
    opener_.wait();
    keep(opening);
    if (progress_ && !ids.empty()) progress_(ids.size(), ids.size());
    std::ranges::sort(fetched_ids_);
    return {};
  }

  void keep(const std::vector<FetchedMessage>& batch) {
    for (const FetchedMessage& message : batch) {
      cache_.put(message.as_cached());
      fetched_ids_.push_back(message.id);
    }
  }

  const JmapCall& call_;
  const Session& session_;
  SummaryCache& cache_;
  const SyncProgress& progress_;
  Synced synced_;
  std::vector<std::string> fetched_ids_;
  SummaryOpener opener_;
};

}  // namespace

JmapCall jmap_call(Service& service) {
  return [&service](const std::vector<MethodCall>& calls) { return service.call(calls); };
}

Result<Synced> synchronize(const JmapCall& call, const Session& session, SummaryCache& cache,
                           const SyncProgress& progress) {
  return Synchronizer(call, session, cache, progress).run();
}

}  // namespace nightmail::client
