// SPDX-License-Identifier: Apache-2.0
//
// CRC-32C (the Castagnoli polynomial, as in iSCSI and ext4), with the processor's instruction where
// it has one. Finds accidents of the disk; sealed content is authenticated by its own cryptography.

#ifndef NIGHTMAIL_STORE_SQLITE_CRC32C_H_
#define NIGHTMAIL_STORE_SQLITE_CRC32C_H_

#include <cstdint>

#include "base/bytes.h"

namespace nightmail::store {

[[nodiscard]] std::uint32_t crc32c(ByteView data);

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SQLITE_CRC32C_H_
