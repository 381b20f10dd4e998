// SPDX-License-Identifier: Apache-2.0
#include "server/web/content_type.h"

#include <algorithm>
#include <array>
#include <utility>

namespace nightmail::web {
namespace {

constexpr std::array<std::pair<std::string_view, std::string_view>, 12> kTypes{{
    {".html", "text/html; charset=utf-8"},
    {".js", "text/javascript; charset=utf-8"},
    {".css", "text/css; charset=utf-8"},
    {".json", "application/json"},
    {".webmanifest", "application/manifest+json"},
    {".wasm", "application/wasm"},
    {".svg", "image/svg+xml"},
    {".png", "image/png"},
    {".ico", "image/x-icon"},
    {".woff2", "font/woff2"},
    {".txt", "text/plain; charset=utf-8"},
    {".map", "application/json"},
}};

}  // namespace

std::string_view content_type(std::string_view file_name) {
  const auto found = std::ranges::find_if(
      kTypes, [file_name](const auto& entry) { return file_name.ends_with(entry.first); });
  return found == kTypes.end() ? "application/octet-stream" : found->second;
}

}  // namespace nightmail::web
