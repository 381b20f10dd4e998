// SPDX-License-Identifier: Apache-2.0
//
// What the queue remembers of a submission: its envelope, and for each of its parts the recipients
// with what has become of them (docs/formats/queue.md). Values; free functions, thread-safe.

#ifndef NIGHTMAIL_SERVER_QUEUE_RECORDS_H_
#define NIGHTMAIL_SERVER_QUEUE_RECORDS_H_

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace nightmail::queue {

// "NOTIFY=NEVER" of MAIL or RCPT, without any encoding (RFC 8621 §7, Address).
struct Parameter {
  std::string name;  // upper case
  std::optional<std::string> value;
  bool operator==(const Parameter&) const = default;
};

struct Address {
  std::string email;  // as it was given
  std::vector<Parameter> parameters;

  // The value of a parameter; empty if it is not there.
  [[nodiscard]] std::string_view parameter(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const;
  bool operator==(const Address&) const = default;
};

struct Envelope {
  std::string identity;  // id of the JMAP Identity
  Address mail_from;
  bool smtputf8 = false;  // for the sender's address or the header's sake
  bool operator==(const Envelope&) const = default;
};

struct Recipient {
  enum class State { waiting, delivered, relayed, failed };

  Address address;
  State state = State::waiting;
  std::string last_reply;   // "250 2.0.0 OK"; empty before the first attempt
  std::string remote_mta;   // who said it
  bool delay_told = false;  // the sender knows that it takes long
  bool operator==(const Recipient&) const = default;
};

// One message to recipients of one domain, or to one local recipient.
struct PartRecord {
  bool local = false;
  std::string domain;  // A-labels in lower case, or an address literal
  std::vector<Recipient> recipients;
  bool operator==(const PartRecord&) const = default;
};

[[nodiscard]] PlainBytes encode(const Envelope& envelope);
[[nodiscard]] PlainBytes encode(const PartRecord& part);
// Errc::bad_record.
[[nodiscard]] Result<Envelope> decode_envelope(ByteView record);
[[nodiscard]] Result<PartRecord> decode_part(ByteView record);

// The purposes under which NodeCipher seals them.
inline constexpr std::string_view kEnvelopePurpose = "envelope";
inline constexpr std::string_view kPartPurpose = "part";

}  // namespace nightmail::queue

#endif  // NIGHTMAIL_SERVER_QUEUE_RECORDS_H_
