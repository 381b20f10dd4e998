// SPDX-License-Identifier: Apache-2.0

#include "server/api/responses.h"

#include <algorithm>
#include <cctype>
#include <string>

#include "server/api/context.h"
#include "server/api/errors.h"
#include "server/api/problem_table.h"

namespace nightmail::api {
namespace {

bool is_number(const std::string& text) {
  return !text.empty() && text.size() < 10 &&
         std::all_of(text.begin(), text.end(), [](unsigned char c) { return std::isdigit(c); });
}

// The context of too_many_attempts is the number of seconds to wait.
std::string seconds_to_wait(const Error& error) {
  return is_number(error.context()) ? error.context() : "5";
}

std::string escape_html(std::string_view text) {
  std::string escaped;
  for (const char c : text) {
    if (c == '&') {
      escaped += "&amp;";
    } else if (c == '<') {
      escaped += "&lt;";
    } else if (c == '>') {
      escaped += "&gt;";
    } else if (c == '"') {
      escaped += "&quot;";
    } else {
      escaped += c;
    }
  }
  return escaped;
}

constexpr std::string_view kPageBegin = R"(<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Nightmail</title>
<style>
  :root { color-scheme: light dark; }
  body { font: 1.05rem/1.6 system-ui, sans-serif; max-width: 38rem; margin: 12vh auto 4rem;
         padding: 0 1.25rem; }
  h1 { font-weight: 600; letter-spacing: -0.01em; margin-bottom: 0.25rem; }
  p.lead { font-size: 1.15rem; margin-top: 0; }
  pre { padding: 0.9rem 1rem; border: 1px solid color-mix(in srgb, currentColor 25%, transparent);
        border-radius: 0.5rem; overflow-x: auto; }
</style>
</head>
<body>
<main>
<h1>Nightmail</h1>
<p class="lead">This server keeps mail that only its owners can read.</p>
<p>To make an account, or to read your mail, use the command-line client:</p>
<pre><code>nightmail --server )";

constexpr std::string_view kPageMiddle = R"( signup you@your-domain
nightmail --server )";

constexpr std::string_view kPageEnd = R"( login you@your-domain
nightmail list</code></pre>
<p>Other mail programs that speak JMAP find it at <code>/.well-known/jmap</code>, with an app token
(<code>nightmail token new</code>).</p>
</main>
</body>
</html>
)";

}  // namespace

net::Response json_response(unsigned status, std::string_view json) {
  net::Response response = net::make_response(status, "application/json", json);
  response.headers.set("Cache-Control", "no-store");
  return response;
}

net::Response problem_response(const Error& error) {
  jmap::Problem problem = problem_for(error);
  const bool wait = problem.status == 429 || problem.status == 503;
  const std::string seconds = wait ? seconds_to_wait(error) : std::string();
  if (wait) problem.detail = "Try again in " + seconds + " seconds.";
  JsonObject json = to_json(problem).get_object();
  if (wait) jmap::put(json, "retryAfter", std::stoi(seconds));
  net::Response response =
      net::make_response(problem.status, "application/problem+json", boost::json::serialize(json));
  response.headers.set("Cache-Control", "no-store");
  if (wait) response.headers.set("Retry-After", seconds);
  if (error.is(Errc::unauthorized)) {
    response.headers.add("WWW-Authenticate", "Bearer realm=\"nightmail\"");
    response.headers.add("WWW-Authenticate", "Basic realm=\"nightmail\", charset=\"UTF-8\"");
  }
  return response;
}

net::Response empty_response(unsigned status, std::string_view allow) {
  net::Response response;
  response.status = status;
  response.headers.add("Allow", std::string(allow));
  return response;
}

net::Headers security_headers() {
  return {{"X-Content-Type-Options", "nosniff"},
          {"Referrer-Policy", "no-referrer"},
          {"X-Frame-Options", "DENY"},
          {"Cross-Origin-Resource-Policy", "same-origin"},
          {"Cross-Origin-Opener-Policy", "same-origin"},
          {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; sandbox"}};
}

net::Response front_page(std::string_view base_url) {
  const std::string url = escape_html(base_url);
  std::string page(kPageBegin);
  page += url;
  page += kPageMiddle;
  page += url;
  page += kPageEnd;
  net::Response response = net::make_response(200, "text/html; charset=utf-8", page);
  response.headers.set("Content-Security-Policy",
                       "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; "
                       "form-action 'none'; frame-ancestors 'none'");
  response.headers.set("Cache-Control", "no-cache");
  return response;
}

}  // namespace nightmail::api
