// SPDX-License-Identifier: Apache-2.0

#include "server/api/errors.h"

#include <array>

#include "proto/jmap/errors.h"
#include "server/api/problem_table.h"
#include "store/errors.h"

namespace nightmail::api {
namespace {

struct Row {
  Errc errc;
  std::string_view name;
  std::string_view type;
  unsigned status;
  std::string_view title;
};

constexpr std::array kRows{
    Row{Errc::bad_request, "api.bad_request", "badRequest", 400, "The request is malformed"},
    Row{Errc::unauthorized, "api.unauthorized", "unauthorized", 401, "Log in first"},
    Row{Errc::login_failed, "api.login_failed", "loginFailed", 401, "Login failed"},
    Row{Errc::second_factor_failed, "api.second_factor_failed", "secondFactorFailed", 401,
        "The second factor was not right"},
    Row{Errc::wrong_password, "api.wrong_password", "wrongPassword", 403, "Wrong password"},
    Row{Errc::forbidden, "api.forbidden", "forbidden", 403, "Not allowed"},
    Row{Errc::origin_refused, "api.origin_refused", "originRefused", 403,
        "Requests from other sites are refused"},
    Row{Errc::sign_up_closed, "api.sign_up_closed", "signUpClosed", 403,
        "This service takes no new accounts"},
    Row{Errc::invite_required, "api.invite_required", "inviteRequired", 403,
        "A new account needs an invite code"},
    Row{Errc::invite_invalid, "api.invite_invalid", "inviteInvalid", 403,
        "The invite code is not valid"},
    Row{Errc::not_found, "api.not_found", "notFound", 404, "Not found"},
    Row{Errc::method_not_allowed, "api.method_not_allowed", "methodNotAllowed", 405,
        "That method is not allowed here"},
    Row{Errc::address_taken, "api.address_taken", "addressTaken", 409, "The address is taken"},
    Row{Errc::too_large, "api.too_large", "tooLarge", 413, "Too large"},
    Row{Errc::unsupported_media_type, "api.unsupported_media_type", "unsupportedMediaType", 415,
        "Send application/json"},
    Row{Errc::address_invalid, "api.address_invalid", "addressInvalid", 422,
        "The address cannot be used"},
    Row{Errc::certificate_unusable, "api.certificate_unusable", "certificateUnusable", 422,
        "Mail cannot be sealed to this certificate"},
    Row{Errc::not_sealed, "api.not_sealed", "notSealed", 422,
        "Only OpenPGP encrypted messages are stored"},
    Row{Errc::message_invalid, "api.message_invalid", "messageInvalid", 422,
        "The message cannot be sent as it is"},
    Row{Errc::over_quota, "api.over_quota", "overQuota", 413, "The account is full"},
    Row{Errc::too_many_attempts, "api.too_many_attempts", "tooManyAttempts", 429,
        "Too many attempts"},
    Row{Errc::server_fail, "api.server_fail", "serverFail", 500, "The server failed"},
    Row{Errc::unavailable, "api.unavailable", "unavailable", 503, "Busy; try again soon"},
};

const Row& row_of(Errc errc) {
  for (const Row& row : kRows) {
    if (row.errc == errc) return row;
  }
  return row_of(Errc::server_fail);
}

const Row* row_named(std::string_view name) {
  for (const Row& row : kRows) {
    if (row.name == name) return &row;
  }
  return nullptr;
}

// The row for an error of another room.
const Row& row_for_foreign(const Error& error) {
  if (error.is(store::Errc::not_found)) return row_of(Errc::not_found);
  if (error.is(store::Errc::over_quota)) return row_of(Errc::over_quota);
  if (error.trouble() == Trouble::transient) return row_of(Errc::unavailable);
  return row_of(Errc::server_fail);
}

}  // namespace

Trouble errc_trouble(Errc errc) {
  if (errc == Errc::server_fail) return Trouble::environment;
  return errc == Errc::unavailable ? Trouble::transient : Trouble::refused;
}

std::string_view errc_name(Errc errc) {
  return row_of(errc).name;
}

jmap::Problem problem_for(const Error& error) {
  if (error.name().starts_with("jmap.")) return jmap::request_problem(error);
  const Row* own = row_named(error.name());
  const Row& row = own != nullptr ? *own : row_for_foreign(error);
  jmap::Problem problem;
  problem.type = "urn:nightmail:error:" + std::string(row.type);
  problem.status = row.status;
  problem.title = std::string(row.title);
  if (own != nullptr && row.status < 500) problem.detail = error.context();
  return problem;
}

}  // namespace nightmail::api
