// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmail/password.h"

#include <fcntl.h>
#include <uninorm.h>
#include <unistd.h>
#include <unistr.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#include "client/errors.h"
#include "crypto/hash.h"

namespace nightmail::app {
namespace {

using client::Errc;

constexpr std::size_t kLongestSecret = 64 * 1024;
constexpr std::string_view kOtherWays =
    "Give the password with --password-file FILE or NIGHTMAIL_PASSWORD.";

Result<> read_all(int file, PlainBytes& content) {
  std::array<std::uint8_t, 4096> piece{};
  content.reserve(piece.size());
  for (;;) {
    const ssize_t got = read(file, piece.data(), piece.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return Error(Errc::file, std::strerror(errno));
    if (got == 0) break;
    append(content, ByteView(piece).first(static_cast<std::size_t>(got)));
    if (content.size() > kLongestSecret) return Error(Errc::file, "it is too long");
  }
  wipe(piece);
  return {};
}

std::size_t characters(ByteView text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](std::uint8_t octet) { return (octet & 0xC0) != 0x80; }));
}

// Nothing if the password is to be asked for.
Result<std::optional<SecretBytes>> given_password(Program& program) {
  if (!program.options.password_file.empty()) {
    TRY_ASSIGN(SecretBytes password, read_secret_file(program.options.password_file));
    return std::optional(std::move(password));
  }
  const char* const value = std::getenv("NIGHTMAIL_PASSWORD");
  if (value == nullptr || *value == 0) return std::optional<SecretBytes>();
  return std::optional(secret_from(as_bytes(value)));
}

}  // namespace

Result<SecretBytes> read_whole_secret_file(const std::string& path) {
  const bool is_stdin = path == "-";
  const int file = is_stdin ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (file < 0) return Error(Errc::file, path + ": " + std::strerror(errno));
  PlainBytes content;
  const auto read = read_all(file, content);
  if (!is_stdin) close(file);
  if (!read.ok()) return Error(Errc::file, path + ": " + read.error().context());
  return SecretBytes(std::move(content));
}

Result<SecretBytes> read_secret_file(const std::string& path) {
  TRY_ASSIGN(SecretBytes content, read_whole_secret_file(path));
  const ByteView all = content.expose();
  const auto end = std::ranges::find_if(all, [](auto octet) { return octet == '\n'; });
  ByteView line = all.first(static_cast<std::size_t>(end - all.begin()));
  if (!line.empty() && line.back() == '\r') line = line.first(line.size() - 1);
  if (line.empty()) return Error(Errc::bad_input, path + ": the first line is empty.");
  return secret_from(line);
}

Result<SecretBytes> normalised(const SecretBytes& password) {
  const PlainBytes& text = password.expose();
  if (text.empty()) return Error(Errc::bad_input, "The password is empty.");
  if (u8_check(text.data(), text.size()) != nullptr) {
    return Error(Errc::bad_input, "The password is not valid UTF-8.");
  }
  std::size_t length = 0;
  std::uint8_t* const normal =
      u8_normalize(UNINORM_NFC, text.data(), text.size(), nullptr, &length);
  if (normal == nullptr) return Error(Errc::bad_input, "The password is not valid UTF-8.");
  SecretBytes result = secret_from({normal, length});
  wipe({normal, length});
  std::free(normal);
  return result;
}

Result<> check_new_password(const SecretBytes& password) {
  if (characters(password.expose()) < kShortestPassword) {
    return Error(Errc::bad_input,
                 "The password has fewer than 8 characters. It is all that guards your mail on a "
                 "new device: four or five random words make a good one.");
  }
  return {};
}

Result<SecretBytes> get_password(Program& program, std::string_view question) {
  TRY_ASSIGN(auto given, given_password(program));
  if (given) return normalised(*given);
  TRY_ASSIGN(const SecretBytes typed, program.terminal.ask_secret(question, kOtherWays));
  return normalised(typed);
}

Result<SecretBytes> get_new_password(Program& program) {
  TRY_ASSIGN(auto given, given_password(program));
  if (given) {
    TRY_ASSIGN(SecretBytes password, normalised(*given));
    TRY(check_new_password(password));
    return password;
  }
  for (;;) {
    TRY_ASSIGN(const SecretBytes typed, program.terminal.ask_secret("New password: ", kOtherWays));
    auto password = normalised(typed);
    const Result<> good =
        password.ok() ? check_new_password(*password) : Result<>(password.error());
    if (!good.ok()) {
      program.terminal.say(good.error().context());
      continue;
    }
    TRY_ASSIGN(const SecretBytes again,
               program.terminal.ask_secret("The same again: ", kOtherWays));
    const auto second = normalised(again);
    if (second.ok() && crypto::equal_constant_time(password->expose(), second->expose())) {
      return password;
    }
    program.terminal.say("The two are not the same. Once more:");
  }
}

}  // namespace nightmail::app
