// SPDX-License-Identifier: Apache-2.0
//
// Summary: what a list of messages shows, taken from a message before it is sealed. A value.
// docs/formats/summary.md describes it key by key; proto/mime/summary_json.h prints and reads it.
//
// All text is valid UTF-8 without control characters and without bidirectional overrides
// (U+202A-202E, U+2066-2069), cut on character boundaries. summarize() may be called from any
// number of threads. RFC 5322, RFC 2045-2047, RFC 2231, RFC 6532.

#ifndef NIGHTMAIL_PROTO_MIME_SUMMARY_H_
#define NIGHTMAIL_PROTO_MIME_SUMMARY_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "base/bytes.h"

namespace nightmail::mime {

// One mailbox. `name` may be empty; `email` is the address without angle brackets, as written.
struct Address {
  std::string name;
  std::string email;
  bool operator==(const Address&) const = default;
};

struct SentAt {
  std::int64_t unix_seconds = 0;
  std::int32_t offset_minutes = 0;  // east of UTC, as the sender wrote it
  bool operator==(const SentAt&) const = default;
};

struct AttachmentSummary {
  std::string name;        // last part of the path only; may be empty
  std::string type;        // lower case, "application/octet-stream" if not told
  std::uint64_t size = 0;  // octets once decoded; close, but not exact, for base64
  bool operator==(const AttachmentSummary&) const = default;
};

// How the message claims to be protected, judged by its structure alone. Nothing is verified here.
enum class Protection : std::uint8_t { none, pgp_mime, pgp_inline, smime };

// What an owner's device found when it opened an end-to-end protected message.
struct EndToEnd {
  enum class Signature : std::uint8_t { none, good, bad, unknown_key };
  bool encrypted = false;
  Signature signature = Signature::none;
  std::string fingerprint;  // of the signing key, hex; empty without a signature that names one
  bool operator==(const EndToEnd&) const = default;
};

struct Summary {
  std::vector<Address> from;
  std::vector<Address> to;
  std::vector<Address> cc;
  std::vector<Address> reply_to;
  std::string subject;
  std::optional<SentAt> sent_at;         // of the Date field
  std::string message_id;                // without angle brackets, as are the next two
  std::vector<std::string> in_reply_to;  // nearly always one
  std::vector<std::string> references;   // oldest first; the first and the last are kept
  std::string preview;                   // about 200 characters of readable text on one line
  std::vector<AttachmentSummary> attachments;
  bool list_unsubscribe = false;  // RFC 2369, RFC 8058: the field is there
  Protection encrypted = Protection::none;
  Protection signature = Protection::none;
  bool truncated = false;  // something was left out to stay within the limits

  // Written by the owner's device after opening; never by summarize().
  bool is_protected = false;  // the values above come from inside the protection
  std::optional<EndToEnd> e2e;

  // The caller fills in these two, for only the caller knows where the trace headers end.
  std::uint32_t trace_length = 0;  // octets of trace headers put before the original
  std::string original_sha256;     // 64 lower-case hex digits: of the bytes as they arrived

  bool operator==(const Summary&) const = default;
};

struct SummaryLimits {
  std::size_t header_octets = 256 * 1024;  // of a header block; what follows is skipped
  std::size_t header_fields = 1000;        // of a header block
  std::size_t field_octets = 16 * 1024;    // of a field that is decoded
  std::size_t parts = 200;                 // MIME parts looked at
  std::size_t depth = 20;                  // nesting of multiparts
  std::size_t addresses = 50;              // of each list
  std::size_t references = 20;
  std::size_t attachments = 50;
  std::size_t name_octets = 200;  // names of people and of attachments
  std::size_t subject_octets = 1000;
  std::size_t preview_characters = 200;
  std::size_t preview_source_octets = 64 * 1024;  // of encoded body text
  std::size_t json_octets = 16 * 1024;            // of the whole, printed
};

// Reads headers, structure and the beginning of the text. `message` is either the original or the
// original under trace headers; no attachment is decoded. Never fails; time is linear in the size.
[[nodiscard]] Summary summarize(ByteView message, const SummaryLimits& limits = {});

}  // namespace nightmail::mime

#endif  // NIGHTMAIL_PROTO_MIME_SUMMARY_H_
