// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "apps/nightmaild/commands.h"
#include "apps/nightmaild/key_file.h"
#include "server/api/invites.h"

namespace nightmail::nightmaild {

int run_invite(const SettingOptions& options) {
  const auto settings = settings_from(options);
  if (!settings.ok()) return complain(settings.error());
  FileSystem files;
  SystemRandom random;
  const auto key = key_file(files, random, settings->data, kInviteKey);
  if (!key.ok()) return complain(key.error());
  fmt::print("{}\n", api::make_invite(*key, random));
  fmt::print(stderr, "Good for one account: nightmail signup ADDRESS --invite CODE\n{}",
             settings->sign_up == "invite" ? ""
                                           : "(service.sign_up is \"" + settings->sign_up +
                                                 "\": no code is asked for now.)\n");
  return 0;
}

}  // namespace nightmail::nightmaild
