// SPDX-License-Identifier: Apache-2.0
//
// What a failure of base/durable_file.h means to the store.

#ifndef NIGHTMAIL_STORE_SQLITE_DISK_ERRORS_H_
#define NIGHTMAIL_STORE_SQLITE_DISK_ERRORS_H_

#include "base/durable_file.h"
#include "store/errors.h"

namespace nightmail::store {

inline Error store_error(const Error& error) {
  if (error.is(DiskErrc::full)) return Error(Errc::disk_full, error.context());
  if (error.is(DiskErrc::in_use)) return Error(Errc::in_use, error.context());
  if (error.is(DiskErrc::missing)) return Error(Errc::corrupt, error.context());
  if (error.is(DiskErrc::io)) return Error(Errc::io, error.context());
  return error;
}

template <class T>
Result<T> on_disk(Result<T> result) {
  if (!result.ok()) return store_error(result.error());
  return result;
}

}  // namespace nightmail::store

#endif  // NIGHTMAIL_STORE_SQLITE_DISK_ERRORS_H_
