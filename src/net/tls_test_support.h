// SPDX-License-Identifier: Apache-2.0
//
// For tests: a self-signed certificate in files that are gone when the test ends.

#ifndef NIGHTMAIL_NET_TLS_TEST_SUPPORT_H_
#define NIGHTMAIL_NET_TLS_TEST_SUPPORT_H_

#include <gtest/gtest.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include <cstdio>
#include <filesystem>
#include <memory>
#include <string>

namespace nightmail::net {

class TestCertificate {
 public:
  // `names` as OpenSSL writes them: "DNS:localhost,IP:127.0.0.1".
  explicit TestCertificate(const std::string& names) {
    std::string pattern = testing::TempDir() + "nm-net-XXXXXX";
    directory_ = mkdtemp(pattern.data());
    make(names);
  }
  ~TestCertificate() { std::filesystem::remove_all(directory_); }
  TestCertificate(const TestCertificate&) = delete;
  TestCertificate& operator=(const TestCertificate&) = delete;

  [[nodiscard]] std::string certificate() const { return directory_ + "/cert.pem"; }
  [[nodiscard]] std::string key() const { return directory_ + "/key.pem"; }

  // Replaces both files: self-signed.
  void make(const std::string& names) {
    const Pair pair = new_pair();
    const Cert cert = certificate_of(names, pair.get(), pair.get(), "test", "test", false);
    write_files({cert.get()}, pair.get());
  }
  // Replaces both files: issued by a new CA, whose certificate comes second in the chain.
  void make_issued(const std::string& names) {
    const Pair ca = new_pair();
    const Pair pair = new_pair();
    const Cert root = certificate_of("", ca.get(), ca.get(), "ca", "ca", true);
    const Cert cert = certificate_of(names, pair.get(), ca.get(), "test", "ca", false);
    write_files({cert.get(), root.get()}, pair.get());
  }

 private:
  using Pair = std::unique_ptr<EVP_PKEY, decltype(&EVP_PKEY_free)>;
  using Cert = std::unique_ptr<X509, decltype(&X509_free)>;

  static Pair new_pair() { return {EVP_EC_gen("P-256"), EVP_PKEY_free}; }
  static void set_name(X509_NAME* name, const char* text) {
    X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(text), -1, -1, 0);
  }
  static void extend(X509* cert, int kind, const char* value) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, kind, value);
    X509_add_ext(cert, extension, -1);
    X509_EXTENSION_free(extension);
  }
  Cert certificate_of(const std::string& names, EVP_PKEY* key, EVP_PKEY* issuer_key,
                      const char* subject, const char* issuer, bool ca) {
    Cert cert(X509_new(), X509_free);
    X509_set_version(cert.get(), 2);
    ASN1_INTEGER_set(X509_get_serialNumber(cert.get()), ++serial_);
    X509_gmtime_adj(X509_getm_notBefore(cert.get()), -3600);
    X509_gmtime_adj(X509_getm_notAfter(cert.get()), 3600);
    X509_set_pubkey(cert.get(), key);
    set_name(X509_get_subject_name(cert.get()), subject);
    set_name(X509_get_issuer_name(cert.get()), issuer);
    if (!names.empty()) extend(cert.get(), NID_subject_alt_name, names.c_str());
    if (ca) extend(cert.get(), NID_basic_constraints, "critical,CA:TRUE");
    X509_sign(cert.get(), issuer_key, EVP_sha256());
    return cert;
  }
  void write_files(std::initializer_list<X509*> chain, EVP_PKEY* pair) const {
    write(certificate(), [&](FILE* file) {
      for (X509* cert : chain) PEM_write_X509(file, cert);
    });
    write(key(), [&](FILE* file) {
      PEM_write_PrivateKey(file, pair, nullptr, nullptr, 0, nullptr, nullptr);
    });
  }
  template <class Write>
  static void write(const std::string& path, Write write_to) {
    FILE* file = std::fopen(path.c_str(), "w");
    ASSERT_NE(file, nullptr);
    write_to(file);
    std::fclose(file);
  }
  std::string directory_;
  long serial_ = 0;
};

}  // namespace nightmail::net

#endif  // NIGHTMAIL_NET_TLS_TEST_SUPPORT_H_
