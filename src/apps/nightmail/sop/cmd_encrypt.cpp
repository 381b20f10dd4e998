// SPDX-License-Identifier: Apache-2.0
//
// encrypt.
#include "apps/nightmail/sop/command.h"
#include "apps/nightmail/sop/errors.h"
#include "apps/nightmail/sop/materials.h"
#include "apps/nightmail/sop/profiles.h"
#include "apps/nightmail/sop/signing.h"
#include "pgp/seal/errors.h"
#include "pgp/write/encryptor.h"

namespace nightmail::sop {
namespace {

Result<void> add_recipients(pgp::Encryptor& encryptor, const Arguments& args, Context& context) {
  TRY_ASSIGN(const auto certificates,
             read_certificates(context.streams, args.positional(), context.now));
  for (const pgp::Certificate& certificate : certificates) {
    const auto added = encryptor.add_recipient(certificate);
    if (!added.ok() && added.error().is(pgp::SealErrc::unsupported_algorithm))
      return Error(SopErrc::unsupported_asymmetric_algo, added.error().context());
    TRY(as(SopErrc::cert_cannot_encrypt, added));
  }
  for (const std::string& designator : args.all("--with-password")) {
    TRY_ASSIGN(const SecretBytes password, read_new_password(context.streams, designator));
    TRY(as(SopErrc::password_not_human_readable,
           encryptor.add_password(as_text(password.expose()))));
  }
  return {};
}

Result<void> add_signers(pgp::Encryptor& encryptor, const Arguments& args, Context& context) {
  TRY_ASSIGN(const auto passwords,
             read_passwords(context.streams, args.all("--with-key-password")));
  TRY_ASSIGN(const auto keys,
             read_keys(context.streams, args.all("--sign-with"), passwords, context.now));
  for (const pgp::SecretKey& key : keys)
    TRY(as(SopErrc::key_cannot_sign, encryptor.add_signer(key)));
  return {};
}

}  // namespace

Result<void> run_encrypt(const Arguments& args, Context& context) {
  TRY_ASSIGN(const Form form, read_form(args, {"binary", "text"}));
  TRY(find_profile("encrypt", args.last("--profile")));
  if (args.positional().empty() && !args.has("--with-password"))
    return Error(SopErrc::missing_arg, "CERTS or --with-password");
  pgp::Encryptor encryptor(context.now);
  TRY(add_recipients(encryptor, args, context));
  TRY(add_signers(encryptor, args, context));
  TRY_ASSIGN(const PlainBytes data, context.streams.read_stdin());
  TRY(check_text(form, data));
  if (!args.armor()) {
    TRY_ASSIGN(const Bytes message, encryptor.encrypt(data));
    return context.streams.write_stdout(message);
  }
  TRY_ASSIGN(const std::string message, encryptor.encrypt_armored(data));
  return context.streams.write_stdout(as_bytes(message));
}

}  // namespace nightmail::sop
