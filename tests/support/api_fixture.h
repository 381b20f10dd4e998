// SPDX-License-Identifier: Apache-2.0
//
// The API's services over an embedded store, and a user's device in a few lines: signs up and logs
// in over whatever carries the requests. Users link the rooms `store_sqlite` and `pgp_open`.

#ifndef NIGHTMAIL_TESTS_SUPPORT_API_FIXTURE_H_
#define NIGHTMAIL_TESTS_SUPPORT_API_FIXTURE_H_

#include <functional>
#include <string>
#include <utility>

#include "crypto/encoding.h"
#include "crypto/opaque_client.h"
#include "crypto/opaque_server.h"
#include "crypto/recovery_auth.h"
#include "pgp/open/secret_key.h"
#include "proto/jmap/json.h"
#include "support/identity_ksf.h"
#include "support/store_fixture.h"

namespace nightmail::testing_support {

using jmap::Json;
using jmap::JsonArray;
using jmap::JsonObject;

// What came back from a login endpoint: the status, and an answer or a problem document.
struct Answered {
  unsigned status = 0;
  JsonObject json;
  [[nodiscard]] std::string text(std::string_view name) const {
    const Json* value = jmap::find(json, name);
    return value != nullptr && value->is_string() ? std::string(jmap::text_of(*value)) : "";
  }
  [[nodiscard]] Bytes bytes(std::string_view name) const {
    auto decoded = crypto::base64url_decode(text(name));
    return decoded.ok() ? *std::move(decoded) : Bytes();
  }
};

// POSTs JSON to a login path, with a bearer token unless that is empty.
using Post = std::function<Answered(const std::string& path, const JsonObject& body,
                                    const std::string& token)>;

inline Json encoded(ByteView bytes) {
  return jmap::json_text(crypto::base64url_encode(bytes));
}

class TestDevice {
 public:
  TestDevice(Post post, std::string address)
      : post_(std::move(post)), address_(std::move(address)) {}

  [[nodiscard]] static const pgp::SecretKey& key() {
    static const pgp::SecretKey made =
        pgp::SecretKey::generate("", "anna@nightmail.test", {1'699'900'000'000}).value();
    return made;
  }

  // The answer of the request that failed, or of the last.
  Answered sign_up(std::string_view password, JsonObject more = {}) {
    auto started =
        crypto::opaque::ClientRegistration::start(secret_from(as_bytes(password)), random_);
    JsonObject first{{"address", address_}, {"registrationRequest", encoded(started->request())}};
    if (const Json* invite = jmap::find(more, "invite")) first["invite"] = *invite;
    Answered answer = post_("/auth/register/start", first, "");
    if (answer.status != 200) return answer;
    auto done = started->finish(answer.bytes("registrationResponse"), ksf_, random_);
    JsonObject body = registration(*done);
    for (const auto& member : more) body[member.key()] = member.value();
    answer = post_("/auth/register/finish", body, "");
    remember(answer);
    return answer;
  }

  // The body of a sign-up's second request, made without the first.
  JsonObject finished_registration() {
    auto started = crypto::opaque::ClientRegistration::start(secret_from(as_bytes("pw")), random_);
    const crypto::opaque::Server server(crypto::opaque::ServerKeys::generate(random_));
    const auto response = server.registration_response(started->request(), as_bytes(address_));
    return registration(*started->finish(*response, ksf_, random_));
  }

  Answered log_in(std::string_view password) {
    JsonObject proof;
    Answered answer = prove(password, proof);
    if (answer.status != 200) return answer;
    answer = post_("/auth/login/finish", proof, "");
    remember(answer);
    return answer;
  }

  // The first half of a login; `proof` gets loginId and ke3. With a wrong password: a wrong ke3.
  Answered prove(std::string_view password, JsonObject& proof) {
    auto started = crypto::opaque::ClientLogin::start(secret_from(as_bytes(password)), random_);
    Answered answer =
        post_("/auth/login/start", {{"address", address_}, {"ke1", encoded(started->ke1())}}, "");
    if (answer.status != 200) return answer;
    const auto done = started->finish(answer.bytes("ke2"), ksf_);
    const Bytes ke3 = done.ok() ? to_bytes(done->ke3) : Bytes(64, 0);
    proof = {{"loginId", answer.text("loginId")}, {"ke3", encoded(ke3)}};
    return answer;
  }

  // `registrationRecord` of a new password, by way of `path`.
  Answered new_record(const std::string& path, std::string_view password, JsonObject body,
                      std::string& record) {
    auto started =
        crypto::opaque::ClientRegistration::start(secret_from(as_bytes(password)), random_);
    body["registrationRequest"] = encoded(started->request());
    Answered answer = post_(path, body, token);
    if (answer.status != 200) return answer;
    auto done = started->finish(answer.bytes("registrationResponse"), ksf_, random_);
    record = crypto::base64url_encode(done->record);
    return answer;
  }

  [[nodiscard]] Answered post(const std::string& path, const JsonObject& body) const {
    return post_(path, body, token);
  }
  [[nodiscard]] SecretKey32 phrase() const { return SecretKey32(std::array<std::uint8_t, 32>{7}); }

  std::string token, account_id;

 private:
  JsonObject registration(const crypto::opaque::Registered& done) {
    JsonObject body;
    body["address"] = address_;
    body["registrationRecord"] = encoded(done.record);
    body["wrappedByPassword"] = encoded(Bytes(73, 1));
    body["wrappedByPhrase"] = encoded(Bytes(73, 2));
    body["recoveryPublicKey"] = encoded(crypto::recovery_public_key(phrase()));
    body["certificate"] = encoded(key().certificate().bytes());
    body["items"] = JsonArray{JsonObject{{"name", "openpgp/x"}, {"sealed", encoded(Bytes(9, 3))}}};
    body["mailboxes"] =
        JsonArray{JsonObject{{"role", "inbox"}, {"sealedName", ""}},
                  JsonObject{{"role", "trash"}, {"sealedName", encoded(Bytes(50, 4))}}};
    return body;
  }

  void remember(const Answered& answer) {
    if (answer.status != 200) return;
    token = answer.text("token");
    account_id = answer.text("accountId");
  }

  Post post_;
  std::string address_;
  SystemRandom random_;
  IdentityKsf ksf_;
};

}  // namespace nightmail::testing_support

#endif  // NIGHTMAIL_TESTS_SUPPORT_API_FIXTURE_H_
