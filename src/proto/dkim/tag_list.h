// SPDX-License-Identifier: Apache-2.0
//
// TagList: "v=1; a=rsa-sha256; ..." (RFC 6376 §3.2), of signatures and key records. A value.

#ifndef NIGHTMAIL_PROTO_DKIM_TAG_LIST_H_
#define NIGHTMAIL_PROTO_DKIM_TAG_LIST_H_

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace nightmail::dkim {

class TagList {
 public:
  // None if a tag comes twice or has no name or no '='.
  [[nodiscard]] static std::optional<TagList> parse(std::string_view text);

  // White space around it taken off; null if the tag is not there.
  [[nodiscard]] const std::string* find(std::string_view name) const;
  [[nodiscard]] std::string get(std::string_view name, std::string_view otherwise = {}) const;
  // The first tag that was written.
  [[nodiscard]] const std::string& first() const { return first_; }

 private:
  std::map<std::string, std::string, std::less<>> tags_;
  std::string first_;
};

// The parts between the separators, white space taken off.
[[nodiscard]] std::vector<std::string> split_list(std::string_view text, char separator);
// Without any white space (§2.8: FWS inside base64).
[[nodiscard]] std::string without_space(std::string_view text);

}  // namespace nightmail::dkim

#endif  // NIGHTMAIL_PROTO_DKIM_TAG_LIST_H_
