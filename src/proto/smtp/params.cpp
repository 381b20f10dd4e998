// SPDX-License-Identifier: Apache-2.0
#include "proto/smtp/params.h"

#include <charconv>
#include <limits>

#include "proto/smtp/errors.h"
#include "proto/smtp/text.h"

namespace nightmail::smtp {
namespace {

struct Parameter {
  std::string_view keyword;
  std::optional<std::string_view> value;
};

void skip_spaces(std::string_view& text) {
  while (text.starts_with(' ') || text.starts_with('\t')) text.remove_prefix(1);
}

// esmtp-keyword: (ALPHA / DIGIT) *(ALPHA / DIGIT / "-").
bool is_keyword(std::string_view text) {
  if (text.empty() || text.front() == '-') return false;
  for (const char c : text) {
    if (!is_alnum(c) && c != '-') return false;
  }
  return true;
}

// The next of " keyword[=value]"; `text` is left behind it.
Result<Parameter> take_parameter(std::string_view& text) {
  const std::string_view word = text.substr(0, text.find_first_of(" \t"));
  text.remove_prefix(word.size());
  const std::size_t equals = word.find('=');
  const Parameter parameter{word.substr(0, equals), equals == std::string_view::npos
                                                        ? std::nullopt
                                                        : std::optional(word.substr(equals + 1))};
  if (!is_keyword(parameter.keyword)) return Error(Errc::bad_argument, "parameter");
  const bool value_ok = !parameter.value || (!parameter.value->empty() &&
                                             parameter.value->find('=') == std::string_view::npos);
  if (!value_ok) return Error(Errc::bad_parameter);
  return parameter;
}

// RFC 5321 forbids a space behind the colon; enough clients send one that it is let pass.
Result<std::string_view> skip_prefix(std::string_view text, std::string_view prefix) {
  if (!equal_ignoring_case(text.substr(0, prefix.size()), prefix)) return Error(Errc::bad_argument);
  text.remove_prefix(prefix.size());
  skip_spaces(text);
  return text;
}

// Between path and parameters there is a space, or nothing at all follows.
Result<std::string_view> parameters_of(std::string_view rest) {
  if (!rest.empty() && rest.front() != ' ' && rest.front() != '\t')
    return Error(Errc::bad_address, "text after the path");
  skip_spaces(rest);
  return rest;
}

Result<> set_size(MailArguments& arguments, const Parameter& parameter) {
  const auto size = parameter.value ? parse_number(*parameter.value) : std::nullopt;
  if (!size || arguments.size) return Error(Errc::bad_parameter, "SIZE");
  arguments.size = size;
  return {};
}

Result<> set_body(MailArguments& arguments, const Parameter& parameter) {
  const std::string_view value = parameter.value.value_or("");
  if (arguments.body != BodyType::unsaid) return Error(Errc::bad_parameter, "BODY");
  if (equal_ignoring_case(value, "7BIT")) {
    arguments.body = BodyType::seven_bit;
  } else if (equal_ignoring_case(value, "8BITMIME")) {
    arguments.body = BodyType::eight_bit;
  } else {
    return Error(Errc::bad_parameter, "BODY");
  }
  return {};
}

Result<> set_smtputf8(MailArguments& arguments, const Parameter& parameter) {
  if (parameter.value || arguments.smtputf8) return Error(Errc::bad_parameter, "SMTPUTF8");
  arguments.smtputf8 = true;
  return {};
}

Result<> set(MailArguments& arguments, const Parameter& parameter, const Extensions& offer) {
  const std::string_view keyword = parameter.keyword;
  if (offer.size && equal_ignoring_case(keyword, "SIZE")) return set_size(arguments, parameter);
  if (offer.eight_bit && equal_ignoring_case(keyword, "BODY"))
    return set_body(arguments, parameter);
  if (offer.smtputf8 && equal_ignoring_case(keyword, "SMTPUTF8"))
    return set_smtputf8(arguments, parameter);
  return Error(Errc::unknown_parameter);
}

}  // namespace

std::optional<std::uint64_t> parse_number(std::string_view text) {
  if (text.empty() || text.size() > 20) return std::nullopt;
  for (const char c : text) {
    if (!is_digit(c)) return std::nullopt;
  }
  std::uint64_t number = 0;
  const auto result = std::from_chars(text.data(), text.data() + text.size(), number);
  return result.ec == std::errc() ? number : std::numeric_limits<std::uint64_t>::max();
}

Result<MailArguments> parse_mail_arguments(std::string_view text, const Extensions& offer) {
  TRY_ASSIGN(const std::string_view path_text, skip_prefix(text, "FROM:"));
  TRY_ASSIGN(ParsedPath path, parse_reverse_path(path_text));
  TRY_ASSIGN(std::string_view rest, parameters_of(path.rest));
  MailArguments arguments;
  arguments.sender = std::move(path.mailbox);
  while (!rest.empty()) {
    TRY_ASSIGN(const Parameter parameter, take_parameter(rest));
    TRY(set(arguments, parameter, offer));
    skip_spaces(rest);
  }
  return arguments;
}

Result<Mailbox> parse_rcpt_arguments(std::string_view text) {
  TRY_ASSIGN(const std::string_view path_text, skip_prefix(text, "TO:"));
  TRY_ASSIGN(ParsedPath path, parse_forward_path(path_text));
  TRY_ASSIGN(std::string_view rest, parameters_of(path.rest));
  if (!rest.empty()) {
    TRY(take_parameter(rest));
    return Error(Errc::unknown_parameter);
  }
  return *std::move(path.mailbox);
}

}  // namespace nightmail::smtp
