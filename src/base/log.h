// SPDX-License-Identifier: Apache-2.0
//
// Log: one line per event, "key=value" fields, to stderr or to a file. Passed in, thread-safe.
//
// A log line never holds what a user wrote nor who they are: no addresses, subjects, bodies, names
// or client IP addresses. Name accounts and messages by their ids. The canary tests read the logs.

#ifndef NIGHTMAIL_BASE_LOG_H_
#define NIGHTMAIL_BASE_LOG_H_

#include <cstdint>
#include <initializer_list>
#include <memory>
#include <string>
#include <string_view>
#include <variant>

#include "base/error.h"

namespace nightmail {

enum class LogLevel { debug, info, warning, error };

struct LogField {
  std::string_view key;
  std::variant<std::int64_t, std::string_view> value;

  LogField(std::string_view k, std::string_view v) : key(k), value(v) {}
  LogField(std::string_view k, const char* v) : key(k), value(std::string_view(v)) {}
  LogField(std::string_view k, const std::string& v) : key(k), value(std::string_view(v)) {}
  template <class Integer>
  requires std::is_integral_v<Integer> LogField(std::string_view k, Integer v)
      : key(k), value(static_cast<std::int64_t>(v)) {}
};

class Log {
 public:
  virtual ~Log() = default;
  using Fields = std::initializer_list<LogField>;

  void debug(std::string_view event, Fields fields = {}) { write(LogLevel::debug, event, fields); }
  void info(std::string_view event, Fields fields = {}) { write(LogLevel::info, event, fields); }
  void warning(std::string_view event, Fields fields = {}) {
    write(LogLevel::warning, event, fields);
  }
  void error(std::string_view event, Fields fields = {}) { write(LogLevel::error, event, fields); }

  virtual void write(LogLevel level, std::string_view event, Fields fields) = 0;
};

// Discards everything.
class NullLog final : public Log {
 public:
  void write(LogLevel, std::string_view, Fields) override {}
};

// "2026-11-23T15:42:07.123Z info edge.accepted size=4711"; control characters in values are
// escaped.
[[nodiscard]] std::unique_ptr<Log> make_stderr_log(LogLevel lowest);

}  // namespace nightmail

#endif  // NIGHTMAIL_BASE_LOG_H_
