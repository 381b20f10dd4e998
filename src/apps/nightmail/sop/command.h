// SPDX-License-Identifier: Apache-2.0
//
// What every subcommand is given, and the subcommands: one file for each family. Each reads its
// arguments, does its work, and writes to standard output only what is whole and right.
// draft-dkg-openpgp-stateless-cli §"Subcommands".

#ifndef NIGHTMAIL_APPS_NIGHTMAIL_SOP_COMMAND_H_
#define NIGHTMAIL_APPS_NIGHTMAIL_SOP_COMMAND_H_

#include "apps/nightmail/sop/arguments.h"
#include "apps/nightmail/sop/streams.h"
#include "base/clock.h"
#include "base/result.h"

namespace nightmail::sop {

struct Context {
  Streams streams;
  Timestamp now;
};

using Run = Result<void> (*)(const Arguments& args, Context& context);

Result<void> run_version(const Arguments& args, Context& context);
Result<void> run_list_profiles(const Arguments& args, Context& context);
Result<void> run_generate_key(const Arguments& args, Context& context);
Result<void> run_change_key_password(const Arguments& args, Context& context);
Result<void> run_revoke_key(const Arguments& args, Context& context);
Result<void> run_extract_cert(const Arguments& args, Context& context);
Result<void> run_sign(const Arguments& args, Context& context);
Result<void> run_verify(const Arguments& args, Context& context);
Result<void> run_encrypt(const Arguments& args, Context& context);
Result<void> run_decrypt(const Arguments& args, Context& context);
Result<void> run_inline_sign(const Arguments& args, Context& context);
Result<void> run_inline_verify(const Arguments& args, Context& context);
Result<void> run_inline_detach(const Arguments& args, Context& context);
Result<void> run_armor(const Arguments& args, Context& context);
Result<void> run_dearmor(const Arguments& args, Context& context);

}  // namespace nightmail::sop

#endif  // NIGHTMAIL_APPS_NIGHTMAIL_SOP_COMMAND_H_
