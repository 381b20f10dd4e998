// SPDX-License-Identifier: Apache-2.0
#include "pgp/open/hidden_recipients.h"

#include <algorithm>

#include "crypto/encoding.h"
#include "pgp/seal/packet.h"

namespace nightmail::pgp {
namespace {

constexpr std::size_t kKeyIdOffset = 1;  // behind the version
constexpr std::uint8_t kPkeskVersion = 3;

bool is_hidden(const Packet& packet) {
  if (packet.tag != PacketTag::pkesk || packet.body.size() < kKeyIdOffset + KeyId().size() ||
      packet.body[0] != kPkeskVersion)
    return false;
  return std::ranges::all_of(packet.body.subspan(kKeyIdOffset, KeyId().size()),
                             [](std::uint8_t octet) { return octet == 0; });
}

bool can_decrypt(rnp_key_handle_t key) {
  bool secret = false;
  bool encrypts = false;
  return rnp_key_have_secret(key, &secret) == RNP_SUCCESS && secret &&
         rnp_key_allows_usage(key, "encrypt", &encrypts) == RNP_SUCCESS && encrypts;
}

}  // namespace

std::vector<std::size_t> hidden_key_ids(ByteView message) {
  std::vector<std::size_t> places;
  PacketReader reader(message);
  for (auto packet = reader.next(); packet.ok() && *packet; packet = reader.next()) {
    const Packet& found = **packet;
    if (found.tag == PacketTag::seipd || places.size() == kMaxHidden) break;
    if (is_hidden(found))
      places.push_back(static_cast<std::size_t>(found.body.data() - message.data()) + kKeyIdOffset);
  }
  return places;
}

Bytes with_key_id(ByteView message, const std::vector<std::size_t>& places, const KeyId& id) {
  Bytes named = to_bytes(message);
  for (const std::size_t place : places) std::ranges::copy(id, named.begin() + place);
  return named;
}

std::vector<KeyId> decryption_key_ids(rnp_ffi_t ffi) {
  std::vector<KeyId> ids;
  rnp_identifier_iterator_t iterator = nullptr;
  if (rnp_identifier_iterator_create(ffi, &iterator, "keyid") != RNP_SUCCESS) return ids;
  const char* text = nullptr;
  while (rnp_identifier_iterator_next(iterator, &text) == RNP_SUCCESS && text != nullptr) {
    rnp_key_handle_t key = nullptr;
    rnp_locate_key(ffi, "keyid", text, &key);
    const RnpKey owned(key);
    const auto octets = crypto::hex_decode(text);
    if (!owned || !can_decrypt(key) || !octets.ok() || octets->size() != KeyId().size()) continue;
    std::ranges::copy(*octets, ids.emplace_back().begin());
  }
  rnp_identifier_iterator_destroy(iterator);
  return ids;
}

}  // namespace nightmail::pgp
