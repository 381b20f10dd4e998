// SPDX-License-Identifier: Apache-2.0
#include "base/log.h"

#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace nightmail {
namespace {

spdlog::level::level_enum to_spdlog(LogLevel level) {
  switch (level) {
    case LogLevel::debug:
      return spdlog::level::debug;
    case LogLevel::info:
      return spdlog::level::info;
    case LogLevel::warning:
      return spdlog::level::warn;
    case LogLevel::error:
      return spdlog::level::err;
  }
  return spdlog::level::err;
}

// Quotes a value if needed, so that nobody can forge a second line or field.
void append_value(std::string& line, std::string_view value) {
  constexpr std::string_view kHex = "0123456789abcdef";
  const bool plain = !value.empty() && value.find_first_of(" \"=\\") == std::string_view::npos;
  if (!plain) line += '"';
  for (const char c : value) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f) {
      line += "\\x";
      line += kHex[byte >> 4];
      line += kHex[byte & 0xf];
    } else {
      if (c == '"' || c == '\\') line += '\\';
      line += c;
    }
  }
  if (!plain) line += '"';
}

class SpdlogLog final : public Log {
 public:
  explicit SpdlogLog(LogLevel lowest)
      : logger_("nightmail", std::make_shared<spdlog::sinks::stderr_sink_mt>()) {
    logger_.set_pattern("%Y-%m-%dT%H:%M:%S.%eZ %l %v", spdlog::pattern_time_type::utc);
    logger_.set_level(to_spdlog(lowest));
    logger_.flush_on(spdlog::level::info);
  }

  void write(LogLevel level, std::string_view event, Fields fields) override {
    if (!logger_.should_log(to_spdlog(level))) return;
    std::string line(event);
    for (const LogField& field : fields) {
      line += ' ';
      line += field.key;
      line += '=';
      if (const auto* number = std::get_if<std::int64_t>(&field.value)) {
        line += std::to_string(*number);
      } else {
        append_value(line, std::get<std::string_view>(field.value));
      }
    }
    logger_.log(to_spdlog(level), "{}", line);
  }

 private:
  spdlog::logger logger_;
};

}  // namespace

std::unique_ptr<Log> make_stderr_log(LogLevel lowest) {
  return std::make_unique<SpdlogLog>(lowest);
}

}  // namespace nightmail
