#include "sim/auth/certificate.h"

#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509v3.h>

#include <algorithm>

#include "sim/auth/detail/openssl.h"

namespace sim::auth {
namespace {

constexpr std::size_t most_certificates = 100;

std::string folded(std::string_view address) {
  std::string out(address);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::vector<std::string> addresses_of(X509* certificate) {
  std::vector<std::string> out;
  STACK_OF(OPENSSL_STRING)* found = X509_get1_email(certificate);
  for (int i = 0; i < sk_OPENSSL_STRING_num(found); ++i) out.emplace_back(sk_OPENSSL_STRING_value(found, i));
  X509_email_free(found);
  return out;
}

Instant instant_of(const ASN1_TIME* time) {
  const detail::Owned<ASN1_TIME> epoch(ASN1_TIME_set(nullptr, 0));
  int days = 0, seconds = 0;
  if (ASN1_TIME_diff(&days, &seconds, epoch.get(), time) != 1) return {};
  return Instant{} + std::chrono::hours{24} * days + std::chrono::seconds{seconds};
}

/// A password that OpenSSL asks for; without one it must not ask the terminal.
int give_password(char* buffer, int size, int, void* password) {
  const auto& text = *static_cast<const std::string*>(password);
  const int length = std::min(size, static_cast<int>(text.size()));
  std::copy_n(text.data(), length, buffer);
  return length;
}

/// The next certificate, in the context that S/MIME works in; null at the end.
X509* next_certificate(BIO* from) {
  X509* certificate = X509_new_ex(detail::library(), nullptr);
  std::string none;
  if (PEM_read_bio_X509(from, &certificate, give_password, &none) != nullptr) return certificate;
  X509_free(certificate);
  return nullptr;
}

/// What came out of a file without a context, again in S/MIME's.
Result<Certificate> moved_into_context(X509* foreign) {
  const detail::Owned<BIO> bio = detail::writing();
  PEM_write_bio_X509(bio.get(), foreign);
  return Certificate::from_pem(detail::written(bio));
}

}  // namespace

Certificate::Certificate(x509_st* owned)
    : handle_(owned, detail::FreeHandle()), addresses_(addresses_of(owned)), expires_(instant_of(X509_get0_notAfter(owned))) {}

Result<std::vector<Certificate>> Certificate::all_from_pem(std::string_view pem) {
  const detail::Owned<BIO> from = detail::reading(pem);
  std::vector<Certificate> all;
  while (all.size() < most_certificates) {
    X509* certificate = next_certificate(from.get());
    if (certificate == nullptr) break;
    all.emplace_back(certificate);
  }
  const std::string trouble = detail::last_error();
  if (all.empty()) return Error{"no certificate in PEM form: " + trouble, "it begins with -----BEGIN CERTIFICATE-----", {}};
  return all;
}

Result<Certificate> Certificate::from_pem(std::string_view pem) {
  auto all = all_from_pem(pem);
  if (!all) return all.error();
  return all->front();
}

std::string Certificate::subject() const {
  const detail::Owned<BIO> bio = detail::writing();
  X509_NAME_print_ex(bio.get(), X509_get_subject_name(handle_.get()), 0, XN_FLAG_RFC2253);
  return detail::written(bio);
}

bool Certificate::is_for(std::string_view address) const {
  return std::any_of(addresses_.begin(), addresses_.end(), [&](const std::string& each) { return folded(each) == folded(address); });
}

std::string Certificate::pem() const {
  const detail::Owned<BIO> bio = detail::writing();
  PEM_write_bio_X509(bio.get(), handle_.get());
  return detail::written(bio);
}

Result<Identity> Identity::from_pem(std::string_view certificate, std::string_view key, const std::string& password) {
  auto read = Certificate::from_pem(certificate);
  if (!read) return read.error();
  const detail::Owned<BIO> from = detail::reading(key);
  std::string secret = password;
  std::shared_ptr<EVP_PKEY> opened(PEM_read_bio_PrivateKey_ex(from.get(), nullptr, give_password, &secret, detail::library(), nullptr),
                                   detail::FreeHandle());
  if (!opened) return Error{"the private key cannot be read: " + detail::last_error(), "PEM, with its password if it has one", {}};
  if (X509_check_private_key(read->handle(), opened.get()) != 1) {
    return Error{"the private key does not belong to the certificate: " + detail::last_error(), "", {}};
  }
  return Identity(*std::move(read), std::move(opened));
}

Result<Identity> Identity::from_p12(std::string_view bytes, const std::string& password) {
  const detail::Owned<BIO> from = detail::reading(bytes);
  const std::unique_ptr<PKCS12, decltype(&PKCS12_free)> file(d2i_PKCS12_bio(from.get(), nullptr), PKCS12_free);
  EVP_PKEY* key = nullptr;
  X509* certificate = nullptr;
  const bool is_open = file && PKCS12_parse(file.get(), password.c_str(), &key, &certificate, nullptr) == 1;
  const detail::Owned<EVP_PKEY> owned_key(key);
  const detail::Owned<X509> owned_certificate(certificate);
  if (!is_open) return Error{"the PKCS #12 file cannot be opened: " + detail::last_error(), "is the password right?", {}};
  if (key == nullptr || certificate == nullptr) return Error{"the PKCS #12 file holds no certificate with its key", "", {}};
  const auto moved = moved_into_context(certificate);
  if (!moved) return moved.error();
  const detail::Owned<BIO> pem = detail::writing();
  PEM_write_bio_PKCS8PrivateKey(pem.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  return from_pem(moved->pem(), detail::written(pem));
}

std::string Identity::key_pem() const {
  const detail::Owned<BIO> bio = detail::writing();
  PEM_write_bio_PKCS8PrivateKey(bio.get(), key_.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return detail::written(bio);
}

}  // namespace sim::auth
