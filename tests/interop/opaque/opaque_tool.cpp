// SPDX-License-Identifier: Apache-2.0
//
// The native OPAQUE client and server as a program for interop.mjs: one JSON object a line on
// stdin, one answer a line on stdout. Test only.
//   {"do": "client_register_start", "password": "..."}  -> {"message": "base64url"}
// Byte strings are base64url. An operation that the library refuses answers {"error": "crypto.x"}.
#include <boost/json.hpp>
#include <iostream>
#include <map>
#include <optional>
#include <string>

#include "base/random.h"
#include "crypto/encoding.h"
#include "crypto/opaque_client.h"
#include "crypto/opaque_server.h"

namespace {

using namespace nightmail;
using namespace nightmail::crypto;
using namespace nightmail::crypto::opaque;
namespace json = boost::json;

// One exchange at a time; each start replaces what the last one left.
class Tool {
 public:
  Result<json::object> run(const json::object& request) {
    const std::string_view name = request.at("do").as_string();
    const auto found = kOperations.find(name);
    NM_ASSERT(found != kOperations.end());
    return (this->*found->second)(request);
  }

 private:
  using Operation = Result<json::object> (Tool::*)(const json::object&);

  static std::string_view text(const json::object& request, std::string_view key) {
    return request.at(key).as_string();
  }
  static Result<Bytes> bytes(const json::object& request, std::string_view key) {
    return base64url_decode(text(request, key));
  }
  static SecretBytes password(const json::object& request) {
    return secret_from(as_bytes(text(request, "password")));
  }

  Result<json::object> client_register_start(const json::object& request) {
    TRY_ASSIGN(auto started, ClientRegistration::start(password(request), random_));
    registration_ = std::move(started);
    return json::object{{"message", base64url_encode(registration_->request())}};
  }

  Result<json::object> client_register_finish(const json::object& request) {
    TRY_ASSIGN(const Bytes response, bytes(request, "message"));
    TRY_ASSIGN(const Registered done, registration_->finish(response, ksf_, random_));
    return json::object{{"record", base64url_encode(done.record)},
                        {"exportKey", base64url_encode(done.export_key.expose())},
                        {"serverKey", base64url_encode(done.server_public_key)}};
  }

  Result<json::object> client_login_start(const json::object& request) {
    TRY_ASSIGN(auto started, ClientLogin::start(password(request), random_));
    login_ = std::move(started);
    return json::object{{"message", base64url_encode(login_->ke1())}};
  }

  Result<json::object> client_login_finish(const json::object& request) {
    TRY_ASSIGN(const Bytes ke2, bytes(request, "message"));
    TRY_ASSIGN(const LoggedIn done, login_->finish(ke2, ksf_));
    return json::object{{"message", base64url_encode(done.ke3)},
                        {"sessionKey", base64url_encode(done.session_key.expose())},
                        {"exportKey", base64url_encode(done.export_key.expose())},
                        {"serverKey", base64url_encode(done.server_public_key)}};
  }

  Result<json::object> server_register(const json::object& request) {
    TRY_ASSIGN(const Bytes message, bytes(request, "message"));
    TRY_ASSIGN(const auto response,
               server_.registration_response(message, as_bytes(text(request, "account"))));
    return json::object{{"message", base64url_encode(response)}};
  }

  Result<json::object> server_login_start(const json::object& request) {
    std::optional<Record> record;
    if (request.contains("record")) {
      TRY_ASSIGN(const Bytes upload, bytes(request, "record"));
      TRY_ASSIGN(record, parse_record(upload));
    }
    TRY_ASSIGN(const Bytes ke1, bytes(request, "message"));
    TRY_ASSIGN(auto started,
               server_.start_login(ke1, record, as_bytes(text(request, "account")), random_));
    state_ = std::move(started.state);
    return json::object{{"message", base64url_encode(started.ke2)}};
  }

  Result<json::object> server_login_finish(const json::object& request) {
    TRY_ASSIGN(const Bytes ke3, bytes(request, "message"));
    TRY_ASSIGN(const SecretKey64 session, Server::finish_login(state_, ke3));
    return json::object{{"sessionKey", base64url_encode(session.expose())}};
  }

  static const std::map<std::string_view, Operation> kOperations;

  SystemRandom random_;
  Argon2idKsf ksf_;
  Server server_{ServerKeys::generate(random_)};
  std::optional<ClientRegistration> registration_;
  std::optional<ClientLogin> login_;
  LoginState state_;
};

const std::map<std::string_view, Tool::Operation> Tool::kOperations = {
    {"client_register_start", &Tool::client_register_start},
    {"client_register_finish", &Tool::client_register_finish},
    {"client_login_start", &Tool::client_login_start},
    {"client_login_finish", &Tool::client_login_finish},
    {"server_register", &Tool::server_register},
    {"server_login_start", &Tool::server_login_start},
    {"server_login_finish", &Tool::server_login_finish},
};

}  // namespace

int main() {
  Tool tool;
  for (std::string line; std::getline(std::cin, line);) {
    const auto answer = tool.run(json::parse(line).as_object());
    const json::object printed =
        answer.ok() ? *answer : json::object{{"error", answer.error().name()}};
    std::cout << json::serialize(printed) << std::endl;
  }
}
