// SPDX-License-Identifier: Apache-2.0

#include "proto/jmap/reference.h"

#include <algorithm>
#include <optional>
#include <string>
#include <utility>

#include "proto/jmap/errors.h"

namespace nightmail::jmap {
namespace {

Error unresolved(std::string_view why) {
  return Error(Errc::invalid_result_reference, std::string(why));
}

// "a~1b~0c" -> "a/b~c" (RFC 6901 §4).
std::optional<std::string> unescape(std::string_view token) {
  std::string plain;
  for (std::size_t i = 0; i < token.size(); ++i) {
    if (token[i] != '~') {
      plain += token[i];
      continue;
    }
    if (++i >= token.size() || (token[i] != '0' && token[i] != '1')) return std::nullopt;
    plain += token[i] == '0' ? '~' : '/';
  }
  return plain;
}

std::optional<std::size_t> array_index(std::string_view token) {
  if (token.empty() || token.size() > 9 || (token.size() > 1 && token.front() == '0')) {
    return std::nullopt;
  }
  std::size_t index = 0;
  for (const char c : token) {
    if (c < '0' || c > '9') return std::nullopt;
    index = index * 10 + static_cast<std::size_t>(c - '0');
  }
  return index;
}

Result<Json> evaluate(const Json& value, std::string_view path, std::size_t& budget);

Result<Json> evaluate_all(const JsonArray& array, std::string_view rest, std::size_t& budget) {
  JsonArray joined;
  for (const Json& element : array) {
    TRY_ASSIGN(Json result, evaluate(element, rest, budget));
    if (auto* inner = result.if_array()) {
      for (Json& item : *inner) joined.push_back(std::move(item));
    } else {
      joined.push_back(std::move(result));
    }
  }
  return Json(std::move(joined));
}

Result<const Json*> step(const Json& value, std::string_view token) {
  if (const auto* object = value.if_object()) {
    const auto key = unescape(token);
    const Json* member = key ? find(*object, *key) : nullptr;
    if (member == nullptr) return unresolved("no such member");
    return member;
  }
  if (const auto* array = value.if_array()) {
    const auto index = array_index(token);
    if (!index || *index >= array->size()) return unresolved("no such element");
    return &(*array)[*index];
  }
  return unresolved("the path goes on below a plain value");
}

std::size_t weight(const Json& value) {
  std::size_t sum = 1;
  if (const auto* text = value.if_string()) {
    sum += text->size() / 32;
  } else if (const auto* array = value.if_array()) {
    for (const Json& element : *array) sum += weight(element);
  } else if (const auto* object = value.if_object()) {
    for (const auto& member : *object) sum += 1 + weight(member.value());
  }
  return sum;
}

// Takes "/token" off the front.
std::optional<std::string_view> take_token(std::string_view& path) {
  if (path.empty() || path.front() != '/') return std::nullopt;
  path.remove_prefix(1);
  const auto end = std::min(path.find('/'), path.size());
  const std::string_view token = path.substr(0, end);
  path.remove_prefix(end);
  return token;
}

Result<Json> evaluate(const Json& value, std::string_view path, std::size_t& budget) {
  const Json* at = &value;
  while (!path.empty()) {
    const auto token = take_token(path);
    if (!token) return unresolved("a path starts with a slash");
    if (*token == "*" && at->is_array()) return evaluate_all(at->get_array(), path, budget);
    TRY_ASSIGN(at, step(*at, *token));
  }
  const std::size_t cost = weight(*at);
  if (cost > budget) return unresolved("too much data");
  budget -= cost;
  return *at;
}

// The arguments of a response are an object; this spares a copy of them as a value.
Result<Json> evaluate_in_object(const JsonObject& object, std::string_view path,
                                std::size_t& budget) {
  const auto token = take_token(path);
  const auto key = token ? unescape(*token) : std::nullopt;
  const Json* member = key ? find(object, *key) : nullptr;
  if (member == nullptr) return unresolved("no such member");
  return evaluate(*member, path, budget);
}

struct Reference {
  std::string_view result_of, name, path;
};

std::optional<Reference> parse_reference(const Json& json) {
  const auto* object = json.if_object();
  if (object == nullptr) return std::nullopt;
  const Json* result_of = find(*object, "resultOf");
  const Json* name = find(*object, "name");
  const Json* path = find(*object, "path");
  for (const Json* member : {result_of, name, path}) {
    if (member == nullptr || !member->is_string()) return std::nullopt;
  }
  return Reference{text_of(*result_of), text_of(*name), text_of(*path)};
}

Result<Json> resolve(const Json& json, const std::vector<Invocation>& earlier,
                     std::size_t& budget) {
  const auto reference = parse_reference(json);
  if (!reference) return unresolved("not a ResultReference");
  for (const Invocation& response : earlier) {
    if (response.call_id != reference->result_of) continue;
    // Only the first response with this id counts (RFC 8620 §3.7).
    if (response.name != reference->name) return unresolved("that call had another response");
    return evaluate_in_object(response.arguments, reference->path, budget);
  }
  return unresolved("no earlier call has that id");
}

}  // namespace

Result<Json> evaluate_pointer(const Json& document, std::string_view path) {
  std::size_t budget = kReferenceBudget;
  return evaluate(document, path, budget);
}

Result<> resolve_references(JsonObject& arguments, const std::vector<Invocation>& earlier_responses,
                            std::size_t& budget) {
  std::vector<std::string> names;
  for (const auto& member : arguments) {
    if (member.key().starts_with('#')) names.emplace_back(member.key().data(), member.key().size());
  }
  for (const std::string& name : names) {
    const std::string plain = name.substr(1);
    if (find(arguments, plain) != nullptr) {
      return Error(Errc::invalid_arguments, "an argument is given plainly and by reference");
    }
    TRY_ASSIGN(Json value, resolve(*find(arguments, name), earlier_responses, budget));
    arguments.erase(boost::json::string_view(name));
    put(arguments, plain, std::move(value));
  }
  return {};
}

}  // namespace nightmail::jmap
