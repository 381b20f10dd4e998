// SPDX-License-Identifier: Apache-2.0
// rooms: proto_smtp base
//
// A hostile server: whatever it says, in whatever pieces, the session comes to an end, keeps
// little, and decides about every recipient. The first byte chooses options; then blocks of one
// length byte and that many bytes; a length of 0 ends the connection.
#include <cstddef>
#include <cstdint>
#include <cstdlib>

#include "proto/smtp/client_session.h"

namespace {

using namespace nightmail;
using namespace nightmail::smtp;

void require(bool condition) {
  if (!condition) std::abort();
}

class Server {
 public:
  explicit Server(ByteView said) : said_(said) {}
  ByteView next() {
    if (said_.empty()) return {};
    const std::size_t count = std::min<std::size_t>(said_[0], said_.size() - 1);
    const ByteView block = said_.subspan(1, count);
    said_ = said_.subspan(1 + count);
    return block;
  }

 private:
  ByteView said_;
};

ClientMail make_mail(std::uint8_t flags) {
  static constexpr std::string_view kContent = "A: b\r\n\r\n.x\r\n";
  ClientMail mail;
  mail.mail_from = (flags & 4) != 0 ? "" : "a@client.test";
  for (int i = 0; i < 60; ++i) mail.recipients.push_back({"b@mx.test", "NEVER", ""});
  mail.recipients[3].address = "broken";
  mail.message = as_bytes(kContent);
  mail.requiretls = (flags & 8) != 0;
  mail.envid = "x y";
  return mail;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::uint8_t flags = data[0];
  ClientOptions options;
  options.hello = "client.test";
  options.tls = static_cast<ClientOptions::Tls>((flags & 3) % 3);
  options.tls_active = (flags & 16) != 0;
  if ((flags & 32) != 0) options.user = "user";
  ClientSession session(std::move(options));
  Server server({data + 1, size - 1});
  const ClientMail mail = make_mail(flags);
  int sent = 0;
  for (std::size_t steps = 0;; ++steps) {
    require(steps < 1000 + 4 * size);
    switch (session.next()) {
      case ClientStep::need_read: {
        const ByteView block = server.next();
        block.empty() ? session.feed_end() : session.feed(block);
        break;
      }
      case ClientStep::write:
        require(!session.output().empty() && session.output().size() < 128 * 1024);
        break;
      case ClientStep::start_tls:
        session.tls_started();
        break;
      case ClientStep::ready:
        sent < 2 ? session.send(mail) : session.quit();
        break;
      case ClientStep::sent:
        ++sent;
        require(session.outcomes().size() == mail.recipients.size());
        for (const ClientOutcome& outcome : session.outcomes()) {
          using Kind = ClientOutcome::Kind;
          require((outcome.kind == Kind::accepted) == (outcome.reply.code / 100 == 2));
          require(outcome.reply.text.size() <= kMaxReplyText + kMaxReplyLines);
          require(outcome.kind != Kind::accepted || !outcome.local);
        }
        break;
      case ClientStep::close:
        return 0;
    }
  }
}
