// SPDX-License-Identifier: Apache-2.0
#include "pgp/open/inline_signatures.h"

#include "pgp/open/cleartext.h"
#include "pgp/open/errors.h"
#include "pgp/open/framing.h"
#include "pgp/seal/armor.h"

namespace nightmail::pgp {
namespace {

Result<Bytes> binary_form(ByteView data) {
  auto binary = dearmored(data, data.size());
  if (!binary.ok()) return Error(OpenErrc::not_openpgp, "armor");
  return binary;
}

}  // namespace

Result<Bytes> inline_signatures(ByteView message) {
  const std::string_view text = as_text(message);
  if (text.starts_with(kCleartextHead)) {
    TRY(check_cleartext(text));
    return binary_form(message.subspan(text.rfind(kSignatureHead)));
  }
  TRY_ASSIGN(const Bytes binary, binary_form(message));
  TRY(check_signed_framing(binary));
  TRY_ASSIGN(Bytes signatures, signature_packets(binary));
  if (signatures.empty()) return Error(OpenErrc::not_openpgp, "no signatures");
  return signatures;
}

}  // namespace nightmail::pgp
