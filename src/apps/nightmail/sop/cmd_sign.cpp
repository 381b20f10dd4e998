// SPDX-License-Identifier: Apache-2.0
//
// sign, verify: detached signatures.
#include "apps/nightmail/sop/command.h"
#include "apps/nightmail/sop/errors.h"
#include "apps/nightmail/sop/materials.h"
#include "apps/nightmail/sop/signing.h"
#include "apps/nightmail/sop/verifications.h"
#include "pgp/open/enarmor.h"
#include "pgp/open/verifier.h"

namespace nightmail::sop {

Result<void> run_sign(const Arguments& args, Context& context) {
  TRY_ASSIGN(const Form form, read_form(args, {"binary", "text"}));
  const std::string micalg_out = args.last("--micalg-out");
  if (!micalg_out.empty()) TRY(context.streams.check_output(micalg_out));
  TRY_ASSIGN(pgp::Signer signer, read_signers(args, context));
  TRY_ASSIGN(const PlainBytes data, context.streams.read_stdin());
  TRY(check_text(form, data));
  const auto kind = form == Form::text ? pgp::SignatureKind::text : pgp::SignatureKind::binary;
  TRY_ASSIGN(const Bytes signature, signer.detached(data, kind));
  if (!micalg_out.empty()) TRY(context.streams.write(micalg_out, as_bytes(pgp::kMicalg)));
  if (!args.armor()) return context.streams.write_stdout(signature);
  TRY_ASSIGN(const PlainBytes text, pgp::enarmored(signature, pgp::ArmorKind::signature));
  return context.streams.write_stdout(text);
}

Result<void> run_verify(const Arguments& args, Context& context) {
  TRY_ASSIGN(const Window window, Window::read(args, "--not-before", "--not-after", context.now));
  const auto& names = args.positional();
  if (names.size() < 2) return Error(SopErrc::missing_arg, "SIGNATURES CERTS");
  TRY_ASSIGN(const PlainBytes signatures, context.streams.read(names[0]));
  TRY_ASSIGN(const auto certificates,
             read_certificates(context.streams, std::span(names).subspan(1), context.now));
  TRY_ASSIGN(const PlainBytes data, context.streams.read_stdin());
  TRY_ASSIGN(pgp::Verifier verifier, pgp::Verifier::make(certificates, context.now));
  TRY_ASSIGN(const auto found, as(SopErrc::bad_data, verifier.detached(data, signatures)));
  const std::string lines = verifications(found, window);
  if (lines.empty()) return Error(SopErrc::no_signature, why_none(found));
  return context.streams.write_stdout(as_bytes(lines));
}

}  // namespace nightmail::sop
