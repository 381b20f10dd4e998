// SPDX-License-Identifier: Apache-2.0
//
// The outermost layer of PGP/MIME in a message, cut out of it. Views point into the message where
// they can. RFC 1847 §2, RFC 3156 §4-§6. Free functions; linear time.

#ifndef NIGHTMAIL_CLIENT_READ_LAYERS_H_
#define NIGHTMAIL_CLIENT_READ_LAYERS_H_

#include <string>
#include <string_view>

namespace nightmail::client {

enum class LayerKind { none, encrypted, signed_part };

struct Layers {
  LayerKind kind = LayerKind::none;
  std::string data;           // the OpenPGP message, or the signature; decoded
  std::string signed_octets;  // what the signature covers, with CRLF line ends
};

[[nodiscard]] Layers read_layers(std::string_view message);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_READ_LAYERS_H_
