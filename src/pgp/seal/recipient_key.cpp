// SPDX-License-Identifier: Apache-2.0
#include "pgp/seal/recipient_key.h"

#include <algorithm>

namespace nightmail::pgp {
namespace {

// The earlier end of certificate and key.
std::optional<Timestamp> earlier(std::optional<Timestamp> a, std::optional<Timestamp> b) {
  if (!a || !b) return a ? a : b;
  return std::min(*a, *b);
}

}  // namespace

Result<Recipient> RecipientKey::make(ByteView data, Timestamp now) {
  TRY_ASSIGN(const Certificate certificate, Certificate::parse(data, now));
  TRY_ASSIGN(const Certificate::EncryptionKey key, certificate.encryption_key(now));
  auto made = std::make_shared<RecipientKey>();
  made->valid_till_ = earlier(certificate.expires(), key.valid_till);
  made->ecdh_ = find_ecdh_key(certificate.bytes(), key.fingerprint);
  if (!made->ecdh_) {
    const Timestamp later =
        with_clock_slack(now);  // as the certificate was read, unless it ends first
    TRY_ASSIGN(made->rnp_, RnpRecipient::make(certificate, key.fingerprint,
                                              made->usable_at(later) ? later : now));
  }
  return Recipient(std::move(made));
}

}  // namespace nightmail::pgp
