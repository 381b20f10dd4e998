// SPDX-License-Identifier: Apache-2.0
//
// List/unsubscribe (docs/protocol.md): the one-click POST of a mailing list, RFC 8058.
#include "net/url.h"
#include "proto/jmap/errors.h"
#include "server/api/ids.h"
#include "server/api/methods.h"
#include "server/api/standard_methods.h"
#include "server/api/unsubscriber.h"

namespace nightmail::api {
namespace {

constexpr std::size_t kMaxUrl = 4096;  // octets

Result<> check_url(const std::string& url) {
  const auto parts = net::split_url(url);
  if (url.size() <= kMaxUrl && parts.ok() && parts->base.tls) return {};
  return Error(jmap::Errc::invalid_arguments, "url: is not an https URL");
}

UnsubscribeOutcome unsubscribe(const Context& context, const std::string& url) {
  Unsubscriber* unsubscriber = context.services.unsubscriber;
  if (unsubscriber == nullptr) return UnsubscribeOutcome::unreachable;
  return unsubscriber->post(context.account(), url);
}

}  // namespace

Result<JsonObject> list_unsubscribe(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY(check_account(context, reader));
  TRY_ASSIGN(const std::string url, reader.required_text("url"));
  TRY(reader.finish());
  TRY(check_url(url));
  const UnsubscribeOutcome outcome = unsubscribe(context, url);
  JsonObject answer;
  jmap::put(answer, "accountId", jmap::json_text(to_text(context.account())));
  jmap::put(answer, "outcome", jmap::json_text(outcome_name(outcome)));
  return answer;
}

}  // namespace nightmail::api
