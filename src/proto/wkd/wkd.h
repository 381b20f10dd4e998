// SPDX-License-Identifier: Apache-2.0
//
// Web Key Directory: where the OpenPGP certificate of a mail address lies on the Web, and what a
// request for it means (draft-koch-openpgp-webkey-service §3.1). Values and free functions,
// thread-safe; they know no network.

#ifndef NIGHTMAIL_PROTO_WKD_WKD_H_
#define NIGHTMAIL_PROTO_WKD_WKD_H_

#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace nightmail::wkd {

inline constexpr std::size_t kHashSize = 32;

// z-base-32 of the SHA-1 of the local part, its ASCII letters in lower case:
// "Joe.Doe" -> "iy9q119eutrkn8s1mk4r39qejnbu3n5q".
[[nodiscard]] std::string hash_local_part(std::string_view local_part);

struct Location {
  std::string host;    // "openpgpkey.example.org"
  std::string target;  // "/.well-known/openpgpkey/example.org/hu/HASH?l=Joe.Doe"
};
// `domain` is in A-label form. The advanced method is to be tried first; the direct one only where
// the host of the advanced one does not exist.
[[nodiscard]] Location advanced_location(std::string_view local_part, std::string_view domain);
[[nodiscard]] Location direct_location(std::string_view local_part, std::string_view domain);

// What a path below "/.well-known/openpgpkey" asks for.
struct Request {
  std::string domain;  // of the advanced method; empty: the domain is the request's host
  std::string hash;    // empty: the policy file
};
// `segments`: the decoded parts of the path, ".well-known" the first. None: no such place.
[[nodiscard]] std::optional<Request> parse_request(std::span<const std::string> segments);

}  // namespace nightmail::wkd

#endif  // NIGHTMAIL_PROTO_WKD_WKD_H_
