// SPDX-License-Identifier: Apache-2.0
//
// Sealed blobs: messages, and uploads that nothing refers to yet. Thread-safe; blocking.

#ifndef NIGHTMAIL_STORE_BLOBS_H_
#define NIGHTMAIL_STORE_BLOBS_H_

#include "store/types.h"

namespace nightmail::store {

class Blobs {
 public:
  virtual ~Blobs() = default;
  // An upload that no message takes over is removed after a day (RFC 8620 §6).
  virtual Result<BlobId> put_blob(AccountId account, ByteView sealed, Timestamp now) = 0;
  virtual Result<std::int64_t> blob_size(AccountId account, BlobId id) = 0;
  // Up to `length` octets from `offset` on, so that large blobs can be streamed.
  virtual Result<Bytes> read_blob(AccountId account, BlobId id, std::int64_t offset,
                                  std::int64_t length) = 0;
  // Removes uploads older than a day; call now and then.
  virtual Result<> expire_uploads(Timestamp now) = 0;
};

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_BLOBS_H_
