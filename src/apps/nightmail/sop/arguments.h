// SPDX-License-Identifier: Apache-2.0
//
// Arguments: the command line of one subcommand, taken apart. A value.
// draft-dkg-openpgp-stateless-cli: unknown options fail with UNSUPPORTED_OPTION.

#ifndef NIGHTMAIL_APPS_NIGHTMAIL_SOP_ARGUMENTS_H_
#define NIGHTMAIL_APPS_NIGHTMAIL_SOP_ARGUMENTS_H_

#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace nightmail::sop {

class Arguments {
 public:
  // `options`: names that the subcommand knows, such as "--no-armor"; with a "=" at the end if it
  // takes a value. "--name=value" and "--name value" are the same; "--" ends the options.
  // Errors: unsupported_option, missing_arg.
  static Result<Arguments> parse(std::span<const std::string> args,
                                 std::span<const std::string_view> options);

  [[nodiscard]] bool has(std::string_view option) const;
  // The values of an option that may be given more than once, in order.
  [[nodiscard]] const std::vector<std::string>& all(std::string_view option) const;
  // The last value; `otherwise` if there is none.
  [[nodiscard]] std::string last(std::string_view option, std::string_view otherwise = {}) const;
  [[nodiscard]] const std::vector<std::string>& positional() const { return positional_; }
  // False after --no-armor.
  [[nodiscard]] bool armor() const { return !has("--no-armor"); }

 private:
  std::map<std::string, std::vector<std::string>, std::less<>> options_;
  std::vector<std::string> positional_;
};

}  // namespace nightmail::sop

#endif  // NIGHTMAIL_APPS_NIGHTMAIL_SOP_ARGUMENTS_H_
