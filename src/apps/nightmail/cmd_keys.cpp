// SPDX-License-Identifier: Apache-2.0
//
// nightmail keys list, find, import, export, verify, accept, reject, forget

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "apps/nightmail/commands.h"
#include "apps/nightmail/input.h"
#include "apps/nightmail/text_width.h"
#include "client/errors.h"
#include "client/keys/key_finder.h"
#include "client/keys/peer_keys.h"
#include "client/sync.h"
#include "pgp/open/secret_key.h"
#include "pgp/seal/armor.h"
#include "pgp/seal/errors.h"
#include "proto/mime/address.h"

namespace nightmail::app {
namespace {

namespace json = boost::json;
using client::Errc;
using client::KeySource;
using client::KeyTrust;
using client::PeerKey;

constexpr std::size_t kMaxKeyFile = 1'000'000;

// The account's keys of others, and how they get back to the server.
struct KeyBook {
  Connected connected;
  client::PeerKeys peers;

  static Result<KeyBook> open(Program& program) {
    TRY_ASSIGN(Connected connected, Connected::open(program));
    TRY_ASSIGN(auto peers,
               client::PeerKeys::fetch(client::jmap_call(connected.service), connected.session));
    return KeyBook{std::move(connected), std::move(peers)};
  }
  Result<> save(Program& program) {
    return peers.save(client::jmap_call(connected.service), connected.session, program.random);
  }
};

Error unknown(const std::string& address) {
  return Error(Errc::not_found, "No key of " + address +
                                    " is known. `nightmail keys find ADDRESS` looks for one, "
                                    "`nightmail keys import FILE` takes one you got.");
}

std::string day_of(Timestamp time) {
  return format_utc(time).substr(0, 10);
}

json::object as_json(const PeerKey& key) {
  json::array addresses;
  for (const std::string& one : key.addresses) addresses.emplace_back(one);
  return {
      {"addresses", std::move(addresses)},          {"fingerprint", key.fingerprint},
      {"trust", client::key_trust_word(key.trust)}, {"source", client::key_source_word(key.source)},
      {"firstSeen", format_utc(key.first_seen)},    {"lastSeen", format_utc(key.last_seen)}};
}

std::string row_of(const PeerKey& key) {
  return fit(key.addresses.front(), 30) + "  " +
         fit(std::string(client::key_trust_word(key.trust)), 8) + "  " +
         fit(std::string(client::key_source_word(key.source)), 9) + "  " + day_of(key.first_seen) +
         "  " + client::readable_fingerprint(key.fingerprint) + "\n";
}

Result<> run_list(Program& program, bool json_lines) {
  TRY_ASSIGN(const KeyBook book, KeyBook::open(program));
  auto keys = book.peers.all();
  std::stable_sort(keys.begin(), keys.end(), [](const PeerKey* a, const PeerKey* b) {
    return a->addresses.front() < b->addresses.front();
  });
  if (json_lines) {
    for (const PeerKey* key : keys) program.terminal.print(json::serialize(as_json(*key)) + "\n");
    return {};
  }
  if (keys.empty()) {
    program.terminal.say("No keys of others yet. They are remembered when you write to somebody.");
    return {};
  }
  std::string text = program.terminal.look().styled(
      Style::dim, fit("ADDRESS", 30) + "  TRUST     SOURCE     SINCE       FINGERPRINT");
  text += "\n";
  for (const PeerKey* key : keys) text += row_of(*key);
  program.terminal.print(text);
  return {};
}

Result<> run_find(Program& program, const std::string& word) {
  TRY_ASSIGN(const std::string address, client::canonical_address(word));
  TRY_ASSIGN(KeyBook book, KeyBook::open(program));
  TRY_ASSIGN(const auto choices,
             client::find_keys(client::jmap_call(book.connected.service), book.connected.session,
                               book.peers, {address}, program.clock.now()));
  TRY(book.save(program));
  const client::KeyChoice& choice = choices.front();
  if (choice.kind == client::KeyChoice::Kind::stopped) {
    return Error(Errc::key_stopped, choice.problem);
  }
  if (choice.kind == client::KeyChoice::Kind::none) {
    const std::string why = choice.problem.empty() ? "." : ": " + choice.problem + ".";
    return Error(Errc::not_found, "There is no usable key of " + address + why);
  }
  const PeerKey* const key = book.peers.find(address, choice.certificate->fingerprint());
  if (key != nullptr) program.terminal.print(row_of(*key));
  return {};
}

Error unreadable(const Error& why, const std::string& path) {
  if (why.is(pgp::SealErrc::has_secret_key)) {
    return Error(Errc::bad_input, path + " holds a secret key. Import the public one.");
  }
  if (why.is(pgp::SealErrc::certificate_too_large)) {
    return Error(Errc::bad_input, "The key in " + path +
                                      " is too large (64 kB at most). `gpg "
                                      "--export-options export-minimal` makes it small.");
  }
  return Error(Errc::bad_input, path + " holds no OpenPGP public key that can be used.");
}

std::vector<std::string> addresses_in(const pgp::Certificate& certificate) {
  std::vector<std::string> found;
  for (const std::string& id : certificate.user_ids()) {
    std::vector<mime::Address> read;
    mime::parse_addresses(id, {}, read);
    for (const mime::Address& one : read) {
      const auto canonical = client::canonical_address(one.email);
      if (canonical.ok() && std::find(found.begin(), found.end(), *canonical) == found.end()) {
        found.push_back(*canonical);
      }
    }
  }
  return found;
}

// One entry for each address, so that they can be decided on one by one.
void take_in(client::PeerKeys& peers, const pgp::Certificate& certificate,
             const std::string& address, Timestamp now) {
  PeerKey key;
  const PeerKey* const old = peers.find(address, certificate.fingerprint());
  if (old != nullptr) key = *old;
  if (old == nullptr) key.first_seen = now;
  key.addresses = {address};
  key.fingerprint = certificate.fingerprint();
  key.certificate = certificate.bytes();
  key.source = KeySource::import;
  if (key.trust != KeyTrust::verified) key.trust = KeyTrust::pinned;
  key.last_seen = now;
  peers.make_current(std::move(key));
}

struct ImportOptions {
  std::string path;
  std::string address;
};

Result<std::vector<std::string>> import_addresses(const ImportOptions& options,
                                                  const pgp::Certificate& certificate) {
  if (!options.address.empty()) {
    TRY_ASSIGN(std::string address, client::canonical_address(options.address));
    return std::vector{std::move(address)};
  }
  auto addresses = addresses_in(certificate);
  if (addresses.empty()) {
    return Error(Errc::bad_input, "The key names no address. Say whose it is: --address ADDRESS");
  }
  return addresses;
}

Result<> run_import(Program& program, const ImportOptions& options) {
  TRY_ASSIGN(const Bytes content, read_input(options.path, kMaxKeyFile));
  const Timestamp now = program.clock.now();
  const auto certificate = pgp::Certificate::parse(content, now);
  if (!certificate.ok()) return unreadable(certificate.error(), options.path);
  const std::string fault = client::why_unusable(*certificate, now);
  if (!fault.empty()) return Error(Errc::bad_input, "This key " + fault + ". It was not imported.");
  TRY_ASSIGN(const auto addresses, import_addresses(options, *certificate));
  TRY_ASSIGN(KeyBook book, KeyBook::open(program));
  for (const std::string& address : addresses) take_in(book.peers, *certificate, address, now);
  TRY(book.save(program));
  std::string names;
  for (const std::string& one : addresses) names += (names.empty() ? "" : ", ") + one;
  program.terminal.say(
      "Imported for " + names + ":\n  " + client::readable_fingerprint(certificate->fingerprint()) +
      "\n`nightmail keys verify ADDRESS` once you have compared it with its owner.");
  return {};
}

Result<> print_certificate(Program& program, const pgp::Certificate& certificate) {
  TRY_ASSIGN(const std::string text, pgp::armored(certificate));
  program.terminal.print(text);
  return {};
}

Result<> run_export(Program& program, const std::string& word) {
  TRY_ASSIGN(const std::string address, client::canonical_address(word));
  TRY_ASSIGN(const KeyBook book, KeyBook::open(program));
  const auto own = client::canonical_address(book.connected.session.address);
  if (own.ok() && *own == address) {
    return print_certificate(program, book.connected.session.keys.front().certificate());
  }
  const PeerKey* const key = book.peers.current(address);
  if (key == nullptr) return unknown(address);
  TRY_ASSIGN(const auto certificate,
             pgp::Certificate::parse(key->certificate, program.clock.now()));
  return print_certificate(program, certificate);
}

struct VerifyOptions {
  std::string address;
  std::string fingerprint;
};

std::string compact(std::string_view text) {
  std::string result;
  for (const char c : text) {
    if (c == ' ' || c == ':') continue;
    result += c >= 'a' && c <= 'f' ? static_cast<char>(c - 'a' + 'A') : c;
  }
  return result;
}

// True if the person says that it is the right one.
Result<bool> compare(Program& program, const VerifyOptions& options, const PeerKey& key,
                     const std::string& own) {
  if (!options.fingerprint.empty()) return compact(options.fingerprint) == key.fingerprint;
  program.terminal.say(
      "Compare over another way than mail: by phone, or when you meet.\n  theirs: " +
      client::readable_fingerprint(key.fingerprint) +
      "\n  yours:  " + client::readable_fingerprint(own));
  TRY_ASSIGN(const std::string answer,
             program.terminal.ask("Do they read the same on their side? Type yes: ",
                                  "Say what they read: --fingerprint HEX"));
  return answer == "yes";
}

Result<> run_verify(Program& program, const VerifyOptions& options) {
  TRY_ASSIGN(const std::string address, client::canonical_address(options.address));
  TRY_ASSIGN(KeyBook book, KeyBook::open(program));
  const PeerKey* const known = book.peers.current(address);
  if (known == nullptr) return unknown(address);
  PeerKey key = *known;
  TRY_ASSIGN(const bool same,
             compare(program, options, key,
                     book.connected.session.keys.front().certificate().fingerprint()));
  if (!same) {
    return Error(Errc::bad_input, "The key of " + address +
                                      " is another one. Do not trust it: `nightmail keys forget " +
                                      address + "`, and import the right one.");
  }
  key.trust = KeyTrust::verified;
  book.peers.make_current(std::move(key));
  TRY(book.save(program));
  program.terminal.say("The key of " + address + " is verified.");
  return {};
}

Result<> decide(Program& program, const std::string& word, bool accept) {
  TRY_ASSIGN(const std::string address, client::canonical_address(word));
  TRY_ASSIGN(KeyBook book, KeyBook::open(program));
  const PeerKey* const pending = book.peers.pending(address);
  if (pending == nullptr) {
    return Error(Errc::not_found, "No other key of " + address + " waits for a decision.");
  }
  PeerKey key = *pending;
  key.trust = accept ? KeyTrust::pinned : KeyTrust::rejected;
  const std::string shown = client::readable_fingerprint(key.fingerprint);
  if (accept) {
    book.peers.remove(address, key.fingerprint);
    book.peers.make_current(std::move(key));
  } else {
    book.peers.put(std::move(key));
  }
  TRY(book.save(program));
  program.terminal.say((accept ? "From now on mail to " + address + " is encrypted with\n  "
                               : "This key of " + address + " will not be used:\n  ") +
                       shown);
  return {};
}

Result<> run_forget(Program& program, const std::string& word) {
  TRY_ASSIGN(const std::string address, client::canonical_address(word));
  TRY_ASSIGN(KeyBook book, KeyBook::open(program));
  if (!book.peers.forget(address)) return unknown(address);
  TRY(book.save(program));
  program.terminal.say("Forgot what was known of the keys of " + address + ".");
  return {};
}

using OnAddress = Result<> (*)(Program&, const std::string&);

void add_on_address(CLI::App& group, Program& program, const char* name, const char* what,
                    OnAddress run) {
  auto address = std::make_shared<std::string>();
  CLI::App* command = group.add_subcommand(name, what);
  command->add_option("ADDRESS", *address, "Whose key")->required();
  command->callback([&program, address, run] {
    program.chosen = [&program, address, run] {
      return status_of(program, run(program, *address));
    };
  });
}

void add_list_keys(CLI::App& group, Program& program) {
  auto json_lines = std::make_shared<bool>(false);
  CLI::App* list = group.add_subcommand("list", "List the keys of others that are known");
  list->add_flag("--json", *json_lines, "One JSON object a line, for other programs");
  list->callback([&program, json_lines] {
    program.chosen = [&program, json_lines] {
      return status_of(program, run_list(program, *json_lines));
    };
  });
}

void add_import(CLI::App& group, Program& program) {
  auto options = std::make_shared<ImportOptions>();
  CLI::App* import = group.add_subcommand("import", "Take in a public key that you got");
  import->add_option("FILE", options->path, "OpenPGP public key, armored or binary; - is stdin")
      ->required();
  import->add_option("--address", options->address, "Whose it is (default: the addresses it names)")
      ->type_name("ADDRESS");
  import->callback([&program, options] {
    program.chosen = [&program, options] {
      return status_of(program, run_import(program, *options));
};
}  // namespace
);
}  // namespace nightmail::app

void add_verify(CLI::App& group, Program& program) {
  auto options = std::make_shared<VerifyOptions>();
  CLI::App* verify = group.add_subcommand("verify", "Compare a key with its owner");
  verify->add_option("ADDRESS", options->address, "Whose key")->required();
  verify
      ->add_option("--fingerprint", options->fingerprint,
                   "What the owner reads, instead of a question")
      ->type_name("HEX");
  verify->callback([&program, options] {
    program.chosen = [&program, options] {
      return status_of(program, run_verify(program, *options));
    };
  });
}

Result<> run_accept(Program& program, const std::string& address) {
  return decide(program, address, true);
}
Result<> run_reject(Program& program, const std::string& address) {
  return decide(program, address, false);
}

}  // namespace

void add_keys(CLI::App& app, Program& program) {
  CLI::App* group = app.add_subcommand("keys", "Keys of the people you write to");
  group->require_subcommand(1);
  group->footer(
      "Keys are found by themselves when you write to somebody, and remembered: if a key changes\n"
      "later, nothing is sent until you decide. Only comparing fingerprints with the owner proves\n"
      "that the first one was right. TRUST in the list:\n"
      "  seen      came with a mail; used when nothing better is found\n"
      "  pinned    used or imported\n"
      "  verified  compared by you\n"
      "  pending   another one than before: `accept` or `reject` it\n"
      "  rejected  never used\n\n"
      "Examples:\n"
      "  nightmail keys find bert@example.org\n"
      "  nightmail keys import bert.asc\n"
      "  nightmail keys verify bert@example.org\n"
      "  nightmail keys export anna@example.org > my-key.asc\n");
  add_list_keys(*group, program);
  add_on_address(*group, program, "find", "Look for the key of an address", run_find);
  add_import(*group, program);
  add_on_address(*group, program, "export", "Print a public key, armored; one's own too",
                 run_export);
  add_verify(*group, program);
  add_on_address(*group, program, "accept", "Use the key that changed", run_accept);
  add_on_address(*group, program, "reject", "Keep the known key, never use the other", run_reject);
  add_on_address(*group, program, "forget", "Forget the keys of an address", run_forget);
}

}  // namespace nightmail::app
