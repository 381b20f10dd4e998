// SPDX-License-Identifier: Apache-2.0
//
// Resolver: DNS look-ups that know whether they can be trusted (DNSSEC, RFC 4035 §4.3).
//   const DnsAnswer mx = co_await resolver.lookup(loop, "example.org", RecordType::mx, deadline);
// An interface, so that tests answer by themselves; make_resolver() gives the real one, which
// validates in this process over libunbound and keeps a small cache.
// Owner: main(). Any loop may ask; the answer comes on the asking loop. Destroy it after its loops
// have stopped and before they are destroyed. SECURITY: names come from strangers; answers are
// bytes of strangers, read with net/dns_records.h. Nothing asked is logged.

#ifndef NIGHTMAIL_NET_RESOLVER_H_
#define NIGHTMAIL_NET_RESOLVER_H_

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "net/deadline.h"
#include "net/task.h"

namespace nightmail::net {

class Loop;

enum class RecordType : std::uint16_t {
  a = 1,
  ns = 2,
  cname = 5,
  ptr = 12,
  mx = 15,
  txt = 16,
  aaaa = 28,
  srv = 33,
  tlsa = 52
};

struct DnsAnswer {
  enum class Kind : std::uint8_t {
    records,    // there are some
    no_data,    // the name is there, but no such records
    no_domain,  // there is no such name
    bogus,      // the zone is signed and this answer is not: someone lies, or its keeper erred
    failed      // no answer in time, or a server's failure: ask again later
  };
  Kind kind = Kind::failed;
  // `records`, `no_data` or `no_domain` proven by signatures up to the trust anchor, every alias on
  // the way included.
  bool secure = false;
  std::vector<Bytes> records;  // rdata, names in it not compressed
  std::string canonical_name;  // after aliases, lower case, without the last dot
  std::chrono::seconds ttl{0};

  [[nodiscard]] bool has_records() const { return kind == Kind::records; }
  // The question was answered, even if by "there is none".
  [[nodiscard]] bool answered() const { return kind <= Kind::no_domain; }
};

class Resolver {
 public:
  virtual ~Resolver() = default;
  // Never waits beyond the deadline (then: failed). `name` in A-label form, last dot or not.
  [[nodiscard]] virtual Task<DnsAnswer> lookup(Loop& loop, std::string name, RecordType type,
                                               Deadline deadline) = 0;
};

struct ResolverOptions {
  // "127.0.0.1:53" or "[::1]:53"; "" the system's resolv.conf; "recursive": ask from the root down.
  std::string server;
  // File with DS or DNSKEY records to trust; "": nothing validates, every answer is insecure.
  std::string trust_anchor;
};

// Errc: address_bad, system (the file cannot be read).
[[nodiscard]] Result<std::unique_ptr<Resolver>> make_resolver(const ResolverOptions& options);

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_RESOLVER_H_
