// SPDX-License-Identifier: Apache-2.0
//
// version, list-profiles.
#include "apps/nightmail/sop/command.h"
#include "apps/nightmail/sop/errors.h"
#include "apps/nightmail/sop/profiles.h"
#include "pgp/open/backend.h"

namespace nightmail::sop {
namespace {

constexpr std::string_view kName = "nightmail 0.1.0\n";
// "~": not in all points; docs/decisions/openpgp-coverage.md says in which.
constexpr std::string_view kSpec = "~draft-dkg-openpgp-stateless-cli-11\n";
constexpr std::string_view kVerificationSubset = "1.0\n";

}  // namespace

Result<void> run_version(const Arguments& args, Context& context) {
  if (args.has("--backend") + args.has("--extended") + args.has("--sop-spec") + args.has("--sopv") >
      1)
    return Error(SopErrc::incompatible_options);
  std::string text(kName);
  if (args.has("--backend")) text = pgp::backend_name() + "\n";
  if (args.has("--extended"))
    text += pgp::backend_name() + "\n" + pgp::backend_cryptography() + "\n";
  if (args.has("--sop-spec")) text = kSpec;
  if (args.has("--sopv")) text = kVerificationSubset;
  return context.streams.write_stdout(as_bytes(text));
}

Result<void> run_list_profiles(const Arguments& args, Context& context) {
  if (args.positional().size() != 1) return Error(SopErrc::missing_arg, "a subcommand");
  const auto profiles = profiles_of(args.positional()[0]);
  if (profiles.empty()) return Error(SopErrc::unsupported_profile, "it has no profiles");
  std::string lines;
  for (const Profile& profile : profiles)
    lines.append(profile.name).append(": ").append(profile.description).append("\n");
  return context.streams.write_stdout(as_bytes(lines));
}

}  // namespace nightmail::sop
