// SPDX-License-Identifier: Apache-2.0
#include "client/errors.h"

#include <array>

namespace nightmail::client {

Trouble errc_trouble(Errc errc) {
  switch (errc) {
    case Errc::too_many_attempts:
    case Errc::unreachable:
    case Errc::state_lost:
      return Trouble::transient;
    case Errc::file:
      return Trouble::environment;
    case Errc::refused:
    case Errc::key_stopped:
    case Errc::not_found:
      return Trouble::refused;
    default:
      return Trouble::peer;
  }
}

std::string_view errc_name(Errc errc) {
  static constexpr std::array<std::string_view, 17> kNames{
      "client.not_logged_in", "client.already_logged_in",
      "client.session_ended", "client.wrong_password",
      "client.wrong_phrase",  "client.too_many_attempts",
      "client.refused",       "client.unreachable",
      "client.untrusted",     "client.bad_answer",
      "client.damaged",       "client.state_lost",
      "client.not_found",     "client.bad_input",
      "client.file",          "client.no_answer_possible",
      "client.key_stopped"};
  return kNames.at(static_cast<std::size_t>(errc));
}

}  // namespace nightmail::client
