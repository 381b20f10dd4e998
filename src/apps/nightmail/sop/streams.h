// SPDX-License-Identifier: Apache-2.0
//
// Streams: what a subcommand reads and writes: standard input and output, and the files,
// environment variables (@ENV:NAME) and descriptors (@FD:N) that its arguments name. One thread.
// draft-dkg-openpgp-stateless-cli §"Indirect Parameters".

#ifndef NIGHTMAIL_APPS_NIGHTMAIL_SOP_STREAMS_H_
#define NIGHTMAIL_APPS_NIGHTMAIL_SOP_STREAMS_H_

#include <string>

#include "base/bytes.h"
#include "base/result.h"
#include "base/secret.h"

namespace nightmail::sop {

class Streams {
 public:
  static constexpr std::size_t kMaxInput = std::size_t{1} << 30;

  // All of standard input. Error: bad_data (unreadable, or more than kMaxInput).
  Result<PlainBytes> read_stdin();
  Result<void> write_stdout(ByteView data);

  // What an argument names. Errors: missing_input, ambiguous_input, unsupported_special_prefix.
  Result<PlainBytes> read(const std::string& designator);

  // Fails if the file is there already, before any work is done. Errors: output_exists,
  // unsupported_special_prefix.
  Result<void> check_output(const std::string& designator);
  // Makes a new file, or writes to a descriptor. The same errors.
  Result<void> write(const std::string& designator, ByteView data);
};

}  // namespace nightmail::sop

#endif  // NIGHTMAIL_APPS_NIGHTMAIL_SOP_STREAMS_H_
