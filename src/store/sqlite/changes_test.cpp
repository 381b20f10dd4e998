// SPDX-License-Identifier: Apache-2.0
//
// A client that only hears of changes must see what a client sees that asks for everything, after
// any series of operations.
#include <algorithm>
#include <map>
#include <random>

#include "store/errors.h"
#include "support/store_fixture.h"

namespace nightmail::store {
namespace {

using namespace testing_support;  // NOLINT: the fixture of all store tests

constexpr QueryPage kEverything{0, std::nullopt, 0, 1'000'000, true};

struct Known {
  std::vector<MailboxId> mailboxes;
  Keywords keywords;
  bool operator==(const Known&) const = default;
};

// Follows messages by message_changes, a few at a time.
struct MessageFollower {
  Modseq state{};
  std::map<MessageId, Known> known;

  void fetch(Store& store, AccountId account, const std::vector<MessageId>& ids) {
    const auto message_list = *store.messages(account, ids);
    for (const Message& message : message_list)
      known[message.id] = {message.mailboxes, message.keywords};
  }
  void follow(Store& store, AccountId account, std::int64_t limit) {
    for (bool more = true; more;) {
      const auto changes = store.message_changes(account, state, limit);
      ASSERT_TRUE(changes.ok());
      ASSERT_LE(changes->created.size() + changes->updated.size() + changes->destroyed.size(),
                static_cast<std::size_t>(limit));
      for (const auto id : changes->created) ASSERT_FALSE(known.contains(id));
      for (const auto id : changes->updated) ASSERT_TRUE(known.contains(id));
      fetch(store, account, changes->created);
      fetch(store, account, changes->updated);
      for (const auto id : changes->destroyed) known.erase(id);
      state = changes->new_state;
      more = changes->has_more;
    }
  }
  void compare(Store& store, AccountId account) const {
    const auto all = store.query_messages(account, {}, {}, kEverything);
    MessageFollower fresh;
    fresh.fetch(store, account, all->ids);
    EXPECT_EQ(known, fresh.known);
    EXPECT_EQ(state, all->state);
  }
};

// Follows the result of one query by query_changes.
struct QueryFollower {
  MessageFilter filter;
  std::vector<Sort> sort;
  Modseq state{};
  std::vector<MessageId> ids;

  void follow(Store& store, AccountId account) {
    const auto changes = store.query_changes(account, filter, sort, state, std::nullopt, true);
    ASSERT_TRUE(changes.ok());
    for (const auto id : changes->removed) std::erase(ids, id);
    for (const auto& [id, index] : changes->added) {
      ASSERT_LE(index, static_cast<std::int64_t>(ids.size()));
      ids.insert(ids.begin() + index, id);
    }
    state = changes->new_state;
    const auto all = store.query_messages(account, filter, sort, kEverything);
    ASSERT_EQ(ids, all->ids);
    ASSERT_EQ(*changes->total, static_cast<std::int64_t>(ids.size()));
    ASSERT_EQ(*all->total, *changes->total);
  }
};

struct MailboxFollower {
  Modseq state{};
  std::map<MailboxId, std::pair<std::int64_t, std::int64_t>> known;

  void follow(Store& store, AccountId account) {
    const auto changes = store.mailbox_changes(account, state, 100);
    ASSERT_TRUE(changes.ok());
    std::map<MailboxId, std::pair<std::int64_t, std::int64_t>> all;
    const auto box_list = *store.mailboxes(account);
    for (const auto& box : box_list) all[box.id] = {box.total, box.unread};
    for (const auto id : changes->created) ASSERT_FALSE(known.contains(id));
    for (const auto id : changes->updated) ASSERT_TRUE(known.contains(id));
    for (const auto& list : {changes->created, changes->updated}) {
      for (const auto id : list) known[id] = all.at(id);
    }
    for (const auto id : changes->destroyed) ASSERT_EQ(known.erase(id), 1U);
    state = changes->new_state;
    ASSERT_EQ(known, all);
  }
};

class RandomUser {
 public:
  RandomUser(Store& store, AccountId account, unsigned seed)
      : store_(store), account_(account), random_(seed) {
    const auto mailbox_list = *store.mailboxes(account);
    for (const auto& mailbox : mailbox_list) mailboxes_.push_back(mailbox.id);
  }

  void act() {
    switch (below(9)) {
      case 0:
      case 1:
      case 2:
        return receive();
      case 3:
        return flag();
      case 4:
        return move();
      case 5:
        return destroy();
      case 6:
        return import();
      case 7:
        return add_mailbox();
      default:
        if (below(6) == 0) remove_mailbox();
    }
  }

 private:
  std::size_t below(std::size_t limit) {
    return std::uniform_int_distribution<std::size_t>(0, limit - 1)(random_);
  }
  MessageId any() {
    const auto all = store_.query_messages(account_, {}, {}, kEverything);
    return all->ids.empty() ? MessageId{0} : all->ids[below(all->ids.size())];
  }
  MailboxId any_mailbox() { return mailboxes_[below(mailboxes_.size())]; }

  void receive() {
    Delivery one = delivery(account_, Bytes(10 + below(50), 1),
                            1'700'000'000'000 + static_cast<std::int64_t>(below(20)));
    if (below(2) == 0) one.keywords = {"$seen"};
    ASSERT_TRUE(deliver_one(store_, std::move(one)).ok());
  }
  void flag() {
    MessageChange change;
    change.id = any();
    (below(2) == 0 ? change.add_keywords : change.remove_keywords) = {"$seen"};
    (void)store_.change_messages(account_, {change});
  }
  void move() {
    MessageChange change;
    change.id = any();
    if (below(2) == 0) change.mailboxes = {any_mailbox()};
    change.add_mailboxes = {any_mailbox()};
    (void)store_.change_messages(account_, {change});
  }
  void destroy() { (void)store_.destroy_messages(account_, {any()}); }
  void import() {
    const auto messages = store_.messages(account_, {any()});
    const BlobId blob = messages->empty() ? *store_.put_blob(account_, Bytes(30, 2), Timestamp{1})
                                          : messages->front().blob;
    Import one{blob, Bytes(10, 1), {any_mailbox()}, {}, {1'700'000'000'005}};
    ASSERT_TRUE(store_.import_message(account_, one).ok());
  }
  void add_mailbox() {
    Mailbox mailbox;
    mailbox.sealed_name = {1, 2, 3};
    mailboxes_.push_back(*store_.create_mailbox(account_, mailbox));
  }
  void remove_mailbox() {
    if (mailboxes_.size() < 4) return;
    ASSERT_TRUE(store_.destroy_mailbox(account_, mailboxes_.back(), true).ok());
    mailboxes_.pop_back();
  }

  Store& store_;
  AccountId account_;
  std::mt19937 random_;
  std::vector<MailboxId> mailboxes_;
};

void run_random(unsigned seed) {
  StoreEnvironment env;
  auto store = env.open();
  const auto account = *store->create_account(new_account("anna@a.test"));
  const auto inbox = store->mailboxes(account)->front().id;
  RandomUser user(*store, account, seed);
  MessageFollower slow;
  MessageFollower fast;
  MailboxFollower boxes;
  std::vector<QueryFollower> queries(4);
  queries[1].filter.in_mailbox = inbox;
  queries[2].filter.in_mailbox = inbox;
  queries[2].filter.not_keywords = {"$seen"};
  queries[2].sort = {{SortBy::size, true}};
  queries[3].filter.in_mailbox_other_than = {inbox};
  queries[3].sort = {{SortBy::received, true}};
  for (int step = 0; step < 150; ++step) {
    user.act();
    if (step % 5 == 0) fast.follow(*store, account, 3);
    if (step % 7 == 0) boxes.follow(*store, account);
    if (step % 11 == 0) queries[static_cast<std::size_t>(step) % 4].follow(*store, account);
    if (::testing::Test::HasFatalFailure()) FAIL() << "step " << step << " seed " << seed;
  }
  slow.follow(*store, account, 2);
  fast.follow(*store, account, 3);
  boxes.follow(*store, account);
  for (auto& query : queries) query.follow(*store, account);
  slow.compare(*store, account);
  fast.compare(*store, account);
}

TEST(Changes, FollowersSeeWhatIsThere) {
  for (unsigned seed = 1; seed <= 4; ++seed) run_random(seed);
}

TEST(Changes, CreatedThenDestroyedIsNotMentioned) {
  StoreEnvironment env;
  auto store = env.open();
  const auto account = *store->create_account(new_account("anna@a.test"));
  const auto before = *store->message_state(account);
  const auto id = *deliver_one(*store, delivery(account, Bytes(10, 1)));
  ASSERT_TRUE(store->destroy_messages(account, {id})->front().ok());
  const auto changes = *store->message_changes(account, before, 10);
  EXPECT_TRUE(changes.created.empty() && changes.updated.empty() && changes.destroyed.empty());
  EXPECT_NE(changes.new_state, before);
  EXPECT_TRUE(store->message_changes(account, Modseq{1000}, 10).error().is(Errc::cannot_calculate));
}

TEST(Changes, CountsAloneAreToldApart) {
  StoreEnvironment env;
  auto store = env.open();
  const auto account = *store->create_account(new_account("anna@a.test"));
  const auto state = *store->mailbox_state(account);
  ASSERT_TRUE(deliver_one(*store, delivery(account, Bytes(10, 1))).ok());
  EXPECT_TRUE(store->mailbox_changes(account, state, 10)->only_counts);
  MailboxChange change;
  change.sort_order = 5;
  const auto inbox = store->mailboxes(account)->front().id;
  ASSERT_TRUE(store->update_mailbox(account, inbox, change).ok());
  EXPECT_FALSE(store->mailbox_changes(account, state, 10)->only_counts);
}

TEST(Changes, ListenersHearOfDurableChanges) {
  StoreEnvironment env;
  auto store = env.open();
  const auto account = *store->create_account(new_account("anna@a.test"));
  std::vector<AccountStates> heard;
  auto subscription =
      store->subscribe(account, [&](AccountStates states) { heard.push_back(states); });
  ASSERT_TRUE(deliver_one(*store, delivery(account, Bytes(10, 1))).ok());
  ASSERT_EQ(heard.size(), 1U);
  EXPECT_EQ(heard[0].message, *store->message_state(account));
  subscription.reset();
  ASSERT_TRUE(deliver_one(*store, delivery(account, Bytes(10, 1))).ok());
  EXPECT_EQ(heard.size(), 1U);
}

TEST(Query, PositionsAnchorsAndTotals) {
  StoreEnvironment env;
  auto store = env.open();
  const auto account = *store->create_account(new_account("anna@a.test"));
  const auto inbox = store->mailboxes(account)->front().id;
  std::vector<MessageId> newest_first;
  for (int i = 0; i < 10; ++i) {
    const auto id = deliver_one(*store, delivery(account, Bytes(10, 1), 1000 + i));
    newest_first.insert(newest_first.begin(), *id);
  }
  MessageFilter filter;
  filter.in_mailbox = inbox;
  QueryPage page;
  page.position = -3;
  page.limit = 2;
  page.calculate_total = true;
  auto result = *store->query_messages(account, filter, {}, page);
  EXPECT_EQ(result.position, 7);
  EXPECT_EQ(*result.total, 10);
  EXPECT_EQ(result.ids, (std::vector<MessageId>{newest_first[7], newest_first[8]}));
  page = {};
  page.anchor = newest_first[4];
  page.anchor_offset = -1;
  page.limit = 2;
  result = *store->query_messages(account, filter, {}, page);
  EXPECT_EQ(result.position, 3);
  EXPECT_EQ(result.ids, (std::vector<MessageId>{newest_first[3], newest_first[4]}));
  page.anchor = MessageId{999};
  EXPECT_TRUE(store->query_messages(account, filter, {}, page).error().is(Errc::not_found));
}

TEST(Query, TotalOfUnreadIsTheNumberOfIds) {
  StoreEnvironment env;
  auto store = env.open();
  const auto account = *store->create_account(new_account("anna@a.test"));
  MessageFilter unread;
  unread.in_mailbox = store->mailboxes(account)->front().id;
  unread.not_keywords = {std::string(kSeen)};
  for (int i = 0; i < 3; ++i) {
    MessageChange seen;
    seen.id = *deliver_one(*store, delivery(account, Bytes(10, 1), 1000 + i));
    if (i == 1) continue;
    seen.add_keywords = {std::string(kSeen)};
    ASSERT_TRUE(store->change_messages(account, {seen})->front().ok());
  }
  QueryPage page;
  page.calculate_total = true;
  const auto result = *store->query_messages(account, unread, {}, page);
  EXPECT_EQ(result.ids.size(), 1U);
  EXPECT_EQ(result.total, 1);
}

TEST(Mailboxes, RefusalsOfDestroyAndParents) {
  StoreEnvironment env;
  auto store = env.open();
  const auto account = *store->create_account(new_account("anna@a.test"));
  const auto inbox = store->mailboxes(account)->front().id;
  ASSERT_TRUE(deliver_one(*store, delivery(account, Bytes(10, 1))).ok());
  EXPECT_TRUE(store->destroy_mailbox(account, inbox, false).error().is(Errc::mailbox_has_email));
  Mailbox child;
  child.parent = inbox;
  const auto id = *store->create_mailbox(account, child);
  EXPECT_TRUE(store->destroy_mailbox(account, inbox, true).error().is(Errc::mailbox_has_child));
  MailboxChange loop;
  loop.parent = std::optional<MailboxId>(id);
  EXPECT_TRUE(store->update_mailbox(account, inbox, loop).error().is(Errc::not_found));
  ASSERT_TRUE(store->destroy_mailbox(account, id, false).ok());
  ASSERT_TRUE(store->destroy_mailbox(account, inbox, true).ok());
  EXPECT_EQ(store->account(account)->message_count, 0);
}

// Otherwise an account could fill the disk with what it never keeps.
TEST(Blobs, UploadsCountAgainstTheQuota) {
  StoreEnvironment env;
  auto store = env.open();
  const auto account = *store->create_account(new_account("anna@a.test"));
  const auto inbox = store->mailboxes(account)->front().id;
  const auto now = env.clock.now();
  ASSERT_TRUE(store->set_quota(account, 250).ok());
  const auto first = *store->put_blob(account, Bytes(100, 1), now);
  ASSERT_TRUE(store->put_blob(account, Bytes(100, 2), now).ok());
  EXPECT_TRUE(store->put_blob(account, Bytes(100, 3), now).error().is(Errc::over_quota));
  // An import of what was counted already needs no more room; a second one of it does.
  const auto message = store->import_message(account, {first, Bytes(5, 1), {inbox}, {}, now});
  ASSERT_TRUE(message.ok());
  EXPECT_EQ(store->account(account)->used_octets, 200);
  EXPECT_TRUE(store->import_message(account, {first, Bytes(5, 1), {inbox}, {}, now})
                  .error()
                  .is(Errc::over_quota));
  ASSERT_TRUE(store->expire_uploads({now.unix_ms + 25LL * 3600 * 1000}).ok());
  EXPECT_EQ(store->account(account)->used_octets, 100);
  ASSERT_TRUE(store->destroy_messages(account, {*message}).ok());
  EXPECT_EQ(store->account(account)->used_octets, 0);
}

TEST(Blobs, UploadsExpireUnlessTaken) {
  StoreEnvironment env;
  auto store = env.open();
  const auto account = *store->create_account(new_account("anna@a.test"));
  const auto inbox = store->mailboxes(account)->front().id;
  const auto now = env.clock.now();
  const auto lost = *store->put_blob(account, Bytes(100'000, 1), now);
  const auto taken = *store->put_blob(account, Bytes(100'000, 2), now);
  ASSERT_TRUE(store->import_message(account, {taken, Bytes(5, 1), {inbox}, {}, now}).ok());
  const Timestamp later{now.unix_ms + 25LL * 3600 * 1000};
  ASSERT_TRUE(store->expire_uploads(later).ok());
  EXPECT_TRUE(store->blob_size(account, lost).error().is(Errc::not_found));
  EXPECT_EQ(*store->read_blob(account, taken, 0, 100'000), Bytes(100'000, 2));
}

}  // namespace
}  // namespace nightmail::store
