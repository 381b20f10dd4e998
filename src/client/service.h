// SPDX-License-Identifier: Apache-2.0
//
// Service: the server as the client sees it, over one HTTP connection: JSON requests, JMAP calls,
// blobs, push. The server is not trusted: answers are bounded and checked, and its words reach the
// terminal cleaned. It talks to the server that the person named, whatever URLs that server sends.
// One thread at a time; make one for each thread. docs/protocol.md.

#ifndef NIGHTMAIL_CLIENT_SERVICE_H_
#define NIGHTMAIL_CLIENT_SERVICE_H_

#include <boost/json/object.hpp>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace nightmail::net {
class Headers;
class HttpClient;
class TlsContext;
}  // namespace nightmail::net

namespace nightmail::client {

namespace json = boost::json;

struct MethodCall {
  std::string name;  // "Email/get"
  json::object arguments;
};

class Service {
 public:
  // `url` such as "https://mail.example.org". Errc::bad_input if it is no http(s) URL.
  static Result<Service> open(const std::string& url);
  Service(Service&&) noexcept;
  Service& operator=(Service&&) noexcept;
  ~Service();

  [[nodiscard]] const std::string& url() const { return url_; }
  // From now on requests carry this bearer token.
  void set_token(const SecretBytes& token) { token_ = token.copy(); }

  // A login endpoint: posts JSON, gives the JSON of a 2xx answer. Problems become errors with the
  // server's words in them: wrong_password (loginFailed), too_many_attempts, session_ended,
  // refused.
  Result<json::object> post(const std::string& path, const json::object& body);

  // One JMAP request; the arguments of each answer, in the order of the calls. A method error
  // becomes Errc::refused, cannotCalculateChanges becomes Errc::state_lost. Errc::bad_answer if an
  // answer is missing or for another method.
  Result<std::vector<json::object>> call(const std::vector<MethodCall>& calls);
  // The same for one call.
  Result<json::object> call(const std::string& name, json::object arguments);

  // The JSON of a GET.
  Result<json::object> get(const std::string& path);
  // Posts nothing but header fields; the octets of a 2xx answer, at most `limit`.
  Result<Bytes> post_for_octets(const std::string& path, const net::Headers& fields,
                                std::size_t limit);
  // The octets of a blob, at most `limit`.
  Result<Bytes> download(const std::string& account_id, const std::string& blob_id,
                         std::size_t limit);

  // Posts a body to an upload path; the JSON of a 2xx answer. `sent` hears how much is on the way.
  using UploadProgress = std::function<void(std::size_t sent, std::size_t total)>;
  Result<json::object> upload(const std::string& path, Bytes body, const UploadProgress& sent);

  // Calls `changed` once it listens (what came before went unheard) and at each push event, until
  // it returns false or an error; connects again when the connection ends. RFC 8620 §7.3.
  Result<> listen(const std::function<Result<bool>()>& changed);

 private:
  Service(std::string url, std::unique_ptr<net::HttpClient> http);
  [[nodiscard]] net::Headers headers() const;
  [[nodiscard]] std::string target(const std::string& path) const;
  // False: `changed` wants no more. `last_id`: of the last event heard, for the next connection.
  Result<bool> listen_once(const std::function<Result<bool>()>& changed, std::string& last_id);

  std::string url_;
  std::unique_ptr<net::HttpClient> http_;
  SecretBytes token_;
};

}  // namespace nightmail::client

#endif  // NIGHTMAIL_CLIENT_SERVICE_H_
