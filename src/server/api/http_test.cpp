// SPDX-License-Identifier: Apache-2.0
//
// The whole HTTP side over loopback.

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <unistd.h>

#include <memory>
#include <thread>

#include "net/event_source.h"
#include "net/http_client.h"
#include "server/api/api_server.h"
#include "support/api_fixture.h"

namespace nightmail::api {
namespace {

using testing_support::Answered;
using testing_support::encoded;
using testing_support::Json;
using testing_support::JsonArray;
using testing_support::JsonObject;
using testing_support::TestDevice;

class Http : public testing::Test {
 protected:
  Http() : store_(environment_.open()), workers_(2, 1000), loops_(1) {
    ApiConfig config;
    config.domains = {"nightmail.test"};
    config.limits.max_size_upload = 1 << 20;
    config.limits.max_size_request = 100'000;
    config.limits.stranger_memory = 200'000;
    config.limits.request_memory = 3 << 20;
    auto opened = ApiServer::open(std::move(config), {*net::parse_endpoint("127.0.0.1:0")}, 100,
                                  {*store_, environment_.clock, environment_.random,
                                   environment_.log, loops_, workers_, nullptr});
    NM_ASSERT(opened.ok());
    server_ = *std::move(opened);
    server_->start();
    loops_.start();
    url_ = server_->config().base_url;
  }
  ~Http() override { loops_.stop(std::chrono::milliseconds(500)); }

  std::unique_ptr<net::HttpClient> client() {
    return std::make_unique<net::HttpClient>(*net::parse_base_url(url_), nullptr,
                                             net::HttpClientOptions());
  }

  net::ClientResponse send(net::Method method, const std::string& target, std::string_view body,
                           net::Headers headers) {
    net::ClientRequest request;
    request.method = method;
    request.target = target;
    request.headers = std::move(headers);
    request.body = to_bytes(body);
    auto response = client()->send(request);
    EXPECT_TRUE(response.ok()) << response.error().message();
    return response.ok() ? *std::move(response) : net::ClientResponse();
  }

  net::Headers json_headers(const std::string& token) {
    net::Headers headers{{"Content-Type", "application/json"}};
    if (!token.empty()) headers.add("Authorization", "Bearer " + token);
    return headers;
  }

  Answered post(const std::string& path, const JsonObject& body, const std::string& token) {
    const auto response =
        send(net::Method::post, path, boost::json::serialize(body), json_headers(token));
    return read(response);
  }

  static Answered read(const net::ClientResponse& response) {
    Answered answer{response.status, {}};
    const auto json = jmap::parse_json(as_text(response.body));
    if (json.ok() && json->is_object()) answer.json = json->get_object();
    return answer;
  }

  TestDevice device(const std::string& address = "anna@nightmail.test") {
    return {[this](const std::string& path, const JsonObject& body, const std::string& token) {
              return post(path, body, token);
            },
            address};
  }

  net::Headers bearer(const std::string& token) { return {{"Authorization", "Bearer " + token}}; }

  testing_support::StoreEnvironment environment_;
  std::unique_ptr<store::Store> store_;
  net::WorkerPool workers_;
  net::LoopGroup loops_;
  std::unique_ptr<ApiServer> server_;
  std::string url_;
};

constexpr std::string_view kType = "urn:nightmail:error:";

TEST_F(Http, FrontPageLoadsNothingFromElsewhere) {
  const auto page = send(net::Method::get, "/", "", {});
  EXPECT_EQ(page.status, 200U);
  EXPECT_NE(as_text(page.body).find(url_ + " signup"), std::string_view::npos);
  EXPECT_TRUE(page.headers.find("Content-Security-Policy")->starts_with("default-src 'none'"));
  EXPECT_EQ(*page.headers.find("X-Content-Type-Options"), "nosniff");
  EXPECT_EQ(as_text(page.body).find("src="), std::string_view::npos);
}

TEST_F(Http, SignUpSessionAndLogout) {
  TestDevice anna = device();
  ASSERT_EQ(anna.sign_up("correct horse").status, 200U);
  const auto session = read(send(net::Method::get, "/.well-known/jmap", "", bearer(anna.token)));
  EXPECT_EQ(session.status, 200U);
  EXPECT_EQ(session.text("username"), "anna@nightmail.test");
  EXPECT_EQ(session.text("apiUrl"), url_ + "/jmap/api");
  ASSERT_EQ(anna.log_in("correct horse").status, 200U);
  EXPECT_EQ(anna.post("/auth/logout", {}).status, 200U);
  const auto after = send(net::Method::get, "/.well-known/jmap", "", bearer(anna.token));
  EXPECT_EQ(after.status, 401U);
  EXPECT_NE(after.headers.find("WWW-Authenticate"), nullptr);
}

TEST_F(Http, HeadsAreCheckedFirst) {
  const auto problem = [&](net::Method method, const std::string& path, net::Headers headers) {
    const auto response = send(method, path, "", std::move(headers));
    EXPECT_EQ(*response.headers.find("Content-Type"), "application/problem+json");
    return std::to_string(response.status) + " " + read(response).text("type");
  };
  const std::string type(kType);
  EXPECT_EQ(problem(net::Method::get, "/nowhere", {}), "404 " + type + "notFound");
  EXPECT_EQ(problem(net::Method::get, "/jmap/api", {}), "405 " + type + "methodNotAllowed");
  EXPECT_EQ(problem(net::Method::post, "/jmap/api", {}), "401 " + type + "unauthorized");
  EXPECT_EQ(problem(net::Method::post, "/auth/login/start", {{"Content-Type", "text/plain"}}),
            "415 " + type + "unsupportedMediaType");
  EXPECT_EQ(problem(net::Method::get, "/", {{"Origin", "https://evil.example"}}),
            "403 " + type + "originRefused");
  EXPECT_EQ(send(net::Method::get, "/", "", {{"Origin", url_}}).status, 200U);
  EXPECT_EQ(send(net::Method::options, "/jmap/api", "", {}).status, 204U);
  EXPECT_EQ(send(net::Method::post, "/auth/login/start", std::string(70'000, ' '),
                 {{"Content-Type", "application/json"}})
                .status,
            413U);
}

TEST_F(Http, RequestLevelErrors) {
  TestDevice anna = device();
  ASSERT_EQ(anna.sign_up("pw").status, 200U);
  const auto ask = [&](std::string_view body) {
    const auto answer = read(send(net::Method::post, "/jmap/api", body, json_headers(anna.token)));
    EXPECT_EQ(answer.status, 400U);
    return answer.text("type").substr(std::string_view("urn:ietf:params:jmap:error:").size()) +
           answer.text("limit");
  };
  EXPECT_EQ(ask("{"), "notJSON");
  EXPECT_EQ(ask("[]"), "notRequest");
  EXPECT_EQ(ask(R"({"using":["urn:x"],"methodCalls":[]})"), "unknownCapability");
  EXPECT_EQ(ask(std::string(100'001, ' ')), "limitmaxSizeRequest");
  std::string calls = R"(["Core/echo",{},"c"])";
  for (int i = 0; i < 64; ++i) calls += R"(,["Core/echo",{},"c"])";
  EXPECT_EQ(ask(R"({"using":[],"methodCalls":[)" + calls + "]}"), "limitmaxCallsInRequest");
}

TEST_F(Http, BlobsGoUpAndDown) {
  TestDevice anna = device();
  ASSERT_EQ(anna.sign_up("pw").status, 200U);
  std::string sealed = "\xc1\x10";
  for (int i = 0; i < 700'000; ++i) sealed += static_cast<char>(i * 31);
  const std::string upload = "/jmap/upload/" + anna.account_id + "/";
  const auto up = read(send(net::Method::post, upload, sealed, bearer(anna.token)));
  ASSERT_EQ(up.status, 201U);
  EXPECT_EQ(up.json.at("size").as_int64(), static_cast<std::int64_t>(sealed.size()));
  const std::string down = "/jmap/download/" + anna.account_id + "/" + up.text("blobId") +
                           "/m%22x.eml?type=application/octet-stream";
  const auto whole = send(net::Method::get, down, "", bearer(anna.token));
  EXPECT_EQ(as_text(whole.body), sealed);
  EXPECT_EQ(*whole.headers.find("Cache-Control"), "private, immutable, max-age=31536000");
  EXPECT_EQ(*whole.headers.find("Content-Disposition"), "attachment; filename*=UTF-8''m%22x.eml");
  auto ranged = bearer(anna.token);
  ranged.add("Range", "bytes=5-9");
  const auto part = send(net::Method::get, down, "", ranged);
  EXPECT_EQ(part.status, 206U);
  EXPECT_EQ(as_text(part.body), sealed.substr(5, 5));
  EXPECT_EQ(send(net::Method::post, upload, "Hello, plain text", bearer(anna.token)).status, 422U);
  EXPECT_EQ(send(net::Method::post, upload, std::string(1'100'000, 'x'), bearer(anna.token)).status,
            413U);
  EXPECT_EQ(send(net::Method::post, upload, sealed, bearer("nm_wrong")).status, 401U);
  TestDevice bert = device("bert@nightmail.test");
  ASSERT_EQ(bert.sign_up("pw").status, 200U);
  EXPECT_EQ(send(net::Method::get, down, "", bearer(bert.token)).status, 404U);
}

// Opens a connection of its own, sends `bytes` and leaves it like that.
class HalfSent {
 public:
  HalfSent(const std::string& url, std::string_view bytes) {
    const auto port = static_cast<std::uint16_t>(std::stoi(url.substr(url.rfind(':') + 1)));
    sockaddr_in to{};
    to.sin_family = AF_INET;
    to.sin_port = htons(port);
    to.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    fd_ = socket(AF_INET, SOCK_STREAM, 0);
    EXPECT_EQ(connect(fd_, reinterpret_cast<const sockaddr*>(&to), sizeof to), 0);
    while (!bytes.empty()) {
      const ssize_t sent = ::send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
      if (sent <= 0) return;
      bytes.remove_prefix(static_cast<std::size_t>(sent));
    }
  }
  HalfSent(const HalfSent&) = delete;
  HalfSent& operator=(const HalfSent&) = delete;
  ~HalfSent() { close(fd_); }

  // The first piece of what the server says.
  std::string heard(timeval patience = {5, 0}) {
    setsockopt(fd_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    std::string text(4096, '\0');
    const ssize_t got = recv(fd_, text.data(), text.size(), 0);
    text.resize(got > 0 ? static_cast<std::size_t>(got) : 0);
    return text;
  }

 private:
  int fd_ = -1;
};

std::string half(const std::string& head, std::size_t announced, std::size_t sent) {
  return "POST " + head + "\r\nHost: localhost\r\nContent-Length: " + std::to_string(announced) +
         "\r\n\r\n" + std::string(sent, ' ');
}

TEST_F(Http, AStrangerCannotMakeTheServerHoldRequests) {
  // A token that nobody has: refused at the head, before the body.
  HalfSent guess(url_, half("/jmap/api HTTP/1.1\r\nContent-Type: application/json\r\n"
                            "Authorization: Bearer nm_wrong",
                            90'000, 0));
  EXPECT_TRUE(guess.heard().starts_with("HTTP/1.1 401"));
  // Bodies of those without a token share a small budget.
  const std::string sign_up =
      half("/auth/register/finish HTTP/1.1\r\nContent-Type: application/json", 900'000, 120'000);
  std::vector<std::unique_ptr<HalfSent>> flood;
  for (int i = 0; i < 4; ++i) flood.push_back(std::make_unique<HalfSent>(url_, sign_up));
  int refused = 0;
  for (auto& one : flood) refused += one->heard({0, 300'000}).starts_with("HTTP/1.1 503") ? 1 : 0;
  EXPECT_GE(refused, 3);
  // When they go, it is free again.
  flood.clear();
  TestDevice anna = device();
  unsigned status = 0;
  for (int i = 0; i < 50 && status != 200; ++i) {
    status = anna.sign_up("pw").status;
    if (status != 200) std::this_thread::sleep_for(std::chrono::milliseconds(20));
  }
  EXPECT_EQ(status, 200U);
}

TEST_F(Http, UploadsCountFromTheirHeadOn) {
  TestDevice anna = device();
  TestDevice bert = device("bert@nightmail.test");
  ASSERT_EQ(anna.sign_up("pw").status, 200U);
  ASSERT_EQ(bert.sign_up("pw").status, 200U);
  const std::string upload = "/jmap/upload/" + anna.account_id + "/";
  const std::string slow =
      half(upload + " HTTP/1.1\r\nAuthorization: Bearer " + anna.token, 1'000'000, 10);
  // One more than the limit, all kept open. Which of them comes too late is the threads' affair.
  std::vector<std::unique_ptr<HalfSent>> under_way;
  for (int i = 0; i < 5; ++i) under_way.push_back(std::make_unique<HalfSent>(url_, slow));
  int refused = 0;
  for (int i = 0; i < 100 && refused == 0; ++i) {
    for (auto& one : under_way) {
      refused += one->heard({0, 20'000}).find("maxConcurrentUpload") != std::string::npos ? 1 : 0;
    }
  }
  EXPECT_EQ(refused, 1);
  // Others are not in the way.
  const std::string sealed = "\xc1\x10 sealed";
  EXPECT_EQ(
      send(net::Method::post, "/jmap/upload/" + bert.account_id + "/", sealed, bearer(bert.token))
          .status,
      201U);
}

TEST_F(Http, EventsTellOfDelivery) {
  TestDevice anna = device();
  ASSERT_EQ(anna.sign_up("pw").status, 200U);
  net::ClientRequest request;
  request.target = "/jmap/events?types=*&closeafter=state&ping=0";
  request.headers = bearer(anna.token);
  net::EventParser reader;
  std::vector<net::ServerEvent> events;
  std::thread deliverer;
  const auto response = client()->send_streaming(request, [&](ByteView piece) -> Result<bool> {
    if (as_text(piece).find(": open") != std::string_view::npos) {
      deliverer = std::thread([this] {
        const auto account = store_->account_by_address("anna@nightmail.test");
        (void)testing_support::deliver_one(*store_,
                                           testing_support::delivery(*account, Bytes(100, 9)));
      });
    }
    TRY_ASSIGN(const auto heard, reader.feed(as_text(piece)));
    events.insert(events.end(), heard.begin(), heard.end());
    return true;
  });
  deliverer.join();
  ASSERT_TRUE(response.ok());
  EXPECT_EQ(*response->headers.find("Content-Type"), "text/event-stream");
  ASSERT_EQ(events.size(), 1U);
  EXPECT_EQ(events[0].event, "state");
  const auto change = *jmap::parse_json(events[0].data);
  EXPECT_TRUE(change.at("changed").at(anna.account_id).as_object().contains("Email"));
  // Whoever comes back with an old state hears of it at once.
  request.headers.add("Last-Event-ID", "0-0");
  int pieces = 0;
  const auto again = client()->send_streaming(request, [&](ByteView) -> Result<bool> {
    ++pieces;
    return true;
  });
  EXPECT_TRUE(again.ok());
  EXPECT_GE(pieces, 1);
  request.headers.set("Last-Event-ID", "0-0-0");
  EXPECT_TRUE(client()->send_streaming(request, [](ByteView) -> Result<bool> { return true; }).ok())
      << "an id with all three states";
  EXPECT_EQ(send(net::Method::get, "/jmap/events?types=*", "", bearer(anna.token)).status, 400U);
}

TEST_F(Http, AppTokensOpenJmapButNotTheAccount) {
  TestDevice anna = device();
  ASSERT_EQ(anna.sign_up("pw").status, 200U);
  const auto call = [&](const net::Headers& auth, std::string_view text) {
    auto headers = auth;
    headers.add("Content-Type", "application/json");
    return read(send(net::Method::post, "/jmap/api", text, headers));
  };
  const auto made = call(bearer(anna.token),
                         R"({"using":["urn:nightmail:jmap:sealed"],"methodCalls":[["AppToken/set",
                             {"accountId":")" +
                             anna.account_id + R"(","create":{"k":{}}},"c"]]})");
  const Json& first = made.json.at("methodResponses").as_array()[0];
  const std::string token(jmap::text_of(first.as_array()[1].at("created").at("k").at("token")));
  const std::string pair = "Anna@nightmail.test:" + token;
  const net::Headers basic{{"Authorization", "Basic " + crypto::base64_encode(as_bytes(pair))}};
  EXPECT_EQ(send(net::Method::get, "/.well-known/jmap", "", basic).status, 200U);
  EXPECT_EQ(send(net::Method::get, "/.well-known/jmap", "", bearer(token)).status, 200U);
  const std::string other = "bert@nightmail.test:" + token;
  EXPECT_EQ(send(net::Method::get, "/.well-known/jmap", "",
                 {{"Authorization", "Basic " + crypto::base64_encode(as_bytes(other))}})
                .status,
            401U);
  const auto refused = call(basic, R"({"using":["urn:nightmail:jmap:sealed"],"methodCalls":[[
      "SealedItem/get",{"accountId":")" +
                                       anna.account_id + R"("},"c"]]})");
  EXPECT_NE(boost::json::serialize(refused.json).find("forbidden"), std::string::npos);
  EXPECT_EQ(post("/auth/logout", {}, token).status, 403U);
}

}  // namespace
}  // namespace nightmail::api
