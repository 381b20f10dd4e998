// SPDX-License-Identifier: Apache-2.0
//
// For tests: a Resolver that answers from a table at once, and what rdata looks like.

#ifndef NIGHTMAIL_NET_FAKE_RESOLVER_TEST_SUPPORT_H_
#define NIGHTMAIL_NET_FAKE_RESOLVER_TEST_SUPPORT_H_

#include <map>
#include <string>
#include <string_view>
#include <utility>

#include "net/resolver.h"

namespace nightmail::net {

// "mail.test" -> 4 mail 4 test 0
inline Bytes name_rdata(std::string_view name) {
  Bytes rdata;
  while (!name.empty()) {
    const std::string_view label = name.substr(0, name.find('.'));
    rdata.push_back(static_cast<std::uint8_t>(label.size()));
    append(rdata, as_bytes(label));
    name.remove_prefix(std::min(name.size(), label.size() + 1));
  }
  rdata.push_back(0);
  return rdata;
}

inline Bytes mx_rdata(std::uint8_t preference, std::string_view host) {
  Bytes rdata{0, preference};
  append(rdata, name_rdata(host));
  return rdata;
}

inline Bytes txt_rdata(std::string_view text) {
  Bytes rdata;
  do {
    const std::string_view piece = text.substr(0, 255);
    rdata.push_back(static_cast<std::uint8_t>(piece.size()));
    append(rdata, as_bytes(piece));
    text.remove_prefix(piece.size());
  } while (!text.empty());
  return rdata;
}

// What was not set has no such name. Set before the loops run.
class FakeResolver final : public Resolver {
 public:
  Task<DnsAnswer> lookup(Loop&, std::string name, RecordType type, Deadline) override {
    ++lookups;
    const auto found = answers_.find({name, type});
    if (found != answers_.end()) co_return found->second;
    DnsAnswer none;
    none.kind = DnsAnswer::Kind::no_domain;
    none.secure = all_secure;
    none.canonical_name = name;
    co_return none;
  }
  void set(const std::string& name, RecordType type, std::vector<Bytes> records,
           bool secure = false) {
    DnsAnswer answer;
    answer.kind = DnsAnswer::Kind::records;
    answer.secure = secure;
    answer.records = std::move(records);
    answer.canonical_name = name;
    answer.ttl = std::chrono::seconds(60);
    answers_[{name, type}] = std::move(answer);
  }
  void set(const std::string& name, RecordType type, DnsAnswer answer) {
    answers_[{name, type}] = std::move(answer);
  }
  int lookups = 0;
  bool all_secure = false;  // denials too

 private:
  std::map<std::pair<std::string, RecordType>, DnsAnswer> answers_;
};

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_FAKE_RESOLVER_TEST_SUPPORT_H_
