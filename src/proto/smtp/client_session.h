// SPDX-License-Identifier: Apache-2.0
//
// ClientSession: the sending side of one SMTP connection (RFC 5321), without I/O. A driver owns it,
// on one thread at a time, and does what next() says:
//
//   ClientStep::need_read   read from the server within patience(); feed() it, or feed_end()
//   ClientStep::write       send output()
//   ClientStep::start_tls   do the TLS handshake                   -> tls_started()
//   ClientStep::ready       nothing is under way                   -> send(), check() or quit()
//   ClientStep::sent        outcomes() are there; call next() to go on: ready, or close
//   ClientStep::close       close the connection; failure() says why, if it was not in order
//
// Pipelines where the server offers it (RFC 2920), at most kWindow commands ahead, so that neither
// side waits for the other to read. Memory: some tens of KB, whatever the server sends; the message
// itself is only looked at. SECURITY: the server is a stranger; what it says before TLS is
// forgotten after it (RFC 3207 §4.2), and bytes it slips in before the handshake end the session.

#ifndef NIGHTMAIL_PROTO_SMTP_CLIENT_SESSION_H_
#define NIGHTMAIL_PROTO_SMTP_CLIENT_SESSION_H_

#include <chrono>
#include <cstddef>
#include <deque>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/secret.h"
#include "proto/smtp/client_content.h"
#include "proto/smtp/client_mail.h"
#include "proto/smtp/client_offer.h"
#include "proto/smtp/client_reply.h"

namespace nightmail::smtp {

enum class ClientStep { need_read, write, start_tls, ready, sent, close };

struct ClientOptions {
  enum class Tls { never, if_offered, required };
  std::string hello;  // our host name or address literal
  Tls tls = Tls::if_offered;
  bool tls_active = false;  // the connection came up inside TLS
  // SASL (RFC 4954), over TLS only; an empty user: none.
  std::string user;
  SecretBytes password;
};

class ClientSession {
 public:
  static constexpr std::size_t kWindow = 50;

  explicit ClientSession(ClientOptions options);
  ClientSession(const ClientSession&) = delete;
  ClientSession& operator=(const ClientSession&) = delete;

  [[nodiscard]] ClientStep next();
  // After need_read. Copies what it does not use at once, at most what was fed.
  void feed(ByteView received);
  // The connection has ended or failed, or a deadline has passed: `why` is told in outcomes.
  void feed_end(std::string_view why = "The server closed the connection");
  // After write; valid until the next call of next().
  [[nodiscard]] std::string_view output() const { return out_; }
  // How long to wait for the server now (RFC 5321 §4.5.3.2).
  [[nodiscard]] std::chrono::seconds patience() const;

  void tls_started();

  // At ready. `mail` is copied but for the message.
  void send(const ClientMail& mail);
  void check();  // RSET: is the connection still alive? -> ready or close
  void quit();

  // In the order of the recipients; valid at sent.
  [[nodiscard]] const std::vector<ClientOutcome>& outcomes() const { return outcomes_; }
  [[nodiscard]] const std::optional<ClientFailure>& failure() const { return failure_; }
  [[nodiscard]] const PeerOffer& offer() const { return offer_; }
  [[nodiscard]] bool tls() const { return tls_; }

 private:
  enum class Phase { talking, await_tls, ready, sent, closed };
  enum class Asked { greeting, ehlo, helo, starttls, auth, mail, rcpt, data, content, rset, quit };
  enum class Open { undecided, taken, decided };
  struct Question {
    Asked what;
    std::size_t index = 0;  // of a recipient
  };

  void say(std::string_view line, Asked what, std::size_t index = 0);
  [[nodiscard]] bool advance();  // something to do without the server's answer
  void take_reply(const Reply& reply);
  void lose(std::string_view why);

  // client_hello.cpp
  void on_greeting(const Reply& reply);
  void on_ehlo(const Reply& reply);
  void on_helo(const Reply& reply);
  void on_starttls(const Reply& reply);
  void begin_auth();
  void on_auth(const Reply& reply);
  void say_hello();
  void fail(ClientFailure::Stage stage, const Reply& reply, bool local);

  // client_transaction.cpp
  [[nodiscard]] std::optional<Reply> unfit() const;
  void say_mail();
  void say_rcpt();
  void on_mail(const Reply& reply);
  void on_rcpt(std::size_t index, const Reply& reply);
  void on_data(const Reply& reply);
  void on_content(const Reply& reply);
  void conclude(const Reply& reply, bool local);  // all recipients still open
  void end_transaction(bool reset);
  [[nodiscard]] bool any(Open state) const;

  ClientOptions options_;
  Phase phase_ = Phase::talking;
  ClientStep last_ = ClientStep::need_read;
  bool tls_ = false;
  bool closing_ = false;  // 421 was said, or QUIT
  PeerOffer offer_;

  Bytes in_;
  std::string out_;
  ReplyReader replies_;
  std::deque<Question> asked_;           // unanswered
  std::vector<std::string> auth_steps_;  // answers still to give, the next one last

  ClientMail mail_;
  std::vector<ClientOutcome> outcomes_;
  std::vector<Open> open_;  // per recipient; empty once the transaction is over
  std::size_t next_rcpt_ = 0;
  bool data_asked_ = false;
  bool resetting_ = false;  // the transaction is over but for the server's forgetting it
  bool in_content_ = false;
  DotStuffer content_;
  std::optional<ClientFailure> failure_;
};

}  // namespace nightmail::smtp

#endif  // NIGHTMAIL_PROTO_SMTP_CLIENT_SESSION_H_
