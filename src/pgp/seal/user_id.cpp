// SPDX-License-Identifier: Apache-2.0
#include "pgp/seal/user_id.h"

#include <array>

#include "pgp/seal/errors.h"
#include "pgp/seal/packet.h"

namespace nightmail::pgp {
namespace {

void append(Bytes& out, const Packet& packet) {
  std::array<std::uint8_t, 6> header{};
  const std::uint8_t* begin = header.data();
  const std::uint8_t* end = write_packet_header(header.data(), packet.tag, packet.body.size());
  out.insert(out.end(), begin, end);
  out.insert(out.end(), packet.body.begin(), packet.body.end());
}

}  // namespace

std::string_view address_of_user_id(std::string_view user_id) {
  const auto open = user_id.rfind('<');
  if (user_id.ends_with('>') && open != std::string_view::npos) {
    user_id = user_id.substr(open + 1, user_id.size() - open - 2);
  } else if (user_id.find_first_of(" \t") != std::string_view::npos) {
    return {};
  }
  return user_id.find('@') == std::string_view::npos ? std::string_view() : user_id;
}

Result<Bytes> with_user_ids(ByteView certificate,
                            const std::function<bool(std::string_view)>& keep) {
  PacketReader reader(certificate);
  Bytes out;
  bool kept = true;  // whether the packets that follow belong to something that stays
  for (;;) {
    TRY_ASSIGN(const auto packet, reader.next());
    if (!packet) return out;
    if (packet->tag == PacketTag::user_id) {
      kept = keep(as_text(packet->body));
    } else if (packet->tag == PacketTag::user_attribute) {
      kept = false;
    } else if (packet->tag != PacketTag::signature) {
      kept = true;
    }
    if (kept) append(out, *packet);
  }
}

Result<std::vector<ByteView>> split_certificates(ByteView data, std::size_t most) {
  PacketReader reader(data);
  std::vector<ByteView> parts;
  std::size_t begin = 0, end = 0;
  for (;;) {
    TRY_ASSIGN(const auto packet, reader.next());
    if (!packet) break;
    if (packet->tag == PacketTag::public_key && end > begin) {
      parts.push_back(data.subspan(begin, end - begin));
      begin = end;
    }
    if (parts.size() >= most) return Error(SealErrc::certificate_too_large, "too many");
    end = static_cast<std::size_t>(packet->body.data() - data.data()) + packet->body.size();
  }
  if (end > begin) parts.push_back(data.subspan(begin, end - begin));
  return parts;
}

}  // namespace nightmail::pgp
