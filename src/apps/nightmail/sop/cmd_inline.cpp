// SPDX-License-Identifier: Apache-2.0
//
// inline-sign, inline-verify, inline-detach: messages that carry their signatures.
#include "apps/nightmail/sop/command.h"
#include "apps/nightmail/sop/errors.h"
#include "apps/nightmail/sop/materials.h"
#include "apps/nightmail/sop/signing.h"
#include "apps/nightmail/sop/verifications.h"
#include "pgp/open/enarmor.h"
#include "pgp/open/inline_signatures.h"
#include "pgp/open/verifier.h"

namespace nightmail::sop {

Result<void> run_inline_sign(const Arguments& args, Context& context) {
  TRY_ASSIGN(const Form form, read_form(args, {"binary", "text", "clearsigned"}));
  if (form == Form::clearsigned && !args.armor())
    return Error(SopErrc::incompatible_options, "clearsigned text has armor");
  TRY_ASSIGN(pgp::Signer signer, read_signers(args, context));
  TRY_ASSIGN(const PlainBytes data, context.streams.read_stdin());
  TRY(check_text(form, data));
  if (form == Form::clearsigned) {
    TRY_ASSIGN(const PlainBytes text, signer.cleartext(as_text(data)));
    return context.streams.write_stdout(text);
  }
  TRY_ASSIGN(const PlainBytes message, signer.message(data));
  if (!args.armor()) return context.streams.write_stdout(message);
  TRY_ASSIGN(const PlainBytes text, pgp::enarmored(message, pgp::ArmorKind::message));
  return context.streams.write_stdout(text);
}

Result<void> run_inline_verify(const Arguments& args, Context& context) {
  TRY_ASSIGN(const Window window, Window::read(args, "--not-before", "--not-after", context.now));
  if (args.positional().empty()) return Error(SopErrc::missing_arg, "CERTS");
  const std::string out = args.last("--verifications-out");
  if (!out.empty()) TRY(context.streams.check_output(out));
  TRY_ASSIGN(const auto certificates,
             read_certificates(context.streams, args.positional(), context.now));
  TRY_ASSIGN(const PlainBytes message, context.streams.read_stdin());
  TRY_ASSIGN(pgp::Verifier verifier, pgp::Verifier::make(certificates, context.now));
  TRY_ASSIGN(const pgp::SignedData data, as(SopErrc::bad_data, verifier.inline_signed(message)));
  const std::string lines = verifications(data.signatures, window);
  if (lines.empty()) return Error(SopErrc::no_signature, why_none(data.signatures));
  if (!out.empty()) TRY(context.streams.write(out, as_bytes(lines)));
  return context.streams.write_stdout(data.plain);
}

Result<void> run_inline_detach(const Arguments& args, Context& context) {
  const std::string out = args.last("--signatures-out");
  if (out.empty()) return Error(SopErrc::missing_arg, "--signatures-out");
  TRY(context.streams.check_output(out));
  TRY_ASSIGN(const PlainBytes message, context.streams.read_stdin());
  TRY_ASSIGN(pgp::Verifier verifier, pgp::Verifier::make({}, context.now));
  TRY_ASSIGN(const pgp::SignedData data, as(SopErrc::bad_data, verifier.inline_signed(message)));
  TRY_ASSIGN(const Bytes signatures, as(SopErrc::bad_data, pgp::inline_signatures(message)));
  if (args.armor()) {
    TRY_ASSIGN(const PlainBytes text, pgp::enarmored(signatures, pgp::ArmorKind::signature));
    TRY(context.streams.write(out, text));
  } else {
    TRY(context.streams.write(out, signatures));
  }
  return context.streams.write_stdout(data.plain);
}

}  // namespace nightmail::sop
