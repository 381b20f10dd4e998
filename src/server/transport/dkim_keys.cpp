// SPDX-License-Identifier: Apache-2.0
#include "server/transport/dkim_keys.h"

#include <algorithm>
#include <charconv>
#include <tuple>
#include <utility>

#include "proto/dkim/sign.h"

namespace nightmail::transport {
namespace {

using crypto::SigningAlgorithm;
using crypto::SigningKey;

constexpr std::string_view kActiveFrom = "active-from: ";
constexpr std::string_view kSuffix = ".key";
constexpr std::int64_t kMostFileOctets = 16 * 1024;
constexpr std::int64_t kReadAgainMs = 60'000;
constexpr std::int64_t kKeptSeconds = 7 * 86'400;

std::string directory_of(const std::string& data_directory) {
  return data_directory + "/dkim";
}

Error damaged(const std::string& path) {
  return Error(DiskErrc::io, path + " is not a DKIM key of this program");
}

Result<SecretBytes> read_file(FileSystem& files, const std::string& path) {
  TRY_ASSIGN(const File file, files.open(path, OpenMode::read));
  TRY_ASSIGN(const std::int64_t size, file.size());
  if (size <= 0 || size > kMostFileOctets) return damaged(path);
  PlainBytes content(static_cast<std::size_t>(size));
  TRY_ASSIGN(const std::size_t got, file.read_at(0, content));
  content.resize(got);
  return SecretBytes(std::move(content));
}

// "nm20261123r.example.org.key"
Result<DkimKey> read_key(FileSystem& files, const std::string& directory, const std::string& name) {
  DkimKey key;
  key.path = directory + "/" + name;
  const std::size_t dot = name.find('.');
  key.selector = name.substr(0, dot);
  if (name.size() <= dot + 1 + kSuffix.size()) return damaged(key.path);
  key.domain = name.substr(dot + 1, name.size() - dot - 1 - kSuffix.size());
  TRY_ASSIGN(const SecretBytes content, read_file(files, key.path));
  const std::string_view text = as_text(content.expose());
  if (!text.starts_with(kActiveFrom)) return damaged(key.path);
  const char* const begin = text.data() + kActiveFrom.size();
  if (std::from_chars(begin, text.data() + text.size(), key.active_from).ptr == begin)
    return damaged(key.path);
  auto read = SigningKey::from_pem(content);
  if (!read.ok()) return damaged(key.path);
  key.key = std::make_shared<const SigningKey>(*std::move(read));
  return key;
}

Result<void> write_key(FileSystem& files, const std::string& path, const SigningKey& key,
                       std::int64_t active_from) {
  const std::string head = std::string(kActiveFrom) + std::to_string(active_from) + "\n";
  const SecretBytes pem = key.to_pem();
  const ByteView parts[] = {as_bytes(head), pem.expose()};
  TRY_ASSIGN(File file, files.open(path, OpenMode::create));
  TRY(file.write_at(0, parts));
  return file.sync();
}

// "nm20261123", and a letter behind it if the day has seen one already.
std::string new_selector(const std::vector<DkimKey>& keys, const std::string& domain,
                         std::int64_t active_from) {
  std::string day = format_utc({active_from * 1000}).substr(0, 10);
  std::erase(day, '-');
  const auto taken = [&](const std::string& selector) {
    return std::ranges::any_of(keys, [&](const DkimKey& key) {
      return key.domain == domain && key.selector == selector + "r";
    });
  };
  std::string selector = "nm" + day;
  for (char letter = 'b'; taken(selector) && letter <= 'z'; ++letter)
    selector = "nm" + day + std::string(1, letter);
  return selector;
}

bool same_kind(const DkimKey& a, const DkimKey& b) {
  return a.domain == b.domain && a.key->algorithm() == b.key->algorithm();
}

}  // namespace

Result<std::vector<DkimKey>> load_dkim_keys(FileSystem& files, const std::string& data_directory) {
  const std::string directory = directory_of(data_directory);
  TRY(files.make_directory(data_directory));
  TRY(files.make_directory(directory));
  TRY_ASSIGN(const std::vector<std::string> names, files.list(directory));
  std::vector<DkimKey> keys;
  for (const std::string& name : names) {
    if (!name.ends_with(kSuffix)) continue;
    TRY_ASSIGN(keys.emplace_back(), read_key(files, directory, name));
  }
  // Of one day's keys those with a letter came later: by length first.
  std::ranges::sort(keys, {}, [](const DkimKey& key) {
    return std::tuple(key.active_from, key.selector.size(), key.path);
  });
  return keys;
}

Result<void> make_dkim_keys(FileSystem& files, const std::string& data_directory,
                            const std::string& domain, std::int64_t active_from) {
  TRY_ASSIGN(const std::vector<DkimKey> keys, load_dkim_keys(files, data_directory));
  const std::string directory = directory_of(data_directory);
  const std::string selector = new_selector(keys, domain, active_from);
  const auto path = [&](const char* kind) {
    return directory + "/" + selector + kind + "." + domain + std::string(kSuffix);
  };
  TRY(write_key(files, path("r"), SigningKey::generate(SigningAlgorithm::rsa_sha256), active_from));
  TRY(write_key(files, path("e"), SigningKey::generate(SigningAlgorithm::ed25519_sha256),
                active_from));
  return files.sync_directory(directory);
}

std::vector<DkimKey> signing_keys(const std::vector<DkimKey>& keys, const std::string& domain,
                                  std::int64_t now) {
  std::vector<DkimKey> chosen;
  for (const DkimKey& key : keys) {
    if (key.domain != domain || key.active_from > now) continue;
    std::erase_if(chosen, [&key](const DkimKey& older) { return same_kind(older, key); });
    chosen.push_back(key);
  }
  return chosen;
}

std::vector<DkimKey> retired_keys(const std::vector<DkimKey>& keys, std::int64_t now) {
  std::vector<DkimKey> retired;
  std::ranges::copy_if(keys, std::back_inserter(retired), [&](const DkimKey& key) {
    return std::ranges::any_of(keys, [&](const DkimKey& newer) {
      return same_kind(newer, key) && newer.active_from > key.active_from &&
             newer.active_from + kKeptSeconds <= now;
    });
  });
  return retired;
}

DkimKeys::DkimKeys(FileSystem& files, std::string data_directory, const Clock& clock, Log& log)
    : files_(files), data_directory_(std::move(data_directory)), clock_(clock), log_(log) {}

std::vector<DkimKey> DkimKeys::current() {
  const std::lock_guard lock(mutex_);
  const std::int64_t now = clock_.now().unix_ms;
  if (read_ms_ != 0 && now < read_ms_ + kReadAgainMs) return keys_;
  read_ms_ = now;
  auto loaded = load_dkim_keys(files_, data_directory_);
  if (loaded.ok()) {
    keys_ = *std::move(loaded);
  } else {
    log_.error("dkim.keys_unreadable", {{"error", loaded.error().message()}});
  }
  return keys_;
}

std::string DkimKeys::sign(const std::string& domain, ByteView message) {
  const std::vector<DkimKey> keys = signing_keys(current(), domain, clock_.now().unix_ms / 1000);
  std::vector<dkim::Signer> signers;
  signers.reserve(keys.size());
  for (const DkimKey& key : keys) signers.push_back({key.domain, key.selector, *key.key});
  return signers.empty() ? "" : dkim::sign(message, signers, clock_.now());
}

}  // namespace nightmail::transport
