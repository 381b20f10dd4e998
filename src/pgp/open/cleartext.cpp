// SPDX-License-Identifier: Apache-2.0
#include "pgp/open/cleartext.h"

#include <algorithm>

#include "pgp/open/errors.h"

namespace nightmail::pgp {
namespace {

constexpr std::string_view kSignatureEnd = "-----END PGP SIGNATURE-----";

Error bad(const char* what) {
  return {OpenErrc::not_openpgp, what};
}

// Takes lines off the front, without their ends and the blanks before those.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}
  [[nodiscard]] bool at_end() const { return rest_.empty(); }

  std::string_view next() {
    const std::size_t end = std::min(rest_.find('\n'), rest_.size());
    std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(std::min(end + 1, rest_.size()));
    line.remove_suffix(line.size() - (line.find_last_not_of(" \t\r") + 1));
    return line;
  }

 private:
  std::string_view rest_;
};

// RFC 9580 §7: a header line that is not "Hash:" makes the message invalid (text could hide there).
Result<void> skip_headers(Lines& lines) {
  while (!lines.at_end()) {
    const std::string_view line = lines.next();
    if (line.empty()) return {};
    if (!line.starts_with("Hash: ")) return bad("a header line that is not Hash");
  }
  return bad("no text");
}

Result<void> skip_text(Lines& lines) {
  while (!lines.at_end()) {
    const std::string_view line = lines.next();
    if (line == kSignatureHead) return {};
    if (line.starts_with('-') && !line.starts_with("- ") && line != "-")
      return bad("a line that is not dash-escaped");
  }
  return bad("no signature");
}

Result<void> skip_signature(Lines& lines) {
  while (!lines.at_end()) {
    const std::string_view line = lines.next();
    if (line == kSignatureEnd) return {};
    if (line.starts_with("-----")) return bad("not an armored signature");
  }
  return bad("the signature does not end");
}

}  // namespace

Result<void> check_cleartext(std::string_view text) {
  Lines lines(text);
  if (lines.next() != kCleartextHead) return bad("not cleartext-signed");
  TRY(skip_headers(lines));
  TRY(skip_text(lines));
  TRY(skip_signature(lines));
  while (!lines.at_end()) {
    if (!lines.next().empty()) return bad("text behind the signature");
  }
  return {};
}

}  // namespace nightmail::pgp
