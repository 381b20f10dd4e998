// SPDX-License-Identifier: Apache-2.0
#include "client/export_mail.h"

#include <algorithm>
#include <ctime>
#include <map>
#include <vector>

#include "client/errors.h"
#include "client/folder_names.h"
#include "client/message.h"
#include "client/new_file.h"
#include "client/private_file.h"
#include "pgp/open/secret_key.h"

namespace nightmail::client {
namespace {

class Exporter {
 public:
  Exporter(Service& service, const Session& session, const MailboxList& mailboxes,
           const ExportWish& wish, const ExportHooks& hooks)
      : service_(service),
        session_(session),
        wish_(wish),
        hooks_(hooks),
        folders_(folder_names(mailboxes.all())) {}

  Result<Exported> run(const SummaryCache& cache) {
    TRY(make_private_directory(wish_.directory));
    if (wish_.sealed) TRY(write_keys());
    for (const auto& [id, folder] : folders_) {
      TRY(make_private_directory(wish_.directory + "/" + folder));
    }
    std::vector<const CachedMessage*> messages;
    for (const CachedMessage& message : cache.messages()) messages.push_back(&message);
    std::ranges::sort(messages, {}, [](const CachedMessage* m) { return m->received_ms; });
    for (std::size_t i = 0; i < messages.size(); ++i) {
      if (hooks_.progress) hooks_.progress(i, messages.size());
      TRY(export_one(*messages[i]));
    }
    if (hooks_.progress) hooks_.progress(messages.size(), messages.size());
    return done_;
  }

 private:
  // Where this message goes and is not yet.
  [[nodiscard]] std::vector<std::string> missing_files(const CachedMessage& message) const {
    std::vector<std::string> paths;
    for (const std::string_view mailbox : message.mailboxes.names()) {
      const auto folder = folders_.find(mailbox);
      if (folder == folders_.end()) continue;
      std::string path = wish_.directory + "/" + folder->second + "/" + export_file_name(message) +
                         (wish_.sealed ? ".pgp" : ".eml");
      if (!is_there(path)) paths.push_back(std::move(path));
    }
    return paths;
  }

  Result<> export_one(const CachedMessage& message) {
    const auto paths = missing_files(message);
    if (!paths.empty()) {
      Result<> written = wish_.sealed ? write_sealed(message, paths) : write_opened(message, paths);
      // A message that is gone or does not open is one message less; a full disk ends it all.
      const bool only_this =
          !written.ok() && (written.error().is(Errc::damaged) || written.error().is(Errc::refused));
      if (!written.ok() && !only_this) return written;
      if (only_this) {
        ++done_.failed;
        if (hooks_.failed) hooks_.failed(std::string(message.id), written.error());
        return {};
      }
      ++done_.written;
    }
    ++done_.messages;
    return {};
  }

  Result<> write_sealed(const CachedMessage& message, const std::vector<std::string>& paths) {
    TRY_ASSIGN(const Bytes sealed, download_sealed(service_, session_, message));
    return write_all(sealed, paths);
  }

  Result<> write_opened(const CachedMessage& message, const std::vector<std::string>& paths) {
    TRY_ASSIGN(const OpenedMessage opened, open_message(service_, session_, message));
    return write_all(opened.raw(), paths);
  }

  static Result<> write_all(ByteView content, const std::vector<std::string>& paths) {
    for (const std::string& path : paths) TRY(write_new_file(path, content));
    return {};
  }

  Result<> write_keys() {
    std::string public_keys;
    std::string secret_keys;
    for (const pgp::SecretKey& key : session_.keys) {
      TRY_ASSIGN(const std::string certificate, pgp::armored(key.certificate()));
      public_keys += certificate;
      if (!wish_.key_passphrase) continue;
      TRY_ASSIGN(const std::string secret,
                 key.export_protected(as_text(wish_.key_passphrase->expose())));
      secret_keys += secret;
    }
    TRY(write_key("public-key.asc", public_keys));
    if (wish_.key_passphrase) TRY(write_key("secret-key.asc", secret_keys));
    return {};
  }

  Result<> write_key(const char* name, const std::string& text) {
    const std::string path = wish_.directory + "/" + name;
    if (is_there(path)) return {};
    return write_new_file(path, as_bytes(text));
  }

  Service& service_;
  const Session& session_;
  const ExportWish& wish_;
  const ExportHooks& hooks_;
  const std::map<std::string, std::string, std::less<>> folders_;
  Exported done_;
};

}  // namespace

std::string export_file_name(const CachedMessage& message) {
  const std::time_t seconds = message.received_ms / 1000;
  std::tm parts{};
  gmtime_r(&seconds, &parts);
  std::array<char, 32> text{};
  std::strftime(text.data(), text.size(), "%Y%m%d-%H%M%S-", &parts);
  return text.data() + std::string(message.id);
}

Result<Exported> export_mail(Service& service, const Session& session, const SummaryCache& cache,
                             const MailboxList& mailboxes, const ExportWish& wish,
                             const ExportHooks& hooks) {
  return Exporter(service, session, mailboxes, wish, hooks).run(cache);
}

}  // namespace nightmail::client
