// SPDX-License-Identifier: Apache-2.0
//
// HTTP messages as values: RFC 9110. The server (http_server.h) and the client (http_client.h) put
// them on the wire (RFC 9112).

#ifndef NIGHTMAIL_NET_HTTP_H_
#define NIGHTMAIL_NET_HTTP_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"
#include "net/byte_budget.h"
#include "net/endpoint.h"
#include "net/task.h"

namespace nightmail::net {

enum class Method : std::uint8_t { get, head, post, put, delete_, options, patch, other };
[[nodiscard]] std::string_view method_name(Method method);
[[nodiscard]] Method method_from(std::string_view name);

// Fields in their order; names compare without case (RFC 9110 §5.1).
class Headers {
 public:
  struct Field {
    std::string name;
    std::string value;
  };
  Headers() = default;
  Headers(std::initializer_list<Field> fields) : fields_(fields) {}

  // The first of that name, or null.
  [[nodiscard]] const std::string* find(std::string_view name) const;
  [[nodiscard]] bool has(std::string_view name) const { return find(name) != nullptr; }
  void add(std::string name, std::string value);
  // Replaces all of that name.
  void set(std::string name, std::string value);
  void set_if_missing(const std::string& name, const std::string& value);
  [[nodiscard]] const std::vector<Field>& fields() const { return fields_; }

 private:
  std::vector<Field> fields_;
};
[[nodiscard]] bool same_name(std::string_view a, std::string_view b);  // ASCII, without case

// The origin-form of RFC 9112 §3.2.1: "/a%20b/c?x=1&y=2".
struct Target {
  std::string path;                   // decoded: "/a b/c"
  std::vector<std::string> segments;  // split before decoding, so that %2F stays inside: "a b", "c"
  std::vector<std::pair<std::string, std::string>> query;  // decoded ('+' is a space)

  // The first value of that name, or null.
  [[nodiscard]] const std::string* query_value(std::string_view name) const;
};
// Refuses (Errc::bad_url) what does not begin with '/', broken %XX, NUL and other control
// characters, and the segments "." and "..".
[[nodiscard]] Result<Target> parse_target(std::string_view text);
// For building targets: everything but unreserved characters (RFC 3986 §2.3) becomes %XX.
[[nodiscard]] std::string percent_encode(std::string_view text);

struct RequestHead {
  Method method = Method::get;
  Target target;
  Headers headers;
  IpAddress peer;    // for limits only: never log or store it
  bool tls = false;  // over TLS in this process
};

struct Request {
  RequestHead head;
  Bytes body;
  BudgetHold hold;              // what `body` takes of the budget that the handler named
  std::shared_ptr<void> place;  // what the handler gave along for the request's time
};

// A response body that comes piece by piece. Used by one connection, on its loop's thread.
class BodySource {
 public:
  virtual ~BodySource() = default;
  // The next piece (empty pieces are skipped), or nullopt at the end. On an error the connection
  // is cut, so that the client sees that the body is incomplete.
  [[nodiscard]] virtual Task<Result<std::optional<Bytes>>> next() = 0;
  // The client has gone (or half-closed): called while next() may be waiting; make it end soon.
  virtual void peer_gone() {}
};

struct Response {
  unsigned status = 200;
  Headers
      headers;  // Content-Length, Transfer-Encoding, Connection and Date are added by the server
  Bytes body;
  std::shared_ptr<const Bytes> shared_body;  // instead of `body`: the same bytes for many (files)
  std::unique_ptr<BodySource> source;        // instead of `body`
  std::optional<std::uint64_t> source_size;  // of `source`, if known; else it goes out in chunks
};

[[nodiscard]] Response make_response(unsigned status, std::string content_type,
                                     std::string_view body);
[[nodiscard]] std::string_view reason_phrase(unsigned status);

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_HTTP_H_
