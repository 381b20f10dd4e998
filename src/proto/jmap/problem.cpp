// SPDX-License-Identifier: Apache-2.0

#include "proto/jmap/problem.h"

#include "proto/jmap/errors.h"

namespace nightmail::jmap {
namespace {

bool is_limit(const Error& error) {
  return error.is(Errc::limit_size_request) || error.is(Errc::limit_calls_in_request) ||
         error.is(Errc::limit_concurrent_requests) || error.is(Errc::limit_concurrent_upload);
}

}  // namespace

Problem request_problem(const Error& error) {
  Problem problem;
  problem.detail = error.context();
  if (is_limit(error)) {
    problem.type = "urn:ietf:params:jmap:error:limit";
    problem.limit = std::string(method_error_type(error));
    problem.title = "A limit was exceeded";
  } else if (error.is(Errc::not_json) || error.is(Errc::not_request) ||
             error.is(Errc::unknown_capability)) {
    problem.type = "urn:ietf:params:jmap:error:" + std::string(method_error_type(error));
    problem.title = "The request cannot be understood";
  } else {
    problem.type = "urn:nightmail:error:serverFail";
    problem.status = 500;
    problem.title = "The server failed";
    problem.detail.clear();
  }
  return problem;
}

Json to_json(const Problem& problem) {
  JsonObject object;
  put(object, "type", json_text(problem.type));
  put(object, "status", problem.status);
  if (!problem.title.empty()) put(object, "title", json_text(problem.title));
  if (!problem.detail.empty()) put(object, "detail", json_text(problem.detail));
  if (!problem.limit.empty()) put(object, "limit", json_text(problem.limit));
  return object;
}

}  // namespace nightmail::jmap
