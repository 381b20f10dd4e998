// SPDX-License-Identifier: Apache-2.0
//
// Connection: one SMTP connection to another server: the sans-I/O client session joined to a
// stream. Owned by whoever delivers over it, on its loop's thread. Every wait has a deadline.
//
// SECURITY: the server is a stranger. The message is written from the caller's memory; nothing of
// it, and no address, is logged.

#ifndef NIGHTMAIL_SERVER_TRANSPORT_CONNECTION_H_
#define NIGHTMAIL_SERVER_TRANSPORT_CONNECTION_H_

#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "base/secret.h"
#include "net/loop.h"
#include "net/stream.h"
#include "net/tls.h"
#include "proto/smtp/client_session.h"

namespace nightmail::transport {

struct ConnectOptions {
  net::Endpoint to;
  std::string hello;
  smtp::ClientOptions::Tls tls = smtp::ClientOptions::Tls::if_offered;
  bool tls_from_start = false;
  net::TlsPeer peer;
  std::shared_ptr<net::TlsContext> context;
  std::string user;
  SecretBytes password;
  std::chrono::milliseconds connect_time;
  std::chrono::milliseconds command_time;  // at most this for each wait
};

// Why there is no connection.
struct ConnectFailure {
  enum class Stage { tcp, tls_handshake, session };
  Stage stage = Stage::tcp;
  std::optional<Error> error;   // of tcp and tls_handshake
  smtp::ClientFailure session;  // of session
};

class Connection {
 public:
  Connection(std::unique_ptr<net::Stream> stream, ConnectOptions options);

  // Up to readiness for mail. None: ready.
  [[nodiscard]] net::Task<std::optional<ConnectFailure>> open();
  // Whether the server still listens (RSET); then ready, else of no more use.
  [[nodiscard]] net::Task<bool> still_alive();
  // One transaction. After it: usable(), or of no more use.
  [[nodiscard]] net::Task<std::vector<smtp::ClientOutcome>> send(smtp::ClientMail mail);
  // QUIT, waiting little for the answer.
  [[nodiscard]] net::Task<void> quit();

  [[nodiscard]] bool usable() const { return usable_; }
  [[nodiscard]] const smtp::PeerOffer& offer() const { return session_.offer(); }
  [[nodiscard]] bool tls() const { return session_.tls(); }

 private:
  // Drives the session until it wants something of us: ready, sent or close.
  [[nodiscard]] net::Task<smtp::ClientStep> drive();
  [[nodiscard]] net::Task<bool> handshake();
  [[nodiscard]] net::Task<void> read();
  [[nodiscard]] net::Deadline patience() const;

  std::unique_ptr<net::Stream> stream_;
  ConnectOptions options_;
  smtp::ClientSession session_;
  Bytes buffer_;
  std::optional<Error> tls_error_;
  bool usable_ = false;
};

struct Connected {
  std::unique_ptr<Connection> connection;  // null if there is a failure
  std::optional<ConnectFailure> failure;
};
[[nodiscard]] net::Task<Connected> connect(net::Loop& loop, ConnectOptions options);

}  // namespace nightmail::transport

#endif  // NIGHTMAIL_SERVER_TRANSPORT_CONNECTION_H_
