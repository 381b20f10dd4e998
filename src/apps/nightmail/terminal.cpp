// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmail/terminal.h"

#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <cstdlib>

#include "client/errors.h"
#include "proto/mime/terminal_text.h"

namespace nightmail::app {
namespace {

using client::Errc;

constexpr char kCtrlC = 3;
constexpr char kCtrlD = 4;
constexpr char kCtrlU = 21;
constexpr char kBackspace = 8;
constexpr char kDelete = 127;

bool wants_styles() {
  const char* const none = std::getenv("NO_COLOR");  // no-color.org
  const char* const kind = std::getenv("TERM");
  const bool dumb = kind == nullptr || std::string_view(kind) == "dumb";
  return (none == nullptr || *none == 0) && !dumb;
}

// Keys reach us one by one and unseen while it lives; Ctrl-C is a key like any other, so that the
// terminal never stays silent behind us.
class QuietKeys {
 public:
  QuietKeys() {
    if (tcgetattr(STDIN_FILENO, &before_) != 0) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO | ICANON | ISIG);
    set_ = tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet) == 0;
  }
  QuietKeys(const QuietKeys&) = delete;
  QuietKeys& operator=(const QuietKeys&) = delete;
  ~QuietKeys() {
    if (set_) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
  }

 private:
  termios before_{};
  bool set_ = false;
};

void drop_last_character(PlainBytes& text) {
  while (!text.empty() && (text.back() & 0xC0) == 0x80) text.pop_back();
  if (!text.empty()) text.pop_back();
}

// False if it was given up.
bool read_secret(PlainBytes& text) {
  text.reserve(256);
  for (;;) {
    char key = 0;
    const ssize_t got = read(STDIN_FILENO, &key, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 || key == kCtrlC || (key == kCtrlD && text.empty())) return false;
    if (key == '\n' || key == '\r' || key == kCtrlD) return true;
    if (key == kCtrlU) {
      text.clear();
    } else if (key == kBackspace || key == kDelete) {
      drop_last_character(text);
    } else {
      text.push_back(static_cast<std::uint8_t>(key));
    }
  }
}

Error nobody_to_ask(std::string_view otherwise) {
  return Error(Errc::no_answer_possible,
               "There is no terminal to ask at. " + std::string(otherwise));
}

}  // namespace

Terminal::Terminal()
    : input_(isatty(STDIN_FILENO) == 1),
      output_(isatty(STDOUT_FILENO) == 1),
      error_(isatty(STDERR_FILENO) == 1),
      styles_(output_ && wants_styles()) {}

std::size_t Terminal::columns() const {
  winsize size{};
  const int file = output_ ? STDOUT_FILENO : STDERR_FILENO;
  if (!output_ && !error_) return 0;
  if (ioctl(file, TIOCGWINSZ, &size) != 0 || size.ws_col == 0) return 80;
  return size.ws_col;
}

bool Terminal::print_bytes(ByteView bytes) {
  if (output_) return print(mime::terminal_safe(as_text(bytes)));
  return print(as_text(bytes));
}

bool Terminal::print(std::string_view text) {
  if (reader_gone_ || write_failed_) return false;
  if (std::fwrite(text.data(), 1, text.size(), stdout) == text.size()) return true;
  (errno == EPIPE ? reader_gone_ : write_failed_) = true;
  return false;
}

bool Terminal::flush() {
  if (std::fflush(stdout) != 0) (errno == EPIPE ? reader_gone_ : write_failed_) = true;
  return !reader_gone_ && !write_failed_;
}

void Terminal::say(std::string_view line) {
  std::fflush(stdout);
  dprintf(STDERR_FILENO, "%.*s\n", static_cast<int>(line.size()), line.data());
}

Result<std::string> Terminal::ask(std::string_view question, std::string_view otherwise) {
  if (!can_ask()) return nobody_to_ask(otherwise);
  std::fflush(stdout);
  dprintf(STDERR_FILENO, "%.*s", static_cast<int>(question.size()), question.data());
  std::string line;
  for (;;) {
    char key = 0;
    const ssize_t got = read(STDIN_FILENO, &key, 1);
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0 || key == '\n') {
      if (got <= 0) dprintf(STDERR_FILENO, "\n");
      return line;
    }
    line.push_back(key);
  }
}

Result<SecretBytes> Terminal::ask_secret(std::string_view question, std::string_view otherwise) {
  if (!can_ask()) return nobody_to_ask(otherwise);
  std::fflush(stdout);
  PlainBytes text;
  bool given = false;
  {
    const QuietKeys quiet;  // before the question: who answers at once is not shown either
    dprintf(STDERR_FILENO, "%.*s", static_cast<int>(question.size()), question.data());
    given = read_secret(text);
  }
  dprintf(STDERR_FILENO, "\n");
  if (!given) return Error(Errc::bad_input, "Nothing was entered; nothing was done.");
  return SecretBytes(std::move(text));
}

bool Terminal::finish() {
  flush();
  return !write_failed_;
}

}  // namespace nightmail::app
