// SPDX-License-Identifier: Apache-2.0

#include "proto/jmap/errors.h"

#include <array>

namespace nightmail::jmap {
namespace {

struct Row {
  Errc errc;
  std::string_view name;
  std::string_view type;  // after RFC 8620 §3.6; for limits, the name of the limit
};

constexpr std::array kRows{
    Row{Errc::not_json, "jmap.not_json", "notJSON"},
    Row{Errc::not_request, "jmap.not_request", "notRequest"},
    Row{Errc::unknown_capability, "jmap.unknown_capability", "unknownCapability"},
    Row{Errc::limit_size_request, "jmap.limit_size_request", "maxSizeRequest"},
    Row{Errc::limit_calls_in_request, "jmap.limit_calls_in_request", "maxCallsInRequest"},
    Row{Errc::limit_concurrent_requests, "jmap.limit_concurrent_requests", "maxConcurrentRequests"},
    Row{Errc::limit_concurrent_upload, "jmap.limit_concurrent_upload", "maxConcurrentUpload"},
    Row{Errc::server_unavailable, "jmap.server_unavailable", "serverUnavailable"},
    Row{Errc::server_fail, "jmap.server_fail", "serverFail"},
    Row{Errc::server_partial_fail, "jmap.server_partial_fail", "serverPartialFail"},
    Row{Errc::unknown_method, "jmap.unknown_method", "unknownMethod"},
    Row{Errc::invalid_arguments, "jmap.invalid_arguments", "invalidArguments"},
    Row{Errc::invalid_result_reference, "jmap.invalid_result_reference", "invalidResultReference"},
    Row{Errc::forbidden, "jmap.forbidden", "forbidden"},
    Row{Errc::account_not_found, "jmap.account_not_found", "accountNotFound"},
    Row{Errc::account_not_supported, "jmap.account_not_supported", "accountNotSupportedByMethod"},
    Row{Errc::account_read_only, "jmap.account_read_only", "accountReadOnly"},
    Row{Errc::request_too_large, "jmap.request_too_large", "requestTooLarge"},
    Row{Errc::state_mismatch, "jmap.state_mismatch", "stateMismatch"},
    Row{Errc::cannot_calculate_changes, "jmap.cannot_calculate_changes", "cannotCalculateChanges"},
    Row{Errc::too_many_changes, "jmap.too_many_changes", "tooManyChanges"},
    Row{Errc::anchor_not_found, "jmap.anchor_not_found", "anchorNotFound"},
    Row{Errc::unsupported_sort, "jmap.unsupported_sort", "unsupportedSort"},
    Row{Errc::unsupported_filter, "jmap.unsupported_filter", "unsupportedFilter"},
    Row{Errc::from_account_not_found, "jmap.from_account_not_found", "fromAccountNotFound"},
};

}  // namespace

Trouble errc_trouble(Errc errc) {
  if (errc == Errc::server_unavailable) return Trouble::transient;
  if (errc == Errc::server_fail || errc == Errc::server_partial_fail) return Trouble::environment;
  return Trouble::peer;
}

std::string_view errc_name(Errc errc) {
  for (const Row& row : kRows) {
    if (row.errc == errc) return row.name;
  }
  return "jmap.unknown";
}

std::string_view method_error_type(const Error& error) {
  for (const Row& row : kRows) {
    if (row.name == error.name()) return row.type;
  }
  return "serverFail";
}

}  // namespace nightmail::jmap
