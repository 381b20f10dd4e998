// SPDX-License-Identifier: Apache-2.0
//
// Session: the receiving side of one SMTP (RFC 5321) or LMTP (RFC 2033) connection, without I/O.
// A driver owns it, on one thread at a time, and does what next() says:
//
//   Step::need_read        read from the peer; feed() what came, or feed_end()
//   Step::write            send output()
//   Step::check_sender     may envelope().sender send here?          -> answer(reply)
//   Step::check_recipient  may candidate() receive it?               -> answer(reply)
//   Step::deliver          take_message(), make it durable           -> answer() or answer_each()
//   Step::start_tls        do the TLS handshake                      -> tls_started()
//   Step::close            close the connection
//
// Time is the driver's: after a deadline it says end() and writes what is left. Memory is bounded
// by Config::limits; that of messages is asked for from the MemoryBudget. SECURITY: everything fed
// is hostile. Nothing fed reaches a reply, and nothing is ever logged here.

#ifndef NIGHTMAIL_PROTO_SMTP_SESSION_H_
#define NIGHTMAIL_PROTO_SMTP_SESSION_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "base/bytes.h"
#include "base/error.h"
#include "proto/smtp/config.h"
#include "proto/smtp/data_decoder.h"
#include "proto/smtp/envelope.h"
#include "proto/smtp/line_reader.h"
#include "proto/smtp/message_buffer.h"
#include "proto/smtp/reply.h"

namespace nightmail::smtp {

enum class Step { need_read, write, check_sender, check_recipient, deliver, start_tls, close };

class Session {
 public:
  // Begins with the greeting. `config` and `budget` must outlive the session and its messages.
  // `tls_active`: the connection came up inside TLS.
  Session(const Config& config, MemoryBudget& budget, bool tls_active = false);
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  // What to do now. Call it again when that is done.
  [[nodiscard]] Step next();

  // After need_read. The bytes must stay where they are until next() says need_read or close.
  void feed(ByteView received);
  // After need_read: the peer will send no more.
  void feed_end();

  // After write: the replies to send, valid until the next call of next().
  [[nodiscard]] std::string_view output() const { return out_; }

  // After check_sender, check_recipient and deliver. At check_sender and check_recipient the
  // address asked about is not among the accepted ones yet, except that `sender` is set.
  [[nodiscard]] const Envelope& envelope() const { return envelope_; }
  // After check_recipient. If accepted, its place is envelope().recipients.size() as it is now.
  [[nodiscard]] const Mailbox& candidate() const { return candidate_; }
  // After deliver, once: the content, dots removed, otherwise the very bytes that were sent.
  [[nodiscard]] MessageBuffer take_message() { return std::move(message_); }

  // The answer to check_sender, check_recipient or deliver: 2xx, 4xx or 5xx. After 421 the session
  // closes. For LMTP it answers for every recipient.
  void answer(const Reply& reply);
  // The answer to deliver, one reply for each of envelope().recipients. SMTP can say only one
  // thing: the first 4xx, else the first 5xx, else the first.
  void answer_each(std::span<const Reply> replies);

  // After start_tls, when the handshake is done: everything said before is forgotten (RFC 3207
  // §4.2).
  void tls_started();

  // Ends the session from outside (deadline, shutdown, too many connections): the reply, normally
  // 421, is written and the session closes. Any unanswered step is dropped.
  void end(const Reply& reply);

  // While content is read only to find its end: the reply that it will get.
  [[nodiscard]] std::optional<Reply> discarding() const;

  // Between transactions: a good moment to end().
  [[nodiscard]] bool idle() const { return phase_ == Phase::command && !in_transaction_; }

 private:
  enum class Phase {
    command,
    data,
    chunk,
    await_sender,
    await_recipient,
    await_delivery,
    await_tls,
    closing,
    closed
  };
  using Handler = void (Session::*)(std::string_view argument);
  struct Command {
    std::string_view verb;
    Handler run;
    bool mail;  // brings a message nearer; the others are counted against Limits::idle_commands
  };
  [[nodiscard]] static const Command* find_command(std::string_view verb);

  [[nodiscard]] Step run();
  [[nodiscard]] std::optional<Step> run_phase();
  void consume_command();
  void dispatch(std::string_view line);
  void consume_data();

  // One file for each group: cmd_hello.cpp, cmd_mail.cpp, cmd_rcpt.cpp, cmd_data.cpp, cmd_bdat.cpp,
  // cmd_starttls.cpp, cmd_misc.cpp.
  void cmd_ehlo(std::string_view argument);
  void cmd_helo(std::string_view argument);
  void cmd_lhlo(std::string_view argument);
  void cmd_mail(std::string_view argument);
  void cmd_rcpt(std::string_view argument);
  void cmd_data(std::string_view argument);
  void cmd_bdat(std::string_view argument);
  void cmd_starttls(std::string_view argument);
  void cmd_rset(std::string_view argument);
  void cmd_noop(std::string_view argument);
  void cmd_quit(std::string_view argument);
  void cmd_vrfy(std::string_view argument);
  void cmd_help(std::string_view argument);
  void cmd_not_offered(std::string_view argument);
  void cmd_foreign(std::string_view argument);

  void hello(std::string_view argument, bool esmtp);
  [[nodiscard]] std::string extension_lines() const;
  void answer_sender(const Reply& reply);
  void answer_recipient(const Reply& reply);
  void answer_delivery(const Reply& reply);

  // Content, from DATA and BDAT alike.
  void begin_content();
  void add_content(ByteView content);
  [[nodiscard]] std::optional<Reply> content_failure() const;
  void content_complete();
  void end_chunk();
  [[nodiscard]] Flaw flaw() const;

  void reply(const Reply& reply);
  void reply(int code, EnhancedStatus status, std::string_view text);
  // A reply to a client's mistake: counted, and 421 instead once there were too many.
  void mistake(int code, EnhancedStatus status, std::string_view text);
  void mistake(const Error& error, bool sender);
  void reply_for_content(const Reply& reply);
  void close_with(EnhancedStatus status, std::string_view text);
  void reset_transaction();

  const Config& config_;
  MemoryBudget& budget_;
  Phase phase_ = Phase::command;
  Step last_ = Step::need_read;

  ByteView input_;   // what was fed and is not used yet; the driver's memory
  std::string out_;  // replies not yet sent, at most a few KB
  LineReader lines_;

  bool hello_said_ = false;
  bool in_transaction_ = false;
  Envelope envelope_;
  Mailbox candidate_;

  MessageBuffer message_;
  DataDecoder decoder_;   // of DATA
  LineScan chunk_lines_;  // of BDAT
  std::uint64_t content_size_ = 0;
  std::uint64_t chunk_left_ = 0;
  bool chunk_last_ = false;
  bool chunks_begun_ = false;
  bool chunk_refused_ = false;  // read and thrown away: it came without a transaction
  bool memory_refused_ = false;

  std::size_t transactions_ = 0;
  std::size_t mistakes_ = 0;
  std::size_t refused_ = 0;
  std::size_t idle_commands_ = 0;
};

}  // namespace nightmail::smtp

#endif  // NIGHTMAIL_PROTO_SMTP_SESSION_H_
