// SPDX-License-Identifier: Apache-2.0
//
// The queue over a real embedded store, with a transport that a test tells what to answer.

#ifndef NIGHTMAIL_SERVER_OUTBOUND_FIXTURE_TEST_H_
#define NIGHTMAIL_SERVER_OUTBOUND_FIXTURE_TEST_H_

#include <gtest/gtest.h>

#include <atomic>
#include <condition_variable>
#include <functional>
#include <mutex>

#include "server/inbox/fixture_test.h"
#include "server/outbound/outbound_server.h"
#include "server/queue/submitter.h"

namespace nightmail::outbound {

// What a server got, copied out of an OutgoingMail.
struct Sent {
  OutgoingMail mail;
  std::string message;
};

class FakeTransport final : public Transport {
 public:
  // The outcome for a recipient; called on the loop's thread.
  using Answer = std::function<RecipientOutcome(const std::string& address)>;

  net::Task<std::vector<RecipientOutcome>> send(net::Loop& loop, OutgoingMail mail) override {
    std::vector<RecipientOutcome> outcomes;
    most_ = std::max<int>(most_, ++now_);
    (void)co_await loop.sleep(delay);
    for (const auto& one : mail.recipients) outcomes.push_back(answer(one.address));
    const std::lock_guard lock(mutex_);
    sent_.push_back({mail, to_string(mail.message)});
    --now_;
    changed_.notify_all();
    co_return outcomes;
  }

  // Waits until so many messages were handed over.
  std::vector<Sent> wait_for(std::size_t count) {
    std::unique_lock lock(mutex_);
    const bool came =
        changed_.wait_for(lock, std::chrono::seconds(20), [&] { return sent_.size() >= count; });
    EXPECT_TRUE(came) << sent_.size() << " of " << count;
    return sent_;
  }
  std::size_t count() {
    const std::lock_guard lock(mutex_);
    return sent_.size();
  }
  [[nodiscard]] int most_at_once() const { return most_; }

  Answer answer = [](const std::string&) {
    return RecipientOutcome{RecipientOutcome::Kind::relayed, {250, {2, 0, 0}, "ok"}, "mx", false};
  };
  std::chrono::milliseconds delay{0};

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Sent> sent_;
  std::atomic<int> now_{0}, most_{0};
};

class OutboundTest : public testing::Test {
 protected:
  OutboundTest() : sealer_(users_.random, users_.clock), workers_(3, 1000), loops_(1) {
    rules_.domains = {"a.test"};
    rules_.new_recipients_per_day = 0;
    rules_.messages_per_day = 0;
    submitter_.emplace(*users_.store, cipher_, users_.clock, rules_);
    config_.hostname = "mail.a.test";
    config_.recipients.domains = {"a.test"};
    config_.schedule.first_ms = 1000;
  }
  ~OutboundTest() override {
    users_.files.release();
    stop();
  }

  void start() {
    auto opened =
        OutboundServer::open(config_, {*users_.store, cipher_, sealer_, transport_, signer_,
                                       users_.clock, users_.random, users_.log, loops_, workers_});
    ASSERT_TRUE(opened.ok()) << opened.error().message();
    server_ = *std::move(opened);
    server_->start();
    loops_.start();
  }
  void stop() { (void)loops_.stop(std::chrono::milliseconds(500)); }

  static std::string message(const std::string& body = "body") {
    return "From: anna@a.test\r\nDate: x\r\nSubject: ...\r\n\r\n" + body + "\r\n";
  }
  store::SubmissionId submit(const std::vector<std::string>& to,
                             std::vector<queue::Parameter> parameters = {},
                             const std::string& notify = "", const std::string& body = "body") {
    queue::Request one{"i1", "anna@a.test", {}, {}, {"anna@a.test", std::move(parameters)}, {}};
    one.blob = submitter_->take_message(anna_.account, as_bytes(message(body))).value();
    for (const auto& address : to) {
      one.recipients.push_back({address, {}});
      if (!notify.empty()) one.recipients.back().parameters = {{"NOTIFY", notify}};
    }
    const auto answers = submitter_->submit(anna_.account, {one});
    return std::get<store::SubmissionId>(answers->front());
  }
  // Waits until nothing of the account is left in the queue.
  [[nodiscard]] bool wait_until_empty() {
    for (int i = 0; i < 1000; ++i) {
      if (users_.store->submission_ids(anna_.account)->empty()) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }
  // Waits until an attempt without success was written down.
  [[nodiscard]] bool wait_for_attempts(std::int64_t attempts) {
    for (int i = 0; i < 1000; ++i) {
      const auto parts = users_.store->queued_parts({}, 1);
      if (!parts->empty() && parts->front().part.attempts >= attempts) return true;
      std::this_thread::sleep_for(std::chrono::milliseconds(10));
    }
    return false;
  }

  inbox::StoreWithUsers users_;
  inbox::User anna_ = users_.add("anna@a.test");
  queue::NodeCipher cipher_{SecretKey32(), users_.random};
  queue::SubmitRules rules_;
  std::optional<queue::Submitter> submitter_;
  FakeTransport transport_;
  Signer* signer_ = nullptr;
  OutboundConfig config_;
  pgp::Sealer sealer_;
  net::WorkerPool workers_;
  net::LoopGroup loops_;
  std::unique_ptr<OutboundServer> server_;
};

}  // namespace nightmail::outbound

#endif  // NIGHTMAIL_SERVER_OUTBOUND_FIXTURE_TEST_H_
