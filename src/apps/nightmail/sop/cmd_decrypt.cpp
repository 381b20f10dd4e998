// SPDX-License-Identifier: Apache-2.0
//
// decrypt.
#include "apps/nightmail/sop/command.h"
#include "apps/nightmail/sop/errors.h"
#include "apps/nightmail/sop/materials.h"
#include "apps/nightmail/sop/verifications.h"
#include "pgp/open/errors.h"
#include "pgp/open/opener.h"

namespace nightmail::sop {
namespace {

// "--verify-out" is the name of older drafts.
std::string verifications_out(const Arguments& args) {
  return args.last("--verifications-out", args.last("--verify-out"));
}

Result<void> check(const Arguments& args, Context& context) {
  if (args.positional().empty() && !args.has("--with-password") && !args.has("--with-session-key"))
    return Error(SopErrc::missing_arg, "KEYS, --with-password or --with-session-key");
  if (args.has("--session-key-out")) return Error(SopErrc::unsupported_option, "--session-key-out");
  const std::string out = verifications_out(args);
  if (out.empty() != args.all("--verify-with").empty())
    return Error(SopErrc::incomplete_verification);
  if (!out.empty()) TRY(context.streams.check_output(out));
  return {};
}

Result<void> add_openers(pgp::Opener& opener, const Arguments& args, Context& context) {
  TRY_ASSIGN(const auto locks, read_passwords(context.streams, args.all("--with-key-password")));
  TRY_ASSIGN(const auto keys, read_keys(context.streams, args.positional(), locks, context.now));
  for (const pgp::SecretKey& key : keys) TRY(as(SopErrc::bad_data, opener.add(key)));
  TRY_ASSIGN(const auto passwords, read_passwords(context.streams, args.all("--with-password")));
  for (const SecretBytes& password : passwords) opener.add_password(as_text(password.expose()));
  for (const std::string& designator : args.all("--with-session-key")) {
    TRY_ASSIGN(const PlainBytes text, context.streams.read(designator));
    TRY(as(SopErrc::bad_data, opener.add_session_key(as_text(text))));
  }
  return {};
}

SopErrc errc_of(const Error& error) {
  const bool no_message =
      error.is(pgp::OpenErrc::not_openpgp) || error.is(pgp::OpenErrc::too_large);
  return no_message ? SopErrc::bad_data : SopErrc::cannot_decrypt;
}

}  // namespace

Result<void> run_decrypt(const Arguments& args, Context& context) {
  TRY(check(args, context));
  TRY_ASSIGN(const Window window,
             Window::read(args, "--verify-not-before", "--verify-not-after", context.now));
  pgp::Opener opener;
  TRY(add_openers(opener, args, context));
  TRY_ASSIGN(const auto certificates,
             read_certificates(context.streams, args.all("--verify-with"), context.now));
  TRY_ASSIGN(const PlainBytes message, context.streams.read_stdin());
  const auto opened = opener.open_and_verify(message, certificates, context.now);
  if (!opened.ok()) return Error(errc_of(opened.error()), opened.error().message());
  const std::string out = verifications_out(args);
  if (!out.empty())
    TRY(context.streams.write(out, as_bytes(verifications(opened->signatures, window))));
  return context.streams.write_stdout(opened->plain);
}

}  // namespace nightmail::sop
