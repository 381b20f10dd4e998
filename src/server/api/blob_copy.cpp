// SPDX-License-Identifier: Apache-2.0
//
// Blob/copy (RFC 8620 §6.3). A user has one account here, so there is none to copy from.

#include "proto/jmap/errors.h"
#include "server/api/ids.h"
#include "server/api/standard_methods.h"

namespace nightmail::api {

Result<JsonObject> blob_copy(Context& context, const JsonObject& arguments) {
  jmap::Arguments reader(arguments);
  TRY(check_account(context, reader));
  TRY_ASSIGN(const std::string from, reader.required_text("fromAccountId"));
  TRY(reader.texts("blobIds"));
  TRY(reader.finish());
  if (parse_account_id(from) == context.account()) {
    return Error(jmap::Errc::invalid_arguments, "fromAccountId and accountId are the same");
  }
  return Error(jmap::Errc::from_account_not_found);
}

}  // namespace nightmail::api
