// SPDX-License-Identifier: Apache-2.0
#include "client/read/unwrap.h"

#include <algorithm>

#include "client/read/header_merge.h"
#include "client/read/inline_pgp.h"
#include "client/read/layers.h"
#include "pgp/open/errors.h"
#include "pgp/open/opener.h"
#include "pgp/open/verifier.h"
#include "proto/mime/structure.h"

namespace nightmail::client {
namespace {

constexpr int kMaxLayers = 4;

std::string why_closed(const Error& error) {
  if (error.is(pgp::OpenErrc::not_for_this_key))
    return "it is encrypted to a key that you don't have";
  if (error.is(pgp::OpenErrc::not_protected)) {
    return "it is encrypted in an old way that anybody on the way could have altered";
  }
  if (error.is(pgp::OpenErrc::too_large)) return "what is inside is too large";
  if (error.is(pgp::OpenErrc::damaged)) return "it is damaged or was altered";
  return "it is no message that this program can open";
}

class Unwrapper {
 public:
  Unwrapper(const UnwrapKeys& keys, std::size_t max_size) : keys_(keys), max_size_(max_size) {}

  Unwrapped run(ByteView message) {
    result_.message.assign(message.begin(), message.end());
    for (int layer = 0; layer < kMaxLayers && result_.failure.empty(); ++layer) {
      if (!take_off()) break;
    }
    return std::move(result_);
  }

 private:
  // False if there is no layer, or it does not come off.
  bool take_off() {
    const Layers layers = read_layers(as_text(result_.message));
    if (layers.kind == LayerKind::encrypted) return decrypt(layers);
    if (layers.kind == LayerKind::signed_part) return verify(layers);
    return take_off_inline();
  }

  bool decrypt(const Layers& layers) {
    auto opened = open(as_bytes(layers.data));
    if (!opened.ok()) return fail(opened.error());
    result_.encrypted = true;
    add_signatures(opened->signatures);
    merge(as_text(opened->plain));
    return true;
  }

  bool verify(const Layers& layers) {
    result_.is_signed = true;
    auto verifier = pgp::Verifier::make(keys_.sender, keys_.now);
    if (!verifier.ok()) return fail(verifier.error());
    auto found = verifier->detached(as_bytes(layers.signed_octets), as_bytes(layers.data));
    if (found.ok()) {
      add_signatures(*found);
    } else {
      result_.signatures.push_back({pgp::SignatureStatus::unsupported, {}, {}, {}, false});
    }
    merge(std::string(layers.signed_octets));
    return true;
  }

  bool take_off_inline() {
    if (inline_done_) return false;
    inline_done_ = true;
    const auto block = find_inline(as_text(result_.message));
    if (!block) return false;
    auto opened = block->encrypted ? open(as_bytes(block->armored)) : verified(block->armored);
    if (!opened.ok()) return fail(opened.error());
    result_.encrypted = result_.encrypted || block->encrypted;
    result_.is_signed = result_.is_signed || !block->encrypted;
    result_.left_out = result_.left_out || block->has_more;
    add_signatures(opened->signatures);
    const auto open_file = [this](ByteView file) -> std::optional<PlainBytes> {
      auto plain = open(file);
      if (!plain.ok()) return std::nullopt;
      return std::move(plain->plain);
    };
    result_.message = with_inline_text(as_text(result_.message), as_text(opened->plain), open_file);
    return true;
  }

  Result<pgp::SignedData> open(ByteView armored) {
    pgp::Opener opener;
    for (const pgp::SecretKey& key : keys_.own) TRY(opener.add(key));
    return opener.open_and_verify(armored, keys_.sender, keys_.now, max_size_);
  }

  Result<pgp::SignedData> verified(std::string_view block) {
    TRY_ASSIGN(auto verifier, pgp::Verifier::make(keys_.sender, keys_.now));
    return verifier.inline_signed(as_bytes(block), max_size_);
  }

  void add_signatures(const std::vector<pgp::Signature>& found) {
    result_.is_signed = result_.is_signed || !found.empty();
    result_.signatures.insert(result_.signatures.end(), found.begin(), found.end());
  }

  void merge(std::string_view payload) {
    MergedMessage merged = merge_headers(as_text(result_.message), payload);
    result_.protected_fields = result_.protected_fields || merged.protected_fields;
    result_.other_sender = result_.other_sender || merged.other_sender;
    result_.message = std::move(merged.message);
  }

  bool fail(const Error& error) {
    result_.failure = why_closed(error);
    return false;
  }

  const UnwrapKeys& keys_;
  const std::size_t max_size_;
  Unwrapped result_;
  bool inline_done_ = false;
};

}  // namespace

Unwrapped unwrap(ByteView message, const UnwrapKeys& keys, std::size_t max_size) {
  return Unwrapper(keys, max_size).run(message);
}

bool is_wrapped(ByteView message) {
  return read_layers(as_text(message)).kind != LayerKind::none ||
         find_inline(as_text(message)).has_value();
}

}  // namespace nightmail::client
