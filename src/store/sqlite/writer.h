// SPDX-License-Identifier: Apache-2.0
//
// Writer: the one thread that writes. It takes what waits in its queue as one group, commits it
// with one sync, then answers each job. After a failed sync, or any other refusal of the disk but
// "full", it never writes again: what the system then says about the disk can't be believed.

#ifndef NIGHTMAIL_STORE_SQLITE_WRITER_H_
#define NIGHTMAIL_STORE_SQLITE_WRITER_H_

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "store/sqlite/database.h"
#include "store/sqlite/segments.h"
#include "store/sqlite/sqlite_store.h"
#include "store/sqlite/write_context.h"

namespace nightmail::store {

class WriteJob {
 public:
  virtual ~WriteJob() = default;
  [[nodiscard]] virtual std::int64_t octets() const = 0;     // of memory that waits with it
  [[nodiscard]] virtual int deliveries() const = 0;          // 0: runs in a savepoint of its own
  [[nodiscard]] virtual int announced() const { return 0; }  // of the deliveries
  [[nodiscard]] virtual Result<> run(WriteContext& context) = 0;
  // Exactly once; `failure` if the group was not committed.
  virtual void finish(const std::optional<Error>& failure) = 0;
};

class Writer {
 public:
  // Called on the writer thread after a commit and before its jobs are answered.
  using Committed = std::function<void(const WriteContext&)>;

  Writer(const SqliteOptions& options, std::unique_ptr<Database> database, Segments& segments,
         Committed committed);
  Writer(const Writer&) = delete;
  Writer& operator=(const Writer&) = delete;
  ~Writer();  // does what waits, then ends

  // Never blocks; gives the job back, with the reason, if it can't be taken.
  struct Refused {
    std::unique_ptr<WriteJob> job;
    Error why;
  };
  [[nodiscard]] std::optional<Refused> offer(std::unique_ptr<WriteJob> job);
  // Waits for room in the queue.
  [[nodiscard]] std::optional<Refused> push(std::unique_ptr<WriteJob> job);
  void expect(int change_by);

  [[nodiscard]] std::int64_t commits() const { return commits_.load(); }
  [[nodiscard]] std::int64_t deliveries() const { return deliveries_.load(); }

 private:
  using Jobs = std::vector<std::unique_ptr<WriteJob>>;
  using Lock = std::unique_lock<std::mutex>;
  using Time = std::chrono::steady_clock::time_point;

  void loop();
  [[nodiscard]] bool wait_for_work(Lock& lock);
  void wait_for_siblings(Lock& lock);
  [[nodiscard]] bool group_is_complete() const;
  [[nodiscard]] Jobs take_group();
  // True if the writer must be woken.
  [[nodiscard]] bool enqueue(std::unique_ptr<WriteJob> job);
  void wake(Lock lock, bool needed);
  [[nodiscard]] std::optional<Error> refusal() const;
  [[nodiscard]] bool has_room(std::int64_t octets) const;

  void run_group(Jobs jobs);
  void run_job(WriteContext& context, WriteJob& job);
  [[nodiscard]] Result<> run_in_savepoint(WriteContext& context, WriteJob& job);
  [[nodiscard]] Result<> commit(WriteContext& context);
  [[nodiscard]] Result<> save_growth();
  void settle(const std::optional<Error>& failure);
  void checkpoint_if_long();
  void idle();
  [[nodiscard]] Result<> collect_garbage();
  [[nodiscard]] Result<> forget_empty_segments();
  void stop_writing(const Error& why);

  const SqliteOptions options_;
  std::unique_ptr<Database> database_;
  Segments& segments_;
  Committed committed_;
  bool garbage_ = true;     // from before a restart, too
  bool log_filled_ = true;  // the write-ahead log holds frames

  std::mutex mutex_;
  std::condition_variable work_, room_;
  std::deque<std::unique_ptr<WriteJob>> queue_;
  std::deque<Time> arrivals_;
  int queued_calls_ = 0;  // jobs that are no deliveries: somebody waits for them
  std::int64_t queued_octets_ = 0;
  int queued_deliveries_ = 0;
  int expected_ = 0;
  int usual_group_ = 0;  // deliveries that come together, as a guess
  bool stopping_ = false;
  std::optional<Error> broken_;
  std::atomic<std::int64_t> commits_{0}, deliveries_{0};
  std::thread thread_;
};

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SQLITE_WRITER_H_
