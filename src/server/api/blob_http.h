// SPDX-License-Identifier: Apache-2.0
//
// Upload and download of blobs (RFC 8620 §6.1, §6.2). The blocking parts; thread-safe.

#ifndef NIGHTMAIL_SERVER_API_BLOB_HTTP_H_
#define NIGHTMAIL_SERVER_API_BLOB_HTTP_H_

#include "base/result.h"
#include "net/http.h"
#include "net/worker_pool.h"
#include "server/api/context.h"

namespace nightmail::api {

// True if it begins like an OpenPGP encrypted message, binary: a PKESK or SKESK packet (RFC 4880
// §11.3). What a client uploads reaches the disk, so nothing else is taken.
[[nodiscard]] bool looks_sealed(ByteView body);

[[nodiscard]] Result<net::Response> upload_blob(Services& services, const Identity& identity,
                                                const net::Request& request);

// A message that is to be sent, in clear: kept encrypted under the node key (docs/protocol.md).
[[nodiscard]] Result<net::Response> upload_outgoing(Services& services, const Identity& identity,
                                                    const net::Request& request);

// The body comes in pieces, read from the store by the pool.
[[nodiscard]] Result<net::Response> download_blob(Services& services, const Identity& identity,
                                                  const net::RequestHead& head,
                                                  net::WorkerPool& pool, net::Loop& loop);

// One range of `Range: bytes=...` (RFC 9110 §14.1.2).
struct ByteRange {
  std::int64_t first = 0;
  std::int64_t length = 0;
};
enum class RangeAnswer { whole, part, unsatisfiable };
[[nodiscard]] RangeAnswer parse_range(std::string_view field, std::int64_t size, ByteRange& range);

// A whole blob, to somebody who has shown that he may have it; not for caches.
[[nodiscard]] net::Response stream_blob(store::Store& store, store::AccountId account,
                                        store::BlobId blob, std::int64_t size,
                                        net::WorkerPool& pool, net::Loop& loop);

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_BLOB_HTTP_H_
