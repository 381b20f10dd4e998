// SPDX-License-Identifier: Apache-2.0
//
// armor, dearmor.
#include "apps/nightmail/sop/command.h"
#include "apps/nightmail/sop/errors.h"
#include "pgp/open/enarmor.h"
#include "pgp/seal/armor.h"

namespace nightmail::sop {
namespace {

constexpr std::uint8_t kSignatureTag = 2;
constexpr std::uint8_t kSecretKeyTag = 5;
constexpr std::uint8_t kPublicKeyTag = 6;

bool is_armored(ByteView data) {
  const std::string_view text = as_text(data);
  return text.substr(std::min(text.find_first_not_of(" \t\r\n"), text.size()))
      .starts_with("-----BEGIN PGP ");
}

// By the first packet (RFC 4880 §4.2).
pgp::ArmorKind kind_of(std::uint8_t header) {
  const int tag = (header & 0x40) != 0 ? header & 0x3f : (header >> 2) & 15;
  switch (tag) {
    case kSignatureTag:
      return pgp::ArmorKind::signature;
    case kSecretKeyTag:
      return pgp::ArmorKind::secret_key;
    case kPublicKeyTag:
      return pgp::ArmorKind::certificate;
    default:
      return pgp::ArmorKind::message;
  }
}

}  // namespace

Result<void> run_armor(const Arguments& args, Context& context) {
  if (args.last("--label", "auto") != "auto") return Error(SopErrc::unsupported_option, "--label");
  TRY_ASSIGN(const PlainBytes data, context.streams.read_stdin());
  if (is_armored(data)) return context.streams.write_stdout(data);
  if (data.empty() || (data[0] & 0x80) == 0) return Error(SopErrc::bad_data, "not OpenPGP");
  TRY_ASSIGN(const PlainBytes text, pgp::enarmored(data, kind_of(data[0])));
  return context.streams.write_stdout(text);
}

Result<void> run_dearmor(const Arguments& /*args*/, Context& context) {
  TRY_ASSIGN(const PlainBytes data, context.streams.read_stdin());
  TRY_ASSIGN(const Bytes binary, as(SopErrc::bad_data, pgp::dearmored(data, data.size())));
  return context.streams.write_stdout(binary);
}

}  // namespace nightmail::sop
