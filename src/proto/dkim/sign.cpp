// SPDX-License-Identifier: Apache-2.0
#include "proto/dkim/sign.h"

#include <algorithm>
#include <vector>

#include "crypto/encoding.h"
#include "proto/dkim/fields.h"

namespace nightmail::dkim {
namespace {

// §5.4.1, and what this program's own mail carries. `sealed`: signed once more than it occurs; not
// those that a mailing list rightly adds.
struct SignedName {
  std::string_view name;
  bool sealed;
};
constexpr SignedName kSigned[] = {{"from", true},
                                  {"to", true},
                                  {"cc", true},
                                  {"subject", true},
                                  {"date", true},
                                  {"message-id", true},
                                  {"in-reply-to", true},
                                  {"references", true},
                                  {"reply-to", true},
                                  {"mime-version", true},
                                  {"content-type", true},
                                  {"content-transfer-encoding", true},
                                  {"content-disposition", false},
                                  {"sender", false},
                                  {"autocrypt", false},
                                  {"tls-required", false},
                                  {"list-unsubscribe", false},
                                  {"list-unsubscribe-post", false}};

constexpr std::size_t kLine = 72;

std::vector<std::string> names_to_sign(const std::vector<Field>& fields) {
  std::vector<std::string> names;
  for (const auto& [name, sealed] : kSigned) {
    const std::string_view wanted = name;
    const auto count = std::ranges::count_if(
        fields, [wanted](const Field& field) { return lower_case(field.name) == wanted; });
    names.insert(names.end(), static_cast<std::size_t>(count) + (sealed ? 1 : 0),
                 std::string(name));
  }
  return names;
}

// Broken into lines that begin with a tab; white space there is of no meaning (§3.5).
std::string folded(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    out += "\r\n\t";
    out += text.substr(0, kLine);
    text.remove_prefix(std::min(kLine, text.size()));
  }
  return out;
}

std::string folded_names(const std::vector<std::string>& names) {
  std::string out;
  std::size_t column = 0;
  for (const std::string& name : names) {
    if (!out.empty()) out += ':';
    column += name.size() + 1;
    if (column > kLine) {
      out += "\r\n\t ";
      column = name.size() + 2;
    }
    out += name;
  }
  return out;
}

// Up to "b=", which is what is hashed.
std::string unsigned_field(const Signer& signer, std::string_view names, std::string_view hash,
                           Timestamp now) {
  const bool rsa = signer.key.algorithm() == crypto::SigningAlgorithm::rsa_sha256;
  return "DKIM-Signature: v=1; a=" + std::string(rsa ? "rsa-sha256" : "ed25519-sha256") +
         "; c=relaxed/relaxed; d=" + signer.domain + ";\r\n\ts=" + signer.selector +
         "; t=" + std::to_string(now.unix_ms / 1000) + ";\r\n\th=" + std::string(names) +
         ";\r\n\tbh=" + std::string(hash) + ";\r\n\tb=";
}

}  // namespace

std::string sign(ByteView message, std::span<const Signer> signers, Timestamp now) {
  const Message split = split_message(message);
  const std::vector<std::string> names = names_to_sign(split.fields);
  const std::string hash = crypto::base64_encode(body_hash(split.body, Canonical::relaxed));
  std::string headers;
  for (const Field& field : select_fields(split.fields, names))
    headers += canonical_field(field.whole, Canonical::relaxed);
  std::string out;
  for (const Signer& signer : signers) {
    const std::string field = unsigned_field(signer, folded_names(names), hash, now);
    std::string hashed = headers + canonical_field(field, Canonical::relaxed);
    hashed.resize(hashed.size() - 2);  // §3.7: without its CRLF
    const Bytes signature = signer.key.sign(crypto::sha256(as_bytes(hashed)));
    out += field + folded(crypto::base64_encode(signature)) + "\r\n";
  }
  return out;
}

std::string key_record(const crypto::SigningKey& key) {
  const bool rsa = key.algorithm() == crypto::SigningAlgorithm::rsa_sha256;
  return "v=DKIM1; k=" + std::string(rsa ? "rsa" : "ed25519") +
         "; p=" + crypto::base64_encode(key.public_key());
}

}  // namespace nightmail::dkim
