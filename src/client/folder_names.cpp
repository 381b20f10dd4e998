// SPDX-License-Identifier: Apache-2.0
#include "client/folder_names.h"

#include <algorithm>
#include <array>
#include <set>

#include "proto/mime/terminal_text.h"

namespace nightmail::client {
namespace {

constexpr std::size_t kLongest = 100;
constexpr std::string_view kUnsafe = "/\\:*?\"<>|";
constexpr std::array<std::string_view, 6> kDevices{"con", "prn", "aux", "nul", "com", "lpt"};

std::string lower(std::string_view text) {
  std::string result(text);
  std::ranges::transform(result, result.begin(), [](char letter) {
    return letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 'a' - 'A') : letter;
  });
  return result;
}

bool is_device(const std::string& name) {
  const std::string small = lower(name.substr(0, name.find('.')));
  if (small.size() != 3 && small.size() != 4) return false;
  const auto found = std::ranges::find(kDevices, std::string_view(small).substr(0, 3));
  if (found == kDevices.end()) return false;
  const bool numbered = *found == "com" || *found == "lpt";
  return numbered == (small.size() == 4);
}

void trim(std::string& name) {
  const auto edge = [](char letter) { return letter == '.' || letter == ' '; };
  while (!name.empty() && edge(name.back())) name.pop_back();
  name.erase(name.begin(), std::ranges::find_if_not(name, edge));
}

void shorten(std::string& name, std::size_t octets) {
  if (name.size() <= octets) return;
  while (octets > 0 && (static_cast<unsigned char>(name[octets]) & 0xC0) == 0x80) --octets;
  name.resize(octets);
}

}  // namespace

std::string folder_name(std::string_view name) {
  std::string result = mime::terminal_safe_line(name);
  for (char& letter : result) {
    if (kUnsafe.find(letter) != std::string_view::npos) letter = '_';
  }
  trim(result);
  shorten(result, kLongest);
  trim(result);
  if (is_device(result)) result += '_';
  return result.empty() ? "mailbox" : result;
}

std::map<std::string, std::string, std::less<>> folder_names(
    const std::vector<Mailbox>& mailboxes) {
  std::map<std::string, std::string, std::less<>> names;
  std::set<std::string> taken{"public-key.asc", "secret-key.asc"};
  for (const Mailbox& mailbox : mailboxes) {
    const std::string wanted = folder_name(mailbox.name);
    std::string name = wanted;
    for (int number = 2; !taken.insert(lower(name)).second; ++number) {
      name = wanted + " (" + std::to_string(number) + ")";
    }
    names[mailbox.id] = name;
  }
  return names;
}

}  // namespace nightmail::client
