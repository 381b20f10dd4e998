// SPDX-License-Identifier: Apache-2.0
// rooms: crypto
// What a hostile server may send to the OPAQUE client: registration responses (64) and KE2 (320).
// It knows neither password nor record, so no login may succeed.
#include "../tests/support/identity_ksf.h"
#include "../tests/support/scripted_random.h"
#include "crypto/opaque_client.h"

using namespace nightmail;
using namespace nightmail::crypto::opaque;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  static testing_support::CountingRandom random(1);
  static const auto password = secret_from(as_bytes("correct horse"));
  static const auto registration = ClientRegistration::start(password, random);
  static const auto login = ClientLogin::start(password, random);
  const ByteView input(data, size);
  (void)registration->finish(input, testing_support::IdentityKsf(), random);
  NM_ASSERT(!login->finish(input, testing_support::IdentityKsf()).ok());
  return 0;
}
