// SPDX-License-Identifier: Apache-2.0
#include "client/read/reading.h"
#include "proto/mime/terminal_text.h"

namespace nightmail::client {
namespace {

std::string day_of(Timestamp time) {
  return format_utc(time).substr(0, 10);
}

std::string why_believed(const PeerKey& key) {
  if (key.trust == KeyTrust::verified) return "you compared this key with its owner";
  if (key.trust == KeyTrust::pending) {
    return "ATTENTION: this is not the key you know of them (`nightmail keys list`)";
  }
  const std::string since = "known since " + day_of(key.first_seen);
  switch (key.source) {
    case KeySource::directory:
      return key.trust == KeyTrust::pinned ? since + ", from this service's directory"
                                           : "this service's directory says it is theirs";
    case KeySource::wkd:
      return since + ", from the web key directory of their domain";
    case KeySource::import:
      return "imported by you on " + day_of(key.first_seen);
    case KeySource::autocrypt:
      break;
  }
  return "it came with their mail (since " + day_of(key.first_seen) +
         "); nothing proves whose it is until you compare it";
}

std::string key_name(const pgp::Signature& signature) {
  const std::string& name = signature.certificate.empty() ? signature.key : signature.certificate;
  return name.empty() ? "(unnamed)" : readable_fingerprint(name);
}

std::string signature_words(const SignerNote& signer, const std::string& from) {
  const std::string sender = mime::terminal_safe_line(from);
  const std::string key = "\n  key " + key_name(signer.signature);
  switch (signer.signature.status) {
    case pgp::SignatureStatus::good:
      return "Signed by " + sender + (signer.key ? ": " + why_believed(*signer.key) : "") + "." +
             key;
    case pgp::SignatureStatus::bad:
      return "BAD SIGNATURE: this is not what was signed. Do not trust it." + key;
    case pgp::SignatureStatus::unknown_key:
      return "Signed with a key that is not known for " + (sender.empty() ? "anybody" : sender) +
             ": that proves nothing." + key;
    case pgp::SignatureStatus::expired_key:
      return "Signed with a key that had expired by then: that proves little." + key;
    case pgp::SignatureStatus::revoked_key:
      return "Signed with a key that its owner revoked: that proves nothing." + key;
    case pgp::SignatureStatus::expired_signature:
      return "The signature has expired." + key;
    case pgp::SignatureStatus::unsupported:
      break;
  }
  return "Signed in a way that this program can't check or that is unsafe." + key;
}

std::string encryption_words(const Unwrapped& inner) {
  if (!inner.failure.empty()) return "Could not be opened: " + inner.failure + ".";
  if (!inner.encrypted) return "Not encrypted by its sender; sealed on arrival.";
  return inner.protected_fields ? "Encrypted end to end, subject and names too."
                                : "Encrypted end to end; subject and names were not.";
}

}  // namespace

std::vector<std::string> protection_words(const Reading& reading) {
  std::vector<std::string> words{encryption_words(reading.inner)};
  for (const SignerNote& signer : reading.signers) {
    words.push_back(signature_words(signer, reading.from));
  }
  if (reading.inner.encrypted && reading.signers.empty()) {
    words.emplace_back("Not signed: nothing proves who wrote it.");
  }
  if (reading.inner.other_sender) {
    words.emplace_back("Inside stands another sender than outside; the outer one is shown.");
  }
  if (reading.inner.left_out) {
    words.emplace_back("Text outside the protected part is not shown; --raw shows all.");
  }
  return words;
}

}  // namespace nightmail::client
