// SPDX-License-Identifier: Apache-2.0
//
// Export: every message as a file of its own, in a folder for each mailbox. What is there already
// stays, so that an interrupted export goes on where it stopped. A message in several mailboxes is
// in several folders. Files have mode 0600, folders 0700.

#ifndef NIGHTMAIL_CLIENT_EXPORT_MAIL_H_
#define NIGHTMAIL_CLIENT_EXPORT_MAIL_H_

#include <cstddef>
#include <functional>
#include <optional>
#include <string>

#include "base/result.h"
#include "base/secret.h"
#include "client/mailbox_list.h"
#include "client/service.h"
#include "client/session.h"
#include "client/summary_cache.h"

namespace nightmail::client {

struct ExportWish {
  std::string directory;
  // True: ".pgp", as they are stored, and the keys. False: ".eml", opened, with the trace headers.
  bool sealed = false;
  // With `sealed`: protects secret-key.asc; without it that file is not written.
  std::optional<SecretBytes> key_passphrase;
};

struct Exported {
  std::size_t messages = 0;  // in the directory now
  std::size_t written = 0;   // of them by this run
  std::size_t failed = 0;    // that do not open
};

struct ExportHooks {
  std::function<void(std::size_t done, std::size_t total)> progress;
  std::function<void(const std::string& id, const Error& why)> failed;  // goes on with the next
};

// Errc::file, and what Service::download returns.
Result<Exported> export_mail(Service& service, const Session& session, const SummaryCache& cache,
                             const MailboxList& mailboxes, const ExportWish& wish,
                             const ExportHooks& hooks);

// "20261123-154207-e12": arrival in UTC, and the id.
[[nodiscard]] std::string export_file_name(const CachedMessage& message);

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_EXPORT_MAIL_H_
