// X.509 certificates of people and programs that sign or encrypt mail, and the private keys that belong to them (RFC 8550).
#pragma once
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sim/clock.h"
#include "sim/result.h"

struct x509_st;
struct evp_pkey_st;

namespace sim::auth {

/// A certificate as a value: cheap to copy.
class Certificate {
 public:
  /// The first certificate of PEM text (RFC 7468).
  static Result<Certificate> from_pem(std::string_view pem);
  /// All certificates of PEM text, at most 100; an error if there is none.
  static Result<std::vector<Certificate>> all_from_pem(std::string_view pem);
  /// Takes the handle over.
  explicit Certificate(x509_st* owned);

  std::string subject() const;                            ///< "CN=Yuki Tanaka,O=Corp" (RFC 2253's form), "" if empty
  /// Mail addresses: subjectAltName's, then the subject's emailAddress (RFC 8550, 3).
  const std::vector<std::string>& addresses() const { return addresses_; }
  /// ASCII letters of both are compared without case.
  bool is_for(std::string_view address) const;
  Instant expires() const { return expires_; }
  std::string pem() const;
  x509_st* handle() const { return handle_.get(); }

 private:
  std::shared_ptr<x509_st> handle_;
  std::vector<std::string> addresses_;
  Instant expires_{};
};

/// A certificate with its private key: who can sign and decrypt.
class Identity {
 public:
  /// An error if the key does not belong to the certificate. `password` opens an encrypted key.
  static Result<Identity> from_pem(std::string_view certificate, std::string_view key, const std::string& password = {});
  /// PKCS #12: the first key with its certificate.
  static Result<Identity> from_p12(std::string_view bytes, const std::string& password);

  const Certificate& certificate() const { return certificate_; }
  evp_pkey_st* key() const { return key_.get(); }
  std::string key_pem() const;

 private:
  Identity(Certificate certificate, std::shared_ptr<evp_pkey_st> key) : certificate_(std::move(certificate)), key_(std::move(key)) {}
  Certificate certificate_;
  std::shared_ptr<evp_pkey_st> key_;
};

}  // namespace sim::auth
