// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmail/sop/signing.h"

#include <algorithm>

#include "apps/nightmail/sop/errors.h"
#include "apps/nightmail/sop/materials.h"
#include "pgp/write/errors.h"
#include "proto/mime/text.h"

namespace nightmail::sop {

Result<Form> read_form(const Arguments& args, std::initializer_list<std::string_view> allowed) {
  const std::string name = args.last("--as", "binary");
  if (std::find(allowed.begin(), allowed.end(), name) == allowed.end())
    return Error(SopErrc::unsupported_option, "--as");
  if (name == "clearsigned") return Form::clearsigned;
  return name == "text" ? Form::text : Form::binary;
}

Result<void> check_text(Form form, const PlainBytes& data) {
  if (form != Form::binary && !mime::is_utf8(as_text(data))) return Error(SopErrc::expected_text);
  return {};
}

Result<pgp::Signer> read_signers(const Arguments& args, Context& context) {
  if (args.positional().empty()) return Error(SopErrc::missing_arg, "KEYS");
  TRY_ASSIGN(const auto passwords,
             read_passwords(context.streams, args.all("--with-key-password")));
  TRY_ASSIGN(const auto keys,
             read_keys(context.streams, args.positional(), passwords, context.now));
  pgp::Signer signer(context.now);
  for (const pgp::SecretKey& key : keys) TRY(as(SopErrc::key_cannot_sign, signer.add(key)));
  return signer;
}

std::string why_none(const std::vector<pgp::Signature>& signatures) {
  std::string why;
  for (const pgp::Signature& signature : signatures)
    why.append(why.empty() ? "" : ", ").append(status_name(signature.status));
  return why.empty() ? "none" : why;
}

}  // namespace nightmail::sop
