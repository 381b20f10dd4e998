// SPDX-License-Identifier: Apache-2.0
//
// VERIFICATIONS: one line for each good signature; and the dates between which signatures count.
// Values. draft-dkg-openpgp-stateless-cli §"VERIFICATIONS", §"DATE".

#ifndef NIGHTMAIL_APPS_NIGHTMAIL_SOP_VERIFICATIONS_H_
#define NIGHTMAIL_APPS_NIGHTMAIL_SOP_VERIFICATIONS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "apps/nightmail/sop/arguments.h"
#include "base/clock.h"
#include "base/result.h"
#include "pgp/open/signature.h"

namespace nightmail::sop {

struct Window {
  std::optional<Timestamp> from;
  std::optional<Timestamp> till;

  // Of two options, such as "--not-before" and "--not-after". Nothing after now counts unless the
  // second says so. Error: unsupported_option (not a date).
  static Result<Window> read(const Arguments& args, std::string_view from, std::string_view till,
                             Timestamp now);
};

// "-" is none, "now" is `now`, else a date and time of ISO 8601. Error: unsupported_option.
[[nodiscard]] Result<std::optional<Timestamp>> parse_date(std::string_view text, Timestamp now);

// A line for each signature that is good and in the window; empty if there is none.
[[nodiscard]] std::string verifications(const std::vector<pgp::Signature>& signatures,
                                        const Window& window);

}  // namespace nightmail::sop

#endif  // NIGHTMAIL_APPS_NIGHTMAIL_SOP_VERIFICATIONS_H_
