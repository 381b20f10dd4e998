// SPDX-License-Identifier: Apache-2.0
#include "pgp/open/enarmor.h"

#include <array>

#include "pgp/open/errors.h"
#include "pgp/open/rnp_secret.h"

namespace nightmail::pgp {
namespace {

constexpr std::size_t kHeadAndEnd = 256;

// What rnp_enarmor calls them, in the order of ArmorKind.
constexpr std::array<const char*, 4> kTypes = {"message", "public key", "secret key", "signature"};

}  // namespace

Result<PlainBytes> enarmored(ByteView binary, ArmorKind kind) {
  const std::size_t most = 2 * binary.size() + kHeadAndEnd;
  PlainSink sink(most, most);
  const RnpInput input = make_rnp_input(binary);
  const RnpOutput output = sink.output();
  if (!input || !output ||
      rnp_enarmor(input.get(), output.get(), kTypes[static_cast<std::size_t>(kind)]) !=
          RNP_SUCCESS ||
      rnp_output_finish(output.get()) != RNP_SUCCESS)
    return Error(OpenErrc::open_library, "armor");
  return sink.take();
}

}  // namespace nightmail::pgp
