// SPDX-License-Identifier: Apache-2.0
//
// `nightmail sop`: a Stateless OpenPGP command line, by which the field's test suites can drive our
// OpenPGP. It needs no account, reads and writes nothing but what its arguments name, and keeps
// nothing. draft-dkg-openpgp-stateless-cli.

#ifndef NIGHTMAIL_APPS_NIGHTMAIL_SOP_SOP_H_
#define NIGHTMAIL_APPS_NIGHTMAIL_SOP_SOP_H_

#include <span>
#include <string>

#include "base/clock.h"

namespace nightmail::sop {

// `args`: what follows "sop". Returns the exit status; says on standard error what failed.
int run(std::span<const std::string> args, const Clock& clock);

}  // namespace nightmail::sop

#endif  // NIGHTMAIL_APPS_NIGHTMAIL_SOP_SOP_H_
