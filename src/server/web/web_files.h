// SPDX-License-Identifier: Apache-2.0
//
// WebFiles: the web client as it is served: all files of one directory, read once at the start, so
// that no path from outside ever reaches the file system. Owned by main(); immutable, thread-safe;
// answers share its memory and may outlive it. RFC 9110 §8.8.3, §12.5.3, §13.1.2; RFC 8246.
//
//   DIR/index.html            at /
//   DIR/NAME.html             at /NAME.html, /NAME and below /NAME/
//   DIR/assets/FILE           at /assets/FILE; its name holds a hash of it: kept by browsers for
//   ever DIR/ANY.br, DIR/ANY.gz    sent instead of ANY to those who take them DIR/policies.txt not
//   served: "FILE POLICY" lines, the Content-Security-Policy of pages
//                             whose needs differ from kPagePolicy (a frame for mail, say)

#ifndef NIGHTMAIL_SERVER_WEB_WEB_FILES_H_
#define NIGHTMAIL_SERVER_WEB_WEB_FILES_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>

#include "base/bytes.h"
#include "base/result.h"
#include "net/http.h"

namespace nightmail::web {

// Scripts and styles are files of our own; nothing is fetched from elsewhere; no eval and no inline
// script; HTML is made from text by code that goes through a Trusted Types policy only.
inline constexpr std::string_view kPagePolicy =
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; "
    "img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; worker-src 'self'; "
    "frame-src 'self' blob:; media-src blob:; manifest-src 'self'; base-uri 'none'; "
    "form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; "
    "trusted-types nightmail svelte-trusted-html dompurify 'allow-duplicates'";

class WebFiles {
 public:
  static constexpr std::size_t kMaxOctets = std::size_t{64} << 20;

  // Reads DIR. Errors: Errc::unreadable (the context says what to do), too_large, bad_policies.
  [[nodiscard]] static Result<std::unique_ptr<WebFiles>> load(const std::string& directory);

  // True if `path` (decoded, from the root) is a file of ours.
  [[nodiscard]] bool has(std::string_view path) const { return find(path) != nullptr; }
  // The answer to GET or HEAD of a path that has() knows: 200, or 304 if the client has it already.
  [[nodiscard]] net::Response answer(const net::RequestHead& head) const;

 private:
  using Content = std::shared_ptr<const Bytes>;
  struct File {
    std::string type;
    std::string etag;
    std::string policy;  // of pages; else empty
    bool immutable = false;
    Content plain, brotli, gzip;
  };

  Result<> add(const std::string& name, Content content);
  Result<> set_policies(std::string_view text);
  [[nodiscard]] const File* find(std::string_view path) const;

  std::map<std::string, File, std::less<>> files_;  // "index.html", "assets/x.js"
};

}  // namespace nightmail::web

#endif  // NIGHTMAIL_SERVER_WEB_WEB_FILES_H_
