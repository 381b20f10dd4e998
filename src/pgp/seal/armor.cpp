// SPDX-License-Identifier: Apache-2.0
#include "pgp/seal/armor.h"

#include <algorithm>
#include <string>
#include <string_view>

#include "crypto/encoding.h"
#include "pgp/seal/errors.h"

namespace nightmail::pgp {
namespace {

Error no_armor() {
  return {SealErrc::not_a_certificate, "neither binary nor armored OpenPGP"};
}

// Takes a line off the front, without its end and the blanks before that.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) {
    line.remove_suffix(1);
  }
  return line;
}

// Leaves what follows the first line and the header lines. False if there is no such place.
bool skip_headers(std::string_view& text) {
  bool begun = false;
  while (!text.empty()) {
    const std::string_view line = take_line(text);
    if (begun && line.empty()) return true;
    begun = begun || (line.starts_with("-----BEGIN PGP ") && line.ends_with("-----"));
  }
  return false;
}

}  // namespace

Result<Bytes> dearmored(ByteView data, std::size_t limit) {
  if (data.empty()) return Error(SealErrc::not_a_certificate, "empty");
  if ((data[0] & 0x80) != 0) return to_bytes(data);
  std::string_view text = as_text(data);
  if (!skip_headers(text)) return no_armor();
  std::string base64;
  bool ended = false;
  while (!ended && !text.empty()) {
    const std::string_view line = take_line(text);
    ended = line.starts_with("-----END PGP ");
    if (ended || line.starts_with('=')) continue;  // the end, or the checksum
    base64 += line;
    if (base64.size() / 4 > limit / 3 + 1) return no_armor();
  }
  auto bytes = crypto::base64_decode(base64);
  if (text.find("-----BEGIN PGP ") != std::string_view::npos) return no_armor();  // two of them
  if (!ended || !bytes.ok() || bytes->empty() || bytes->size() > limit) return no_armor();
  return bytes;
}

}  // namespace nightmail::pgp
