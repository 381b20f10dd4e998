// SPDX-License-Identifier: Apache-2.0
#include "server/web/web_files.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <fstream>

#include "server/web/errors.h"
#include "support/store_fixture.h"

namespace nightmail::web {
namespace {

using testing::HasSubstr;

class WebFilesTest : public ::testing::Test {
 protected:
  void write(const std::string& name, const std::string& text) {
    const auto path = std::filesystem::path(directory_.path()) / name;
    std::filesystem::create_directories(path.parent_path());
    std::ofstream(path) << text;
  }
  std::unique_ptr<WebFiles> load() {
    auto files = WebFiles::load(directory_.path());
    EXPECT_TRUE(files.ok()) << files.error().message();
    NM_ASSERT(files.ok());
    return *std::move(files);
  }
  void SetUp() override {
    write("index.html", "<p>mail");
    write("m.html", "<p>protected");
    write("frame.html", "<p>frame");
    write("assets/app-1a2b.js", "let a;");
    write("assets/app-1a2b.js.br", "brotli");
    write("assets/app-1a2b.js.gz", "gzip");
    write("policies.txt", "# frames\nframe.html default-src 'none'; frame-ancestors 'self'\n");
  }

  testing_support::TempDirectory directory_;
};

net::RequestHead get(const std::string& path, net::Headers headers = {}) {
  net::RequestHead head;
  head.target = *net::parse_target(path);
  head.headers = std::move(headers);
  return head;
}

std::string body(const net::Response& response) {
  return response.shared_body ? to_string(*response.shared_body) : "";
}

std::string field(const net::Response& response, std::string_view name) {
  const std::string* value = response.headers.find(name);
  return value == nullptr ? "" : *value;
}

TEST_F(WebFilesTest, PagesAnswerUnderTheirNameAndBelow) {
  const auto files = load();
  EXPECT_EQ(body(files->answer(get("/"))), "<p>mail");
  for (const char* path : {"/m.html", "/m", "/m/", "/m/some-id"}) {
    ASSERT_TRUE(files->has(path)) << path;
    EXPECT_EQ(body(files->answer(get(path))), "<p>protected");
  }
  for (const char* path : {"/nothing", "/policies.txt", "/assets", "/assets/app-1a2b.js.br", "",
                           "/assets/../m.html", "//m.html", "/M"}) {
    EXPECT_FALSE(files->has(path)) << path;
  }
}

TEST_F(WebFilesTest, PagesRunNoCodeButOurs) {
  const auto files = load();
  const auto page = files->answer(get("/"));
  EXPECT_EQ(field(page, "Content-Security-Policy"), kPagePolicy);
  EXPECT_THAT(std::string(kPagePolicy), testing::Not(HasSubstr("unsafe-inline")));
  EXPECT_EQ(field(page, "X-Frame-Options"), "DENY");
  EXPECT_EQ(field(page, "Cross-Origin-Embedder-Policy"), "credentialless");
  EXPECT_EQ(field(page, "Cache-Control"), "no-cache");
  EXPECT_EQ(field(page, "Content-Type"), "text/html; charset=utf-8");
  const auto frame = files->answer(get("/frame.html"));
  EXPECT_EQ(field(frame, "Content-Security-Policy"), "default-src 'none'; frame-ancestors 'self'");
  EXPECT_EQ(field(frame, "X-Frame-Options"), "SAMEORIGIN");
}

TEST_F(WebFilesTest, AssetsAreKeptAndSentSmall) {
  const auto files = load();
  const std::string path = "/assets/app-1a2b.js";
  const auto plain = files->answer(get(path));
  EXPECT_EQ(body(plain), "let a;");
  EXPECT_EQ(field(plain, "Cache-Control"), "public, max-age=31536000, immutable");
  EXPECT_EQ(field(plain, "Content-Encoding"), "");
  EXPECT_EQ(body(files->answer(get(path, {{"Accept-Encoding", "gzip, deflate, br"}}))), "brotli");
  EXPECT_EQ(body(files->answer(get(path, {{"Accept-Encoding", "gzip;q=0.5"}}))), "gzip");
  EXPECT_EQ(body(files->answer(get(path, {{"Accept-Encoding", "br;q=0, gzip;q=0"}}))), "let a;");
}

TEST_F(WebFilesTest, WhatAClientHasIsNotSentAgain) {
  const auto files = load();
  const std::string etag = field(files->answer(get("/")), "ETag");
  const auto again = files->answer(get("/", {{"If-None-Match", "\"other\", W/" + etag}}));
  EXPECT_EQ(again.status, 304U);
  EXPECT_EQ(body(again), "");
  EXPECT_EQ(files->answer(get("/", {{"If-None-Match", "\"other\""}})).status, 200U);
}

TEST_F(WebFilesTest, SaysWhatIsWrongWithTheDirectory) {
  const auto absent = WebFiles::load(directory_.path() + "/absent");
  ASSERT_FALSE(absent.ok());
  EXPECT_THAT(absent.error().message(), HasSubstr("tools/build-web"));
  write("policies.txt", "absent.html default-src 'none'\n");
  EXPECT_TRUE(WebFiles::load(directory_.path()).error().is(Errc::bad_policies));
  write("policies.txt", "frame.html\n");
  EXPECT_TRUE(WebFiles::load(directory_.path()).error().is(Errc::bad_policies));
  std::filesystem::remove(directory_.path() + "/index.html");
  EXPECT_TRUE(WebFiles::load(directory_.path()).error().is(Errc::unreadable));
}

}  // namespace
}  // namespace nightmail::web
