// SPDX-License-Identifier: Apache-2.0
//
// Terminal: what the program says and asks. Data goes to stdout, everything else to stderr. Nothing
// is asked, drawn or coloured where no person sits. Built by main(); one thread at a time.

#ifndef NIGHTMAIL_APPS_NIGHTMAIL_TERMINAL_H_
#define NIGHTMAIL_APPS_NIGHTMAIL_TERMINAL_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "apps/nightmail/look.h"
#include "base/result.h"
#include "base/secret.h"

namespace nightmail::app {

class Terminal {
 public:
  // Looks at stdin, stdout, stderr and the environment (NO_COLOR, TERM) of this process.
  Terminal();

  [[nodiscard]] bool can_ask() const { return input_ && error_; }
  [[nodiscard]] bool output_is_terminal() const { return output_; }
  [[nodiscard]] bool error_is_terminal() const { return error_; }
  // Columns of the terminal, or 0 if there is none.
  [[nodiscard]] std::size_t columns() const;

  // How text on stdout may look.
  [[nodiscard]] Look look() const { return {output_ ? columns() : 0, styles_}; }

  // To stdout. False once nobody reads any more.
  bool print(std::string_view text);
  // Octets to stdout: as they are into a file or a pipe; without control sequences, which a sender
  // chose, to a terminal.
  bool print_bytes(ByteView bytes);
  // Sends on what was printed. False once nobody reads any more.
  bool flush();
  // A line to stderr.
  void say(std::string_view line);

  // A line from the person. Errc::no_answer_possible with `otherwise` ("Use --phrase-file.") where
  // there is nobody to ask.
  [[nodiscard]] Result<std::string> ask(std::string_view question, std::string_view otherwise);
  // The same without showing what is typed. Errc::bad_input if it is given up with Ctrl-C or
  // Ctrl-D.
  [[nodiscard]] Result<SecretBytes> ask_secret(std::string_view question,
                                               std::string_view otherwise);

  // True if all of stdout was written, or its reader went away.
  [[nodiscard]] bool finish();

 private:
  bool input_, output_, error_;
  bool styles_;
  bool reader_gone_ = false;
  bool write_failed_ = false;
};

}  // namespace nightmail::app

#endif  // NIGHTMAIL_APPS_NIGHTMAIL_TERMINAL_H_
