// SPDX-License-Identifier: Apache-2.0
//
// testdata/signed: what GnuPG signed with keys of every kind, and what each signature is worth.
#include <gtest/gtest.h>

#include <boost/json.hpp>

#include "pgp/open/errors.h"
#include "pgp/open/opener.h"
#include "pgp/open/verifier.h"
#include "support/testdata.h"

namespace nightmail::pgp {
namespace {

constexpr Timestamp kNow{1'795'600'000'000};  // 2026-11-25

std::string file(std::string_view name) {
  return testing_support::read_testdata("signed/" + std::string(name));
}

std::vector<Certificate> candidates_of(const boost::json::value& entry) {
  std::vector<Certificate> candidates;
  for (const auto& name : entry.at("candidates").as_array()) {
    const std::string text = file(std::string(name.as_string()) + ".cert.asc");
    auto certificate = Certificate::parse(as_bytes(text), kNow);
    EXPECT_TRUE(certificate.ok()) << certificate.error().message();
    candidates.push_back(*std::move(certificate));
  }
  return candidates;
}

Opener annas_opener() {
  const std::string text = testing_support::read_testdata("sealed/anna.secret.asc");
  const auto key = SecretKey::parse(as_bytes(text), "", kNow);
  Opener opener;
  EXPECT_TRUE(key.ok() && opener.add(*key).ok());
  return opener;
}

Result<SignedData> read(const boost::json::value& entry,
                        const std::vector<Certificate>& candidates) {
  const std::string content = file(entry.at("name").as_string());
  TRY_ASSIGN(Verifier verifier, Verifier::make(candidates, kNow));
  if (entry.at("form") == "encrypted")
    return annas_opener().open_and_verify(as_bytes(content), candidates, kNow);
  if (entry.at("form") != "detached") return verifier.inline_signed(as_bytes(content));
  SignedData data;
  const std::string plain = file("data");
  append(data.plain, as_bytes(plain));
  TRY_ASSIGN(data.signatures, verifier.detached(as_bytes(plain), as_bytes(content)));
  return data;
}

std::string statuses(const std::vector<Signature>& signatures) {
  std::string names;
  for (const Signature& signature : signatures)
    names.append(names.empty() ? "" : " ").append(status_name(signature.status));
  return names;
}

std::string expected(const boost::json::value& entry) {
  std::string names;
  for (const auto& status : entry.at("statuses").as_array())
    names.append(names.empty() ? "" : " ").append(status.as_string());
  return names;
}

TEST(SignedVectors, EachIsWorthWhatTheManifestSays) {
  const auto manifest = boost::json::parse(file("manifest.json"));
  ASSERT_GE(manifest.at("signatures").as_array().size(), 25U);
  for (const auto& entry : manifest.at("signatures").as_array()) {
    SCOPED_TRACE(entry.at("name").as_string());
    const auto data = read(entry, candidates_of(entry));
    ASSERT_TRUE(data.ok()) << data.error().message();
    EXPECT_EQ(statuses(data->signatures), expected(entry));
    if (entry.as_object().contains("text")) {
      EXPECT_TRUE(data->signatures.at(0).text);
    }
    if (entry.at("form") != "cleartext") {
      EXPECT_EQ(to_string(data->plain), file("data"));
    }
  }
}

TEST(SignedVectors, ChangedDataIsBadForEverySignatureThatWasGood) {
  const auto manifest = boost::json::parse(file("manifest.json"));
  const std::string changed = file("data") + "x";
  for (const auto& entry : manifest.at("signatures").as_array()) {
    if (entry.at("form") != "detached" || expected(entry) != "good") continue;
    SCOPED_TRACE(entry.at("name").as_string());
    auto verifier = Verifier::make(candidates_of(entry), kNow);
    ASSERT_TRUE(verifier.ok());
    const auto found =
        verifier->detached(as_bytes(changed), as_bytes(file(entry.at("name").as_string())));
    ASSERT_TRUE(found.ok()) << found.error().message();
    EXPECT_EQ(statuses(*found), "bad");
  }
}

}  // namespace
}  // namespace nightmail::pgp
