// SPDX-License-Identifier: Apache-2.0
//
// TlsContext: what a TLS endpoint needs to know: certificate and key (server), trusted roots
// (client). TLS 1.2 (RFC 5246) with forward secrecy and AEAD only, and TLS 1.3 (RFC 8446).
// Owner: main(). Thread-safe; reload() may run while connections are made.
// TlsPeer: whom a client expects at the other end of one connection. A value.

#ifndef NIGHTMAIL_NET_TLS_H_
#define NIGHTMAIL_NET_TLS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "base/result.h"
#include "net/dns_records.h"

namespace nightmail::net {

struct TlsPeer {
  enum class Check : std::uint8_t {
    names,  // a trusted certificate for one of `names`
    dane,   // a certificate that one of `tlsa` vouches for (RFC 6698, RFC 7671, RFC 7672 §3.1)
    nobody  // any certificate: only listeners are kept out (RFC 7435)
  };
  Check check = Check::names;
  std::string server_name;         // SNI; empty for an IP address
  std::vector<std::string> names;  // host names (or one IP address); for dane: with DANE-TA only
  std::vector<TlsaRecord> tlsa;    // for dane; at least one that usable_tlsa() takes

  TlsPeer() = default;
  TlsPeer(std::string host) : server_name(host), names{std::move(host)} {}  // NOLINT: implicit
  TlsPeer(const char* host) : TlsPeer(std::string(host)) {}                 // NOLINT: implicit
};

// One that SMTP clients may use: DANE-TA(2) or DANE-EE(3), a known selector and matching type, data
// of its length (RFC 7672 §3.1.3, RFC 7671 §5).
[[nodiscard]] bool usable_tlsa(const TlsaRecord& record);

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
