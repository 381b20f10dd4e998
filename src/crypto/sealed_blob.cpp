// SPDX-License-Identifier: Apache-2.0
#include "crypto/sealed_blob.h"

#include "crypto/account_secret.h"
#include "crypto/aead.h"
#include "crypto/errors.h"

namespace nightmail::crypto {
namespace {

Bytes associated_data(std::string_view purpose, ByteView id) {
  Bytes data = to_bytes(purpose);
  data.push_back(0);
  append(data, id);
  return data;
}

}  // namespace

Bytes seal_blob(const SecretKey32& key, std::string_view purpose, ByteView id, ByteView plaintext,
                Random& random) {
  Bytes blob{kSealedVersion};
  append(blob, aead_seal(key, plaintext, associated_data(purpose, id), random));
  return blob;
}

Result<PlainBytes> open_blob(const SecretKey32& key, std::string_view purpose, ByteView id,
                             ByteView sealed) {
  if (sealed.size() < kSealedOverhead) return Error(Errc::bad_length, "sealed blob is too short");
  if (sealed[0] != kSealedVersion) {
    return Error(Errc::unknown_version, "sealed by a newer program");
  }
  return aead_open(key, sealed.subspan(1), associated_data(purpose, id));
}

}  // namespace nightmail::crypto
