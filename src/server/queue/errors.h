// SPDX-License-Identifier: Apache-2.0
//
// What is wrong with a message that is to leave, or with a record of the queue.

#ifndef NIGHTMAIL_SERVER_QUEUE_ERRORS_H_
#define NIGHTMAIL_SERVER_QUEUE_ERRORS_H_

#include <string_view>

#include "base/error.h"

namespace nightmail::queue {

enum class Errc {
  bad_message,  // not a message as SMTP carries it; the context says why
  too_large,    // larger than the service sends
  bad_record,   // stored octets that this program did not write
};

[[nodiscard]] inline Trouble errc_trouble(Errc errc) {
  return errc == Errc::bad_record ? Trouble::environment : Trouble::peer;
}
[[nodiscard]] inline std::string_view errc_name(Errc errc) {
  switch (errc) {
    case Errc::bad_message:
      return "queue.bad_message";
    case Errc::too_large:
      return "queue.too_large";
    case Errc::bad_record:
      return "queue.bad_record";
  }
  return "queue.unknown";
}

}  // namespace nightmail::queue

#endif  // NIGHTMAIL_SERVER_QUEUE_ERRORS_H_
