// SPDX-License-Identifier: Apache-2.0
//
// NodeCipher: encrypts what the queue keeps under the node key, so that no message and no address
// of it is ever on the disk in clear (docs/formats/queue.md). Owned by main(); thread-safe.

#ifndef NIGHTMAIL_SERVER_QUEUE_NODE_CIPHER_H_
#define NIGHTMAIL_SERVER_QUEUE_NODE_CIPHER_H_

#include <cstdint>
#include <functional>
#include <string_view>

#include "base/bytes.h"
#include "base/random.h"
#include "base/result.h"
#include "base/secret.h"
#include "store/types.h"

namespace nightmail::queue {

class NodeCipher {
 public:
  NodeCipher(const SecretKey32& node_key, Random& random);

  // Short things: `purpose` tells them apart. Opening needs the same purpose and account.
  [[nodiscard]] Bytes seal_record(std::string_view purpose, store::AccountId account,
                                  ByteView plain) const;
  [[nodiscard]] Result<PlainBytes> open_record(std::string_view purpose, store::AccountId account,
                                               ByteView sealed) const;

  // Messages: chunks of 64 KiB, so that the beginning can be opened alone, and no more than a chunk
  // is ever held twice when one is opened.
  [[nodiscard]] Bytes seal_message(store::AccountId account, ByteView plain) const;
  // Octets of a message whose sealed form has `sealed` octets; 0 if none has.
  [[nodiscard]] static std::int64_t plain_size(std::int64_t sealed);
  // Reads sealed octets at an offset.
  using Read = std::function<Result<Bytes>(std::int64_t offset, std::int64_t length)>;
  // The whole message, or at least its first `enough` octets. Errors: those of `read`, and
  // Errc::bad_record.
  [[nodiscard]] Result<PlainBytes> open_message(store::AccountId account, std::int64_t sealed_size,
                                                const Read& read, std::int64_t enough) const;

  // By which an account's correspondents are remembered: 16 octets that tell nothing without the
  // node key, and differ from account to account.
  [[nodiscard]] Bytes recipient_hash(store::AccountId account, std::string_view address) const;

 private:
  SecretKey32 record_key_, message_key_, hash_key_;
  Random& random_;
};

}  // namespace nightmail::queue

#endif  // NIGHTMAIL_SERVER_QUEUE_NODE_CIPHER_H_
