// Real certificates for the loopback wire: a certificate authority of the world's own, in memory, and leaves made from a Certificate's facts.
// Keys are P-256 and new for each world; they never reach the trace.
#pragma once
#include <memory>
#include <optional>
#include <string>

#include "sim/wire/wire.h"

struct x509_st;
struct evp_pkey_st;
struct ssl_ctx_st;

namespace sim::wire {

struct FreeOpenSsl {
  void operator()(x509_st* certificate) const;
  void operator()(evp_pkey_st* key) const;
  void operator()(ssl_ctx_st* context) const;
};
using CertificatePtr = std::unique_ptr<x509_st, FreeOpenSsl>;
using KeyPtr = std::unique_ptr<evp_pkey_st, FreeOpenSsl>;
using TlsContextPtr = std::unique_ptr<ssl_ctx_st, FreeOpenSsl>;

class CertificateAuthority {
 public:
  CertificateAuthority();
  CertificateAuthority(const CertificateAuthority&) = delete;
  CertificateAuthority& operator=(const CertificateAuthority&) = delete;

  /// What a server that shows this certificate needs. Null if OpenSSL cannot make one of these facts.
  TlsContextPtr server_context(const Certificate& facts) const;
  /// The same for a server that is not ours: certificate and private key as text. Nothing if OpenSSL cannot make one of these facts.
  std::optional<PemPair> server_pem(const Certificate& facts) const;
  /// What a client that trusts this authority needs.
  TlsContextPtr client_context() const;
  std::string pem() const;

 private:
  CertificatePtr leaf(const Certificate& facts, evp_pkey_st* key) const;
  KeyPtr key_;
  CertificatePtr certificate_;
};

}  // namespace sim::wire
