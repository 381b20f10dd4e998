// SPDX-License-Identifier: Apache-2.0
#include "client/send/protected_mail.h"

namespace nightmail::client {

Result<ProtectedLink> leave_protected(const SendTools& tools, const mime::Mail& mail,
                                      const std::vector<mime::Address>& readers,
                                      const SecretBytes& password) {
  NewProtected wish;
  wish.password = password.copy();
  wish.payload.from = mail.from.email;
  for (const mime::Address& one : readers) wish.payload.to.push_back(one.email);
  wish.payload.answer_certificate = tools.session.keys.front().certificate().bytes();
  const std::string message = mime::plain_message(mail, tools.random, false);
  wish.payload.message.assign(message.begin(), message.end());
  return make_protected(tools.service, tools.session, wish, {tools.random, tools.clock});
}

mime::Mail link_mail(const SendTools& tools, const mime::Mail& mail,
                     const std::vector<mime::Address>& readers, const ProtectedLink& link) {
  mime::Mail notice;
  notice.from = mail.from;
  notice.to = readers;
  notice.date = mail.date;
  notice.message_id = mime::new_message_id(mail.from, tools.random);
  notice.subject = "A password-protected message from " + mail.from.email;
  notice.text =
      mail.from.email + " has written you a message that only a password opens. It is here:";
  notice.text += "\n\n" + to_string(link.url.expose());
  notice.text +=
      "\n\nAny browser shows it; nothing needs to be installed, and you can answer there.\n"
      "The password is not in this mail: ask its sender, over another way.\n"
      "It can be read until " +
      link.expires_at.substr(0, 10) + ".\n";
  return notice;
}

}  // namespace nightmail::client
