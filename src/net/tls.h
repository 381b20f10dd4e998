// SPDX-License-Identifier: Apache-2.0
//
// TlsContext: what a TLS endpoint needs to know: certificate and key (server), trusted roots
// (client). TLS 1.2 (RFC 5246) with forward secrecy and AEAD only, and TLS 1.3 (RFC 8446).
// Owner: main(). Thread-safe; reload() may run while connections are made.

#ifndef NIGHTMAIL_NET_TLS_H_
#define NIGHTMAIL_NET_TLS_H_

#include <memory>
#include <string>

#include "base/result.h"

namespace nightmail::net {

class TlsContext {
 public:
  struct Impl;

  struct ServerFiles {
    std::string certificate_chain;  // PEM, leaf first
    std::string private_key;        // PEM, not encrypted
  };
  [[nodiscard]] static Result<std::shared_ptr<TlsContext>> server(ServerFiles files);

  struct ClientTrust {
    bool system_roots = true;
    std::string extra_ca_file;  // PEM, or empty
  };
  [[nodiscard]] static Result<std::shared_ptr<TlsContext>> client(const ClientTrust& trust);

  // Server: reads the files again; new connections use them. On failure the old ones stay.
  [[nodiscard]] Result<void> reload();
  [[nodiscard]] bool is_server() const;

  explicit TlsContext(std::unique_ptr<Impl> impl);
  ~TlsContext();
  [[nodiscard]] Impl& impl() const { return *impl_; }

 private:
  std::unique_ptr<Impl> impl_;
};

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_TLS_H_
