// SPDX-License-Identifier: Apache-2.0
#include "client/service.h"

#include <gtest/gtest.h>

#include "client/errors.h"

namespace nightmail::client {
namespace {

TEST(Service, WithoutTlsOnlyThisMachineIsSpokenTo) {
  for (const char* url : {"http://localhost:8080", "http://127.0.0.1:1", "http://[::1]:8080",
                          "https://mail.example", "mail.example"}) {
    EXPECT_TRUE(Service::open(url).ok()) << url;
  }
  for (const char* url : {"http://mail.example", "http://192.0.2.1:8080", "HTTP://mail.example",
                          "http://localhost.evil.example", "http://127.0.0.1.evil.example"}) {
    const auto service = Service::open(url);
    ASSERT_FALSE(service.ok()) << url;
    EXPECT_TRUE(service.error().is(Errc::bad_input)) << url;
  }
}

}  // namespace
}  // namespace nightmail::client
