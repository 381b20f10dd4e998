// SPDX-License-Identifier: Apache-2.0
#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "apps/nightmail/message_text.h"
#include "client/keys/peer_key.h"

namespace nightmail::app {
namespace {

namespace json = boost::json;

json::array headers_of(const mime::MessageView& view) {
  json::array list;
  for (const mime::DisplayHeader& one : view.headers) {
    list.push_back(json::object{{"name", one.name}, {"value", one.value}});
  }
  return list;
}

json::array attachments_of(const mime::MessageView& view) {
  json::array list;
  for (const mime::ViewAttachment& one : view.attachments) {
    list.push_back(json::object{
        {"name", one.name}, {"type", one.type}, {"size", one.size}, {"inline", one.is_inline}});
  }
  return list;
}

json::object signature_of(const client::SignerNote& note) {
  json::object object{{"status", pgp::status_name(note.signature.status)},
                      {"key", note.signature.key},
                      {"fingerprint", note.signature.certificate},
                      {"created", format_utc(note.signature.created)}};
  if (!note.key) return object;
  object["trust"] = client::key_trust_word(note.key->trust);
  object["source"] = client::key_source_word(note.key->source);
  return object;
}

json::array texts_of(const std::vector<std::string>& texts) {
  json::array list;
  for (const std::string& one : texts) list.emplace_back(one);
  return list;
}

}  // namespace

std::string message_json(const std::string& id, const mime::MessageView& view,
                         const client::Reading& reading,
                         const std::vector<std::string>& protection) {
  json::array signatures;
  for (const client::SignerNote& one : reading.signers) signatures.push_back(signature_of(one));
  const json::object object{{"id", id},
                            {"subject", view.header("Subject")},
                            {"from", view.header("From")},
                            {"to", view.header("To")},
                            {"headers", headers_of(view)},
                            {"text", view.text},
                            {"attachments", attachments_of(view)},
                            {"encrypted", reading.inner.encrypted},
                            {"protected", reading.inner.protected_fields},
                            {"failure", reading.inner.failure},
                            {"signatures", std::move(signatures)},
                            {"protection", texts_of(protection)}};
  return json::serialize(object) + "\n";
}

}  // namespace nightmail::app
