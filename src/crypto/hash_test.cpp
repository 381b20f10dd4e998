// SPDX-License-Identifier: Apache-2.0
// Hashes against the examples of FIPS 180-4 and RFC 4231; HKDF against OpenSSL's own.
#include "crypto/hash.h"

#include <gtest/gtest.h>
#include <openssl/core_names.h>
#include <openssl/kdf.h>
#include <openssl/params.h>

#include "base/random.h"
#include "crypto/encoding.h"
#include "crypto/hkdf.h"

namespace nightmail::crypto {
namespace {

TEST(Hash, Sha256OfTheStandardsExamples) {
  EXPECT_EQ(hex_encode(sha256({})),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(hex_encode(sha256(as_bytes("abc"))),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
}

TEST(Hash, Sha256InPiecesIsTheSame) {
  SystemRandom random;
  Bytes message(1000);
  random.fill(message);
  for (std::size_t cut = 0; cut <= message.size(); cut += 37) {
    Sha256 hash;
    hash.update(ByteView(message).first(cut));
    hash.update(ByteView(message).subspan(cut));
    EXPECT_EQ(hash.finish(), sha256(message));
  }
  EXPECT_EQ(Sha256().finish(), sha256({}));
}

TEST(Hash, Sha512OfTheStandardsExample) {
  EXPECT_EQ(hex_encode(sha512(as_bytes("abc"))),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
  EXPECT_EQ(sha512_concat({as_bytes("a"), {}, as_bytes("bc")}), sha512(as_bytes("abc")));
}

TEST(Hash, HmacOfRfc4231) {
  EXPECT_EQ(hex_encode(hmac_sha512(as_bytes("Jefe"), as_bytes("what do ya want for nothing?"))),
            "164b7a7bfcf819e2e395fbe73b56e0a387bd64222e831fd610270cd7ea250554"
            "9758bf75c05a994a6d034f65f8f0e6fdcaeab1a34d4a6b4b636e070a38bce737");
  const Bytes long_key(131, 0xaa);  // above the block size: hashed first
  EXPECT_EQ(hex_encode(hmac_sha512(
                long_key, as_bytes("Test Using Larger Than Block-Size Key - Hash Key First"))),
            "80b24263c7c1a3ebb71493c1dd7be8b49b46d1f41b4aeec1121b013783f8f352"
            "6b56d037e05f2598bd0fd2215d6a1e5295e64f73f63f0aec8b915a985d786598");
}

TEST(Hash, ComparesWholeContents) {
  EXPECT_TRUE(equal_constant_time(as_bytes("abc"), as_bytes("abc")));
  EXPECT_TRUE(equal_constant_time({}, {}));
  EXPECT_FALSE(equal_constant_time(as_bytes("abc"), as_bytes("abd")));
  EXPECT_FALSE(equal_constant_time(as_bytes("abc"), as_bytes("ab")));
}

Bytes openssl_hkdf(ByteView salt, ByteView secret, ByteView info, std::size_t size) {
  EVP_KDF* kdf = EVP_KDF_fetch(nullptr, "HKDF", nullptr);
  EVP_KDF_CTX* context = EVP_KDF_CTX_new(kdf);
  const auto octets = [](const char* name, ByteView view) {
    return OSSL_PARAM_construct_octet_string(name, const_cast<std::uint8_t*>(view.data()),
                                             view.size());
  };
  char digest[] = "SHA512";
  const OSSL_PARAM parameters[] = {
      OSSL_PARAM_construct_utf8_string(OSSL_KDF_PARAM_DIGEST, digest, 0),
      octets(OSSL_KDF_PARAM_KEY, secret), octets(OSSL_KDF_PARAM_SALT, salt),
      octets(OSSL_KDF_PARAM_INFO, info), OSSL_PARAM_construct_end()};
  Bytes out(size);
  EXPECT_EQ(EVP_KDF_derive(context, out.data(), out.size(), parameters), 1);
  EVP_KDF_CTX_free(context);
  EVP_KDF_free(kdf);
  return out;
}

TEST(Hkdf, AgreesWithOpenSsl) {
  const Bytes secret(22, 0x0b);
  const Bytes salt{0, 1, 2, 3};
  const Bytes info(10, 0xf0);
  const auto key = hkdf_extract(salt, {secret});
  for (const std::size_t size : {1U, 32U, 63U, 64U, 65U, 128U, 1000U, 255U * 64U}) {
    Bytes out(size);
    hkdf_expand(key.expose(), {info}, out);
    EXPECT_EQ(out, openssl_hkdf(salt, secret, info, size)) << size;
  }
  const auto one_step = hkdf<64>({}, secret, info);
  EXPECT_EQ(to_bytes(one_step.expose()), openssl_hkdf(Bytes(64), secret, info, 64));
}

TEST(Hkdf, TakesSecretAndInfoInParts) {
  const auto whole =
      hkdf_expand<32>(hkdf_extract({}, {as_bytes("abc")}).expose(), {as_bytes("xyz")});
  const auto parts = hkdf_expand<32>(hkdf_extract({}, {as_bytes("a"), as_bytes("bc")}).expose(),
                                     {as_bytes("xy"), {}, as_bytes("z")});
  EXPECT_EQ(whole.expose(), parts.expose());
}

}  // namespace
}  // namespace nightmail::crypto
