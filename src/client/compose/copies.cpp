// SPDX-License-Identifier: Apache-2.0
#include "client/compose/copies.h"

#include <algorithm>

#include "pgp/write/encryptor.h"
#include "pgp/write/signer.h"
#include "proto/autocrypt/header.h"
#include "proto/mime/write/protect.h"

namespace nightmail::client {
namespace {

using Group = std::vector<const Addressee*>;

std::vector<std::string> addresses_of(const Group& group) {
  std::vector<std::string> addresses;
  for (const Addressee* one : group) addresses.push_back(one->address);
  return addresses;
}

class CopyMaker {
 public:
  CopyMaker(const mime::Mail& mail, const CopyTools& tools) : mail_(mail), tools_(tools) {}

  Result<> encrypted(const Group& group) {
    if (group.empty()) return {};
    mime::ProtectOptions options = common_options();
    options.protection = mime::HeaderProtection::cipher;
    options.legacy_display = !std::all_of(
        group.begin(), group.end(), [](const Addressee* one) { return one->reads_protection; });
    options.inner_only = gossip(group);
    const auto parts = mime::protect_headers(mail_, options, tools_.random);
    pgp::Encryptor encryptor(tools_.now);
    TRY(encryptor.add_signer(tools_.key));
    for (const Addressee* one : group) TRY(encryptor.add_recipient(*one->key));
    TRY_ASSIGN(const std::string sealed, encryptor.encrypt_armored(as_bytes(parts.payload)));
    copies_.push_back(
        {addresses_of(group), mime::encrypted_message(parts, sealed, tools_.random), true});
    return {};
  }

  // One text for all of them, but no two blind recipients in one envelope.
  Result<> clear(const Group& named, const Group& blind) {
    if (named.empty() && blind.empty()) return {};
    mime::ProtectOptions options = common_options();
    options.protection = mime::HeaderProtection::clear;
    const auto parts = mime::protect_headers(mail_, options, tools_.random);
    pgp::Signer signer(tools_.now);
    TRY(signer.add(tools_.key));
    TRY_ASSIGN(const std::string proof, signer.detached_armored(as_bytes(parts.payload)));
    const std::string message = mime::signed_message(parts, proof, pgp::kMicalg, tools_.random);
    if (!named.empty()) copies_.push_back({addresses_of(named), message, false});
    for (const Addressee* one : blind) copies_.push_back({{one->address}, message, false});
    return {};
  }

  std::vector<Copy> take() { return std::move(copies_); }

 private:
  // Autocrypt Level 1 §2.1.
  [[nodiscard]] mime::ProtectOptions common_options() const {
    mime::ProtectOptions options;
    const autocrypt::Header header{mail_.from.email, true, tools_.key.certificate().bytes()};
    options.outer_only.push_back({"Autocrypt", autocrypt::print_header(header)});
    return options;
  }

  // So that each can answer all (Autocrypt Level 1 §2.4). Blind recipients are alone in theirs.
  [[nodiscard]] static mime::WrittenFields gossip(const Group& group) {
    mime::WrittenFields fields;
    if (group.size() < 2 || group.size() > kMostGossip) return fields;
    for (const Addressee* one : group) {
      const autocrypt::Header header{one->address, false, one->key->bytes()};
      fields.push_back({"Autocrypt-Gossip", autocrypt::print_header(header)});
    }
    return fields;
  }

  static constexpr std::size_t kMostGossip = 20;
  const mime::Mail& mail_;
  const CopyTools& tools_;
  std::vector<Copy> copies_;
};

}  // namespace

Result<std::vector<Copy>> make_copies(const mime::Mail& mail,
                                      const std::vector<Addressee>& addressees,
                                      const CopyTools& tools) {
  CopyMaker maker(mail, tools);
  Group named_sealed, named_clear, blind_clear;
  for (const Addressee& one : addressees) {
    if (one.blind && one.key) {
      TRY(maker.encrypted({&one}));
    } else if (one.blind) {
      blind_clear.push_back(&one);
    } else {
      (one.key ? named_sealed : named_clear).push_back(&one);
    }
  }
  TRY(maker.encrypted(named_sealed));
  TRY(maker.clear(named_clear, blind_clear));
  return maker.take();
}

}  // namespace nightmail::client
