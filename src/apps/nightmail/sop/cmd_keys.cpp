// SPDX-License-Identifier: Apache-2.0
//
// generate-key, change-key-password, revoke-key, extract-cert.
#include "apps/nightmail/sop/command.h"
#include "apps/nightmail/sop/errors.h"
#include "apps/nightmail/sop/materials.h"
#include "apps/nightmail/sop/profiles.h"
#include "pgp/open/enarmor.h"
#include "pgp/open/errors.h"
#include "pgp/write/revoke.h"

namespace nightmail::sop {
namespace {

Result<void> write_armored(const Arguments& args, Context& context, ByteView binary,
                           pgp::ArmorKind kind) {
  if (!args.armor()) return context.streams.write_stdout(binary);
  TRY_ASSIGN(const PlainBytes text, pgp::enarmored(binary, kind));
  return context.streams.write_stdout(text);
}

// The binary form, locked if there is a password.
Result<PlainBytes> locked(const pgp::SecretKey& key, const SecretBytes& password) {
  PlainBytes binary;
  append(binary, key.bytes().expose());
  if (password.expose().empty()) return binary;
  TRY_ASSIGN(const std::string text, key.export_protected(as_text(password.expose())));
  TRY_ASSIGN(std::vector<PlainBytes> keys, split_keys(as_bytes(text)));
  return std::move(keys.front());
}

Result<SecretBytes> new_password(const Arguments& args, Context& context, std::string_view option) {
  if (!args.has(option)) return SecretBytes();
  return read_new_password(context.streams, args.last(option));
}

}  // namespace

Result<void> run_generate_key(const Arguments& args, Context& context) {
  TRY_ASSIGN(const std::string_view profile, find_profile("generate-key", args.last("--profile")));
  TRY_ASSIGN(const SecretBytes password, new_password(args, context, "--with-key-password"));
  pgp::KeyPlan plan;
  plan.user_ids = args.positional();
  plan.rsa = profile == kRsaProfile;
  plan.encrypts = !args.has("--signing-only");
  auto key = pgp::SecretKey::generate(plan, context.now);
  if (!key.ok() && key.error().is(pgp::OpenErrc::invalid_user_id))
    return Error(SopErrc::expected_text, key.error().context());
  if (!key.ok()) return key.error();
  TRY_ASSIGN(const PlainBytes binary, locked(*key, password));
  return write_armored(args, context, binary, pgp::ArmorKind::secret_key);
}

Result<void> run_change_key_password(const Arguments& args, Context& context) {
  TRY_ASSIGN(const SecretBytes password, new_password(args, context, "--new-key-password"));
  TRY_ASSIGN(const auto old, read_passwords(context.streams, args.all("--old-key-password")));
  TRY_ASSIGN(const PlainBytes input, context.streams.read_stdin());
  TRY_ASSIGN(const auto keys, unlock_keys(input, old, context.now));
  PlainBytes all;
  for (const pgp::SecretKey& key : keys) {
    TRY_ASSIGN(const PlainBytes binary, locked(key, password));
    append(all, binary);
  }
  return write_armored(args, context, all, pgp::ArmorKind::secret_key);
}

Result<void> run_revoke_key(const Arguments& args, Context& context) {
  TRY_ASSIGN(const auto passwords,
             read_passwords(context.streams, args.all("--with-key-password")));
  TRY_ASSIGN(const PlainBytes input, context.streams.read_stdin());
  TRY_ASSIGN(const auto keys, unlock_keys(input, passwords, context.now));
  PlainBytes all;
  for (const pgp::SecretKey& key : keys) {
    TRY_ASSIGN(const pgp::Certificate revoked, pgp::revoke(key, context.now));
    append(all, revoked.bytes());
  }
  return write_armored(args, context, all, pgp::ArmorKind::certificate);
}

Result<void> run_extract_cert(const Arguments& args, Context& context) {
  TRY_ASSIGN(const PlainBytes input, context.streams.read_stdin());
  TRY_ASSIGN(const std::vector<PlainBytes> keys, split_keys(input));
  PlainBytes all;
  for (const PlainBytes& key : keys) {
    const auto certificate = pgp::certificate_of(key, context.now);
    if (!certificate.ok()) return key_error(certificate.error());
    append(all, certificate->bytes());
  }
  return write_armored(args, context, all, pgp::ArmorKind::certificate);
}

}  // namespace nightmail::sop
