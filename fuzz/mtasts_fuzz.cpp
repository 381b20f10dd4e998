// SPDX-License-Identifier: Apache-2.0
// rooms: proto_mtasts base
//
// Policies and records of any bytes: what is taken obeys the limits, and a policy covers the hosts
// that it names.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "proto/mtasts/policy.h"

namespace {

using namespace nightmail::mtasts;

void require(bool condition) {
  if (!condition) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (const auto policy = parse_policy(text)) {
    require(policy->max_age <= kMaxAge && policy->max_age.count() >= 0);
    for (const std::string& mx : policy->mx)
      require(policy->covers(mx.starts_with("*") ? "x" + mx.substr(1) : mx));
  }
  const std::string records[] = {text};
  if (const auto id = policy_id(records)) require(!id->empty() && id->size() <= 32);
  (void)is_policy_type(text);
  return 0;
}
