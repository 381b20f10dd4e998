// SPDX-License-Identifier: Apache-2.0
#include "net/tls.h"

#include <openssl/bio.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <sys/socket.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "net/endpoint.h"
#include "net/tls_impl.h"

namespace nightmail::net {

namespace {

using ContextPtr = std::unique_ptr<SSL_CTX, SslCtxDeleter>;

constexpr const char* kTls12Ciphers =
    "ECDHE-ECDSA-AES128-GCM-SHA256:ECDHE-RSA-AES128-GCM-SHA256:ECDHE-ECDSA-AES256-GCM-SHA384:"
    "ECDHE-RSA-AES256-GCM-SHA384:ECDHE-ECDSA-CHACHA20-POLY1305:ECDHE-RSA-CHACHA20-POLY1305";

std::string openssl_reason() {
  const unsigned long code = ERR_peek_last_error();
  ERR_clear_error();
  const char* reason = ERR_reason_error_string(code);
  return reason != nullptr ? reason : "unknown reason";
}

Error config_error(const std::string& what) {
  return Error(Errc::tls_config, what + ": " + openssl_reason());
}

Result<ContextPtr> make_context(const SSL_METHOD* method) {
  ERR_clear_error();
  ContextPtr context(SSL_CTX_new(method));
  if (!context) return config_error("cannot make a TLS context");
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  SSL_CTX_set_cipher_list(context.get(), kTls12Ciphers);
  // Idle connections keep no record buffers: 34 KB less each.
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS | SSL_MODE_ENABLE_PARTIAL_WRITE |
                                      SSL_MODE_ACCEPT_MOVING_WRITE_BUFFER);
  SSL_CTX_set_options(context.get(), SSL_OP_NO_COMPRESSION | SSL_OP_NO_RENEGOTIATION |
                                         SSL_OP_CIPHER_SERVER_PREFERENCE |
                                         SSL_OP_PRIORITIZE_CHACHA);
  return context;
}

Result<ContextPtr> make_server_context(const TlsContext::ServerFiles& files) {
  TRY_ASSIGN(ContextPtr context, make_context(TLS_server_method()));
  if (SSL_CTX_use_certificate_chain_file(context.get(), files.certificate_chain.c_str()) != 1) {
    return config_error("cannot read the certificate " + files.certificate_chain);
  }
  if (SSL_CTX_use_PrivateKey_file(context.get(), files.private_key.c_str(), SSL_FILETYPE_PEM) !=
      1) {
    return config_error("cannot read the private key " + files.private_key);
  }
  if (SSL_CTX_check_private_key(context.get()) != 1) {
    return config_error(files.private_key + " is not the key of " + files.certificate_chain);
  }
  // Session tickets carry all that resumption needs; a server-side cache would only hold memory.
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  return context;
}

}  // namespace

bool usable_tlsa(const TlsaRecord& record) {
  if (record.usage != 2 && record.usage != 3) return false;
  if (record.selector > 1) return false;
  if (record.matching == 0) return !record.data.empty();
  return record.matching <= 2 && record.data.size() == (record.matching == 1 ? 32U : 64U);
}

TlsContext::TlsContext(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}
TlsContext::~TlsContext() = default;
bool TlsContext::is_server() const {
  return impl_->server;
}

Result<std::shared_ptr<TlsContext>> TlsContext::server(ServerFiles files) {
  auto impl = std::make_unique<Impl>();
  impl->server = true;
  impl->files = std::move(files);
  auto context = std::make_shared<TlsContext>(std::move(impl));
  TRY(context->reload());
  return context;
}

Result<void> TlsContext::reload() {
  if (!impl_->server) return {};
  TRY_ASSIGN(ContextPtr fresh, make_server_context(impl_->files));
  const std::lock_guard lock(impl_->mutex);
  impl_->context = std::move(fresh);
  return {};
}

Result<std::shared_ptr<TlsContext>> TlsContext::client(const ClientTrust& trust) {
  auto impl = std::make_unique<Impl>();
  TRY_ASSIGN(impl->context, make_context(TLS_client_method()));
  SSL_CTX* raw = impl->context.get();
  SSL_CTX_set_verify(raw, SSL_VERIFY_PEER, nullptr);
  SSL_CTX_dane_enable(raw);
  if (trust.system_roots) SSL_CTX_set_default_verify_paths(raw);
  if (!trust.extra_ca_file.empty() &&
      SSL_CTX_load_verify_locations(raw, trust.extra_ca_file.c_str(), nullptr) != 1) {
    return config_error("cannot read the CA file " + trust.extra_ca_file);
  }
  return std::make_shared<TlsContext>(std::move(impl));
}

// OpenSSL's own socket BIO uses write(2), which raises SIGPIPE, and does not tell apart an end of
// the connection from other failures in a way that both TLS versions share.
struct SocketBio {
  static TlsSession& session(BIO* bio) { return *static_cast<TlsSession*>(BIO_get_data(bio)); }

  static bool would_block() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

  static int read(BIO* bio, char* into, int size) {
    BIO_clear_retry_flags(bio);
    const ssize_t got = recv(session(bio).fd_, into, static_cast<std::size_t>(size), 0);
    if (got == 0) session(bio).saw_end_ = true;
    if (got < 0 && would_block()) BIO_set_retry_read(bio);
    return static_cast<int>(got);
  }

  static int write(BIO* bio, const char* data, int size) {
    BIO_clear_retry_flags(bio);
    const ssize_t sent = send(session(bio).fd_, data, static_cast<std::size_t>(size), MSG_NOSIGNAL);
    if (sent < 0 && would_block()) BIO_set_retry_write(bio);
    return static_cast<int>(sent);
  }

  static long control(BIO* bio, int command, long, void*) {
    switch (command) {
      case BIO_CTRL_FLUSH:
        return 1;
      case BIO_CTRL_EOF:
        return session(bio).saw_end_ ? 1 : 0;
      default:
        return 0;
    }
  }

  static int create(BIO* bio) {
    BIO_set_init(bio, 1);
    return 1;
  }

  static BIO_METHOD* method() {
    static BIO_METHOD* const shared = [] {
      BIO_METHOD* made = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "nightmail");
      BIO_meth_set_read(made, read);
      BIO_meth_set_write(made, write);
      BIO_meth_set_ctrl(made, control);
      BIO_meth_set_create(made, create);
      return made;
    }();
    return shared;
  }
};

namespace {

bool set_names(SSL* ssl, const TlsPeer& peer) {
  if (peer.names.empty()) return false;
  if (peer.names.size() == 1 && parse_ip(peer.names[0]).ok())
    return X509_VERIFY_PARAM_set1_ip_asc(SSL_get0_param(ssl), peer.names[0].c_str()) == 1;
  SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  return std::ranges::all_of(
      peer.names, [ssl](const std::string& name) { return SSL_add1_host(ssl, name.c_str()) == 1; });
}

// RFC 7672 §3.1.1: with DANE-EE(3) neither names nor dates of the certificate are looked at.
bool set_dane(SSL* ssl, const TlsPeer& peer) {
  if (SSL_dane_enable(ssl, peer.server_name.c_str()) != 1) return false;
  SSL_dane_set_flags(ssl, DANE_FLAG_NO_DANE_EE_NAMECHECKS);
  SSL_set_hostflags(ssl, X509_CHECK_FLAG_NO_PARTIAL_WILDCARDS);
  for (const std::string& name : peer.names) SSL_add1_host(ssl, name.c_str());
  bool any = false;
  for (const TlsaRecord& record : peer.tlsa) {
    if (!usable_tlsa(record)) continue;
    any |= SSL_dane_tlsa_add(ssl, record.usage, record.selector, record.matching,
                             record.data.data(), record.data.size()) == 1;
  }
  return any;
}

bool set_expected_peer(SSL* ssl, const TlsPeer& peer) {
  const bool named = !peer.server_name.empty() && !parse_ip(peer.server_name).ok();
  if (named && SSL_set_tlsext_host_name(ssl, peer.server_name.c_str()) != 1) return false;
  switch (peer.check) {
    case TlsPeer::Check::names:
      return set_names(ssl, peer);
    case TlsPeer::Check::dane:
      return set_dane(ssl, peer);
    case TlsPeer::Check::nobody:
      SSL_set_verify(ssl, SSL_VERIFY_NONE, nullptr);
      return true;
  }
  return false;
}

}  // namespace

Result<std::unique_ptr<TlsSession>> TlsSession::make(const TlsContext& context, int fd,
                                                     const TlsPeer& peer) {
  std::unique_ptr<TlsSession> session(new TlsSession());
  session->fd_ = fd;
  {
    const std::lock_guard lock(context.impl().mutex);
    session->ssl_.reset(SSL_new(context.impl().context.get()));
  }
  BIO* bio = BIO_new(SocketBio::method());
  if (!session->ssl_ || bio == nullptr) return Error(Errc::tls_failed, "out of memory");
  BIO_set_data(bio, session.get());
  SSL_set_bio(session->ssl_.get(), bio, bio);
  if (context.is_server()) {
    SSL_set_accept_state(session->ssl_.get());
    return session;
  }
  SSL_set_connect_state(session->ssl_.get());
  if (!set_expected_peer(session->ssl_.get(), peer)) {
    return Error(Errc::tls_failed, "nothing to verify the certificate against");
  }
  return session;
}

IoStep TlsSession::handshake() {
  ERR_clear_error();
  IoStep step = step_of(SSL_do_handshake(ssl_.get()));
  if (step.kind == IoStep::Kind::done) established_ = true;
  return step;
}

IoStep TlsSession::read(MutableByteView into) {
  ERR_clear_error();
  std::size_t count = 0;
  const int returned = SSL_read_ex(ssl_.get(), into.data(), into.size(), &count);
  if (returned == 1) return {.kind = IoStep::Kind::done, .count = count};
  return step_of(returned);
}

IoStep TlsSession::peek() {
  ERR_clear_error();
  std::uint8_t byte = 0;
  std::size_t count = 0;
  return step_of(SSL_peek_ex(ssl_.get(), &byte, 1, &count));
}

IoStep TlsSession::write(ByteView data) {
  ERR_clear_error();
  std::size_t count = 0;
  const int returned = SSL_write_ex(ssl_.get(), data.data(), data.size(), &count);
  if (returned == 1) return {.kind = IoStep::Kind::done, .count = count};
  return step_of(returned);
}

IoStep TlsSession::step_of(int returned) {
  using Kind = IoStep::Kind;
  if (returned > 0) return {.kind = Kind::done};
  switch (SSL_get_error(ssl_.get(), returned)) {
    case SSL_ERROR_WANT_READ:
      return {.kind = Kind::want_read};
    case SSL_ERROR_WANT_WRITE:
      return {.kind = Kind::want_write};
    case SSL_ERROR_ZERO_RETURN:
      return {.kind = Kind::end};
    default:
      return {.kind = Kind::failed, .error = failure()};
  }
}

namespace {

Errc verify_errc(long verified) {
  switch (verified) {
    case X509_V_ERR_HOSTNAME_MISMATCH:
    case X509_V_ERR_IP_ADDRESS_MISMATCH:
      return Errc::tls_wrong_name;
    case X509_V_ERR_CERT_HAS_EXPIRED:
    case X509_V_ERR_CERT_NOT_YET_VALID:
      return Errc::tls_expired;
    default:
      return Errc::tls_verify;
  }
}

}  // namespace

Error TlsSession::failure() {
  if (saw_end_) {
    ERR_clear_error();
    if (!established_) {
      return Error(Errc::closed, "connection closed during the TLS handshake");
    }
    return Error(Errc::tls_truncated, "connection closed without the TLS close_notify");
  }
  if (ERR_peek_error() == 0) return error_from_errno(errno, "TLS");
  const long verified = SSL_get_verify_result(ssl_.get());
  if (verified != X509_V_OK && SSL_get_verify_mode(ssl_.get()) != SSL_VERIFY_NONE) {
    ERR_clear_error();
    return Error(verify_errc(verified), X509_verify_cert_error_string(verified));
  }
  return Error(Errc::tls_failed, openssl_reason());
}

void TlsSession::send_close_notify() {
  if (SSL_is_init_finished(ssl_.get()) == 0) return;
  ERR_clear_error();
  SSL_shutdown(ssl_.get());
  ERR_clear_error();
}

TlsInfo TlsSession::info() const {
  return {SSL_get_version(ssl_.get()), SSL_CIPHER_get_name(SSL_get_current_cipher(ssl_.get()))};
}

}  // namespace nightmail::net
