// SPDX-License-Identifier: Apache-2.0
//
// Error: what went wrong, in a form that a caller can act on. A value; copied freely.
//
// `Trouble` says which of four answers the failure deserves (docs/architecture.md, "Errors"):
//   peer         the other side's or the user's mistake    -> protocol reply, usage message
//   refused      understood, but not allowed or not found  -> protocol reply
//   transient    may pass                                  -> retry with back-off, 4xx
//   environment  disk, configuration, operating system     -> log and stop
// A bug of our own is none of these: NM_ASSERT (base/assert.h) ends the process.
//
// `context` is for people. It must never hold what a user wrote: no addresses, subjects or bodies.

#ifndef NIGHTMAIL_BASE_ERROR_H_
#define NIGHTMAIL_BASE_ERROR_H_

#include <string>
#include <string_view>
#include <utility>

namespace nightmail {

enum class Trouble { peer, refused, transient, environment };

[[nodiscard]] std::string_view trouble_name(Trouble trouble);

class Error {
 public:
  // A room gives its enum `Errc` two functions in its own namespace:
  //   Trouble errc_trouble(Errc);             which answer it deserves
  //   std::string_view errc_name(Errc);       "crypto.bad_tag": unique over the whole program
  template <class Errc>
  explicit(false) Error(Errc errc, std::string context = {})
      : trouble_(errc_trouble(errc)), name_(errc_name(errc)), context_(std::move(context)) {}

  [[nodiscard]] Trouble trouble() const { return trouble_; }
  [[nodiscard]] std::string_view name() const { return name_; }
  [[nodiscard]] const std::string& context() const { return context_; }

  // True if this error was made from this enumerator.
  template <class Errc>
  [[nodiscard]] bool is(Errc errc) const {
    return name_ == errc_name(errc);
  }

  // "name: context", for a log line or a terminal.
  [[nodiscard]] std::string message() const;

 private:
  Trouble trouble_;
  std::string_view name_;
  std::string context_;
};

}  // namespace nightmail

#endif  // NIGHTMAIL_BASE_ERROR_H_
