// SPDX-License-Identifier: Apache-2.0
#include "server/web/web_files.h"

#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/hash.h"
#include "server/web/content_type.h"
#include "server/web/errors.h"

namespace nightmail::web {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view kPolicies = "policies.txt";

Error unreadable(const std::string& what) {
  return Error(Errc::unreadable,
               "can't read the web client's files: " + what +
                   " (`tools/build-web` makes build/web; 'http.web_root' names the directory)");
}

Result<Bytes> read_file(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  Bytes content{std::istreambuf_iterator<char>(file), {}};
  if (!file) return unreadable(path.string());
  return content;
}

std::string make_etag(ByteView content) {
  const auto digest = crypto::sha256(content);
  return '"' + crypto::base64url_encode(ByteView(digest).first(15)) + '"';
}

bool is_page(std::string_view name) {
  return name.ends_with(".html");
}

// RFC 9110 §12.5.3, as far as browsers use it: a list of codings; one with q=0 is not taken.
bool accepts(const net::RequestHead& head, std::string_view coding) {
  const std::string* field = head.headers.find("Accept-Encoding");
  if (field == nullptr) return false;
  std::string_view rest(*field);
  while (!rest.empty()) {
    std::string_view item = rest.substr(0, rest.find(','));
    rest.remove_prefix(std::min(rest.size(), item.size() + 1));
    while (item.starts_with(' ')) item.remove_prefix(1);
    const std::string_view name = item.substr(0, item.find_first_of("; "));
    if (!net::same_name(name, coding)) continue;
    const auto weight = item.find("q=0");
    return weight == std::string_view::npos ||
           item.find_first_of("123456789", weight) != std::string_view::npos;
  }
  return false;
}

// If-None-Match of RFC 9110 §13.1.2: a list, or "*"; weak comparison.
bool is_known(const net::RequestHead& head, std::string_view etag) {
  const std::string* field = head.headers.find("If-None-Match");
  return field != nullptr && (*field == "*" || field->find(etag) != std::string::npos);
}

void set_page_headers(net::Headers& headers, const std::string& policy) {
  headers.set("Content-Security-Policy", policy);
  const bool framed = policy.find("frame-ancestors 'self'") != std::string::npos;
  headers.set("X-Frame-Options", framed ? "SAMEORIGIN" : "DENY");
  headers.set("Cross-Origin-Embedder-Policy", "credentialless");
  headers.set("Permissions-Policy",
              "camera=(), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()");
}

}  // namespace

Result<std::unique_ptr<WebFiles>> WebFiles::load(const std::string& directory) {
  std::unique_ptr<WebFiles> files(new WebFiles());
  std::string policies;
  std::size_t octets = 0;
  std::error_code failure;
  fs::recursive_directory_iterator entries(directory, failure);
  for (; !failure && entries != fs::recursive_directory_iterator(); entries.increment(failure)) {
    if (!entries->is_regular_file()) continue;
    TRY_ASSIGN(Bytes content, read_file(entries->path()));
    octets += content.size();
    if (octets > kMaxOctets) return Error(Errc::too_large, directory + " is too large to serve");
    const std::string name = fs::relative(entries->path(), directory).generic_string();
    if (name == kPolicies) {
      policies = to_string(content);
    } else {
      TRY(files->add(name, std::make_shared<const Bytes>(std::move(content))));
    }
  }
  if (failure) return unreadable(directory + ": " + failure.message());
  const auto* index = files->find("/");
  if (index == nullptr || !index->plain) return unreadable(directory + " has no index.html");
  TRY(files->set_policies(policies));
  std::erase_if(files->files_, [](const auto& entry) { return !entry.second.plain; });
  return files;
}

Result<> WebFiles::add(const std::string& name, Content content) {
  if (name.ends_with(".br")) {
    files_[name.substr(0, name.size() - 3)].brotli = std::move(content);
    return {};
  }
  if (name.ends_with(".gz")) {
    files_[name.substr(0, name.size() - 3)].gzip = std::move(content);
    return {};
  }
  File& file = files_[name];
  file.type = content_type(name);
  file.etag = make_etag(*content);
  file.immutable = name.starts_with("assets/");
  if (is_page(name)) file.policy = kPagePolicy;
  file.plain = std::move(content);
  return {};
}

Result<> WebFiles::set_policies(std::string_view text) {
  while (!text.empty()) {
    const std::string_view line = text.substr(0, text.find('\n'));
    text.remove_prefix(std::min(text.size(), line.size() + 1));
    if (line.empty() || line.starts_with('#')) continue;
    const auto space = line.find(' ');
    const auto file = files_.find(line.substr(0, space));
    if (space == std::string_view::npos || file == files_.end() || file->second.policy.empty()) {
      return Error(Errc::bad_policies, "policies.txt: no page and policy in a line");
    }
    file->second.policy = line.substr(space + 1);
  }
  return {};
}

const WebFiles::File* WebFiles::find(std::string_view path) const {
  if (!path.starts_with('/')) return nullptr;
  path.remove_prefix(1);
  if (path.empty()) path = "index.html";
  const auto file = files_.find(path);
  if (file != files_.end()) return &file->second;
  const auto page = files_.find(std::string(path.substr(0, path.find('/'))) + ".html");
  return page == files_.end() ? nullptr : &page->second;
}

net::Response WebFiles::answer(const net::RequestHead& head) const {
  const File* file = find(head.target.path);
  NM_ASSERT(file != nullptr);
  net::Response response;
  response.headers.set("ETag", file->etag);
  response.headers.set("Vary", "Accept-Encoding");
  response.headers.set("Cache-Control",
                       file->immutable ? "public, max-age=31536000, immutable" : "no-cache");
  // Workers are held by the policy of their own script's answer.
  set_page_headers(response.headers,
                   file->policy.empty() ? std::string(kPagePolicy) : file->policy);
  if (is_known(head, file->etag)) {
    response.status = 304;
    return response;
  }
  response.headers.set("Content-Type", file->type);
  response.shared_body = file->plain;
  if (file->brotli && accepts(head, "br")) {
    response.headers.set("Content-Encoding", "br");
    response.shared_body = file->brotli;
  } else if (file->gzip && accepts(head, "gzip")) {
    response.headers.set("Content-Encoding", "gzip");
    response.shared_body = file->gzip;
  }
  return response;
}

}  // namespace nightmail::web
