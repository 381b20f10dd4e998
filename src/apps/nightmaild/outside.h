// SPDX-License-Identifier: Apache-2.0
//
// Outside: how the server reaches what other people's names lead to: resolver, trusted roots,
// HTTPS. Owned by the server, declared after its loops (net/resolver.h says why).

#ifndef NIGHTMAIL_APPS_NIGHTMAILD_OUTSIDE_H_
#define NIGHTMAIL_APPS_NIGHTMAILD_OUTSIDE_H_

#include <memory>

#include "apps/nightmaild/settings.h"
#include "base/log.h"
#include "base/result.h"
#include "net/fetch.h"
#include "net/resolver.h"
#include "net/tls.h"

namespace nightmail::nightmaild {

struct Outside {
  std::unique_ptr<net::Resolver> resolver;
  std::shared_ptr<net::TlsContext> tls;
  std::unique_ptr<net::Fetcher> fetcher;
};

// From [dns] and [fetch]. A trust anchor that is not there is a warning: then nothing is validated.
[[nodiscard]] Result<Outside> open_outside(const Settings& settings, Log& log);

}  // namespace nightmail::nightmaild

#endif  // NIGHTMAIL_APPS_NIGHTMAILD_OUTSIDE_H_
