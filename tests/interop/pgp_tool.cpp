// SPDX-License-Identifier: Apache-2.0
//
// pgp_tool: pgp/seal and pgp/open for the scripts that compare us with other OpenPGP programs, and
// for tools/make_sealed_vectors. Works on files; the first argument says what to do.
#include <cstdio>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "base/random.h"
#include "pgp/open/opener.h"
#include "pgp/open/secret_key.h"
#include "pgp/seal/sealer.h"

namespace nightmail::pgp {
namespace {

using Arguments = std::vector<std::string>;

std::string read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  NM_ASSERT(file.good());
  return {std::istreambuf_iterator<char>(file), {}};
}

Result<void> write_file(const std::string& path, ByteView data) {
  std::ofstream file(path, std::ios::binary);
  file.write(as_text(data).data(), static_cast<std::streamsize>(data.size()));
  NM_ASSERT(file.flush().good());
  return {};
}

Result<SecretKey> read_key(const std::string& path) {
  return SecretKey::parse(as_bytes(read_file(path)), "", SystemClock().now());
}

// NAME ADDRESS SECRET_OUT CERTIFICATE_OUT: both armored, the secret key without protection.
Result<void> generate(const Arguments& args) {
  TRY_ASSIGN(const SecretKey key, SecretKey::generate(args[0], args[1], SystemClock().now()));
  TRY_ASSIGN(const SecretBytes secret, key.export_unprotected());
  TRY_ASSIGN(const std::string certificate, armored(key.certificate()));
  TRY(write_file(args[2], secret.expose()));
  return write_file(args[3], as_bytes(certificate));
}

// SECRET PASSPHRASE OUT
Result<void> protect(const Arguments& args) {
  TRY_ASSIGN(const SecretKey key, read_key(args[0]));
  TRY_ASSIGN(const std::string text, key.export_protected(args[1]));
  return write_file(args[2], as_bytes(text));
}

// CERTIFICATE PLAIN SEALED_OUT
Result<void> seal(const Arguments& args) {
  SystemRandom random;
  const SystemClock clock;
  Sealer sealer(random, clock);
  TRY_ASSIGN(const Recipient to, sealer.recipient(as_bytes(read_file(args[0]))));
  const std::string plain = read_file(args[1]);
  TRY_ASSIGN(const Bytes sealed, sealer.seal(to, {as_bytes(plain)}));
  return write_file(args[2], sealed);
}

// CERTIFICATE MESSAGE SUMMARY MESSAGE_OUT SUMMARY_OUT
Result<void> seal_pair(const Arguments& args) {
  SystemRandom random;
  const SystemClock clock;
  Sealer sealer(random, clock);
  TRY_ASSIGN(const Recipient to, sealer.recipient(as_bytes(read_file(args[0]))));
  const std::string message = read_file(args[1]);
  const std::string summary = read_file(args[2]);
  TRY_ASSIGN(const SealedPair pair, sealer.seal_pair(to, {as_bytes(message)}, {as_bytes(summary)}));
  TRY(write_file(args[3], pair.message));
  return write_file(args[4], pair.summary);
}

// SECRET SEALED PLAIN_OUT
Result<void> open(const Arguments& args) {
  TRY_ASSIGN(const SecretKey key, read_key(args[0]));
  Opener opener;
  TRY(opener.add(key));
  TRY_ASSIGN(const PlainBytes plain, opener.open(as_bytes(read_file(args[1]))));
  return write_file(args[2], plain);
}

struct Command {
  const char* name;
  std::size_t arguments;
  Result<void> (*run)(const Arguments&);
};
constexpr Command kCommands[] = {{"generate", 4, generate},
                                 {"protect", 3, protect},
                                 {"seal", 3, seal},
                                 {"pair", 5, seal_pair},
                                 {"open", 3, open}};

int run(const std::string& name, const Arguments& args) {
  for (const Command& command : kCommands) {
    if (name != command.name || args.size() != command.arguments) continue;
    const Result<void> result = command.run(args);
    if (!result.ok()) std::fprintf(stderr, "pgp_tool: %s\n", result.error().message().c_str());
    return result.ok() ? 0 : 1;
  }
  std::fputs("pgp_tool: unknown command or wrong number of arguments\n", stderr);
  return 2;
}

}  // namespace
}  // namespace nightmail::pgp

int main(int argc, char** argv) {
  const std::vector<std::string> all(argv + 1, argv + argc);
  if (all.empty()) return nightmail::pgp::run("", {});
  return nightmail::pgp::run(all[0], {all.begin() + 1, all.end()});
}
