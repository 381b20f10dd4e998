// SPDX-License-Identifier: Apache-2.0
#include "store/errors.h"

namespace nightmail::store {

Trouble errc_trouble(Errc errc) {
  switch (errc) {
    case Errc::bad_address:
      return Trouble::peer;
    case Errc::disk_full:
    case Errc::busy:
    case Errc::closed:
      return Trouble::transient;
    case Errc::corrupt:
    case Errc::io:
    case Errc::in_use:
    case Errc::newer_schema:
      return Trouble::environment;
    default:
      return Trouble::refused;
  }
}

std::string_view errc_name(Errc errc) {
  switch (errc) {
    case Errc::not_found:
      return "store.not_found";
    case Errc::already_exists:
      return "store.already_exists";
    case Errc::state_mismatch:
      return "store.state_mismatch";
    case Errc::cannot_calculate:
      return "store.cannot_calculate";
    case Errc::over_quota:
      return "store.over_quota";
    case Errc::mailbox_has_child:
      return "store.mailbox_has_child";
    case Errc::mailbox_has_email:
      return "store.mailbox_has_email";
    case Errc::no_mailbox:
      return "store.no_mailbox";
    case Errc::disk_full:
      return "store.disk_full";
    case Errc::busy:
      return "store.busy";
    case Errc::closed:
      return "store.closed";
    case Errc::corrupt:
      return "store.corrupt";
    case Errc::io:
      return "store.io";
    case Errc::bad_address:
      return "store.bad_address";
    case Errc::in_use:
      return "store.in_use";
    case Errc::newer_schema:
      return "store.newer_schema";
    case Errc::not_pending:
      return "store.not_pending";
    case Errc::too_many_messages:
      return "store.too_many_messages";
    case Errc::too_many_new_recipients:
      return "store.too_many_new_recipients";
  }
  return "store.unknown";
}

}  // namespace nightmail::store
