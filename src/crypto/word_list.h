// SPDX-License-Identifier: Apache-2.0
//
// Private to crypto/: the 2048 English words of BIP-39, sorted; no two share their first four
// letters. word_list.cpp is made by cmake/word_list.cmake from Debian's python3-mnemonic.

#ifndef NIGHTMAIL_CRYPTO_WORD_LIST_H_
#define NIGHTMAIL_CRYPTO_WORD_LIST_H_

#include <array>
#include <string_view>

namespace nightmail::crypto {

extern const std::array<std::string_view, 2048> kWordList;

}  // namespace nightmail::crypto

#endif  // NIGHTMAIL_CRYPTO_WORD_LIST_H_
