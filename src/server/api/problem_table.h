// SPDX-License-Identifier: Apache-2.0
//
// From an Error of any room to the problem document that a client is told (RFC 7807). Faults of the
// server are told without detail.

#ifndef NIGHTMAIL_SERVER_API_PROBLEM_TABLE_H_
#define NIGHTMAIL_SERVER_API_PROBLEM_TABLE_H_

#include "base/error.h"
#include "proto/jmap/problem.h"

namespace nightmail::api {

[[nodiscard]] jmap::Problem problem_for(const Error& error);

}  // namespace nightmail::api

#endif  // NIGHTMAIL_SERVER_API_PROBLEM_TABLE_H_
