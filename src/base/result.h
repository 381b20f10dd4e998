// SPDX-License-Identifier: Apache-2.0
//
// Result<T>: a value or an Error. The only way in which our functions report failure; exceptions of
// libraries are caught in the wrapper around that library.
//
//   Result<Key> load(ByteView data) {
//     TRY_ASSIGN(auto packet, parse(data));   // returns the error, or declares `packet`
//     TRY(check(packet));                     // for Result<void>
//     return Key(packet);
//   }
//
// Inside a coroutine use CO_TRY and CO_TRY_ASSIGN. They are declarations, not expressions: GCC 12.2
// crashes on an expression macro around co_await.

#ifndef NIGHTMAIL_BASE_RESULT_H_
#define NIGHTMAIL_BASE_RESULT_H_

#include <optional>
#include <utility>
#include <variant>

#include "base/assert.h"
#include "base/error.h"

namespace nightmail {

template <class T = void>
class [[nodiscard]] Result {
 public:
  Result(T value) : state_(std::in_place_index<0>, std::move(value)) {}      // NOLINT: implicit
  Result(Error error) : state_(std::in_place_index<1>, std::move(error)) {}  // NOLINT: implicit

  [[nodiscard]] bool ok() const { return state_.index() == 0; }
  explicit operator bool() const { return ok(); }

  // The value; an assertion fails if there is none.
  T& value() & {
    NM_ASSERT(ok());
    return std::get<0>(state_);
  }
  const T& value() const& {
    NM_ASSERT(ok());
    return std::get<0>(state_);
  }
  T&& value() && {
    NM_ASSERT(ok());
    return std::get<0>(std::move(state_));
  }
  T& operator*() & { return value(); }
  const T& operator*() const& { return value(); }
  T&& operator*() && { return std::move(*this).value(); }
  T* operator->() { return &value(); }
  const T* operator->() const { return &value(); }

  [[nodiscard]] const Error& error() const {
    NM_ASSERT(!ok());
    return std::get<1>(state_);
  }

 private:
  std::variant<T, Error> state_;
};

template <>
class [[nodiscard]] Result<void> {
 public:
  Result() = default;
  Result(Error error) : error_(std::move(error)) {}  // NOLINT: implicit

  [[nodiscard]] bool ok() const { return !error_.has_value(); }
  explicit operator bool() const { return ok(); }
  [[nodiscard]] const Error& error() const {
    NM_ASSERT(!ok());
    return *error_;
  }

 private:
  std::optional<Error> error_;
};

}  // namespace nightmail

#define NM_CONCAT_INNER(a, b) a##b
#define NM_CONCAT(a, b) NM_CONCAT_INNER(a, b)

#define NM_TRY_RETURN(keyword, temp, expression) \
  do {                                           \
    auto temp = (expression);                    \
    if (!temp.ok()) keyword temp.error();        \
  } while (false)

#define NM_TRY_ASSIGN_RETURN(keyword, temp, declaration, expression) \
  auto temp = (expression);                                          \
  if (!temp.ok()) keyword temp.error();                              \
  declaration = *std::move(temp)

#define TRY(expression) NM_TRY_RETURN(return, NM_CONCAT(nm_try_, __LINE__), expression)
#define TRY_ASSIGN(declaration, expression) \
  NM_TRY_ASSIGN_RETURN(return, NM_CONCAT(nm_try_, __LINE__), declaration, expression)
#define CO_TRY(expression) NM_TRY_RETURN(co_return, NM_CONCAT(nm_try_, __LINE__), expression)
#define CO_TRY_ASSIGN(declaration, expression) \
  NM_TRY_ASSIGN_RETURN(co_return, NM_CONCAT(nm_try_, __LINE__), declaration, expression)

#endif  // NIGHTMAIL_BASE_RESULT_H_
