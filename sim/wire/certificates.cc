#include "sim/wire/certificates.h"

#include <openssl/bio.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>

#include "sim/wire/tls_facts.h"

namespace sim::wire {
namespace {

constexpr Instant always_from{};
constexpr Instant always_to = Instant::max();

KeyPtr new_key() { return KeyPtr(EVP_EC_gen("P-256")); }

void set_time(ASN1_TIME* field, Instant when) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(stated_end(when).time_since_epoch());
  ASN1_TIME_set(field, time_t(seconds.count()));
}

void set_name(X509_NAME* name, std::string_view text) {
  // A common name has at most 64 characters (RFC 5280, upper bounds); clients look at the alternative names anyway.
  text = text.substr(0, 64);
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(text.data()),
                             int(text.size()), -1, 0);
}

bool add_extension(X509* certificate, int id, const std::string& value) {
  X509V3_CTX context;
  X509V3_set_ctx_nodb(&context);
  X509V3_set_ctx(&context, certificate, certificate, nullptr, nullptr, 0);
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, id, value.c_str());
  if (!extension) return false;
  X509_add_ext(certificate, extension, -1);
  X509_EXTENSION_free(extension);
  return true;
}

CertificatePtr blank(EVP_PKEY* key, Instant from, Instant to) {
  CertificatePtr out(X509_new());
  X509_set_version(out.get(), 2);
  unsigned char serial[8];
  RAND_bytes(serial, sizeof serial);
  serial[0] &= 0x7f;
  BIGNUM* const number = BN_bin2bn(serial, sizeof serial, nullptr);
  BN_to_ASN1_INTEGER(number, X509_get_serialNumber(out.get()));
  BN_free(number);
  set_time(X509_getm_notBefore(out.get()), from);
  set_time(X509_getm_notAfter(out.get()), to);
  X509_set_pubkey(out.get(), key);
  return out;
}

/// The alternative names as one DER value: names from a story are data, never text for OpenSSL's configuration parser.
bool add_names(X509* certificate, const std::vector<std::string>& names) {
  if (names.empty()) return true;
  GENERAL_NAMES* const list = sk_GENERAL_NAME_new_null();
  for (const auto& name : names) {
    ASN1_IA5STRING* const text = ASN1_IA5STRING_new();
    ASN1_STRING_set(text, name.data(), int(name.size()));
    GENERAL_NAME* const entry = GENERAL_NAME_new();
    GENERAL_NAME_set0_value(entry, GEN_DNS, text);
    sk_GENERAL_NAME_push(list, entry);
  }
  const bool added = X509_add1_ext_i2d(certificate, NID_subject_alt_name, list, 0, X509V3_ADD_DEFAULT) == 1;
  GENERAL_NAMES_free(list);
  return added;
}

int protocol_number(std::string_view version) {
  if (version == "TLSv1" || version == "TLSv1.0") return TLS1_VERSION;
  if (version == "TLSv1.1") return TLS1_1_VERSION;
  return version == "TLSv1.2" ? TLS1_2_VERSION : TLS1_3_VERSION;
}

std::string text_in(BIO* memory) {
  char* text = nullptr;
  const auto size = BIO_get_mem_data(memory, &text);
  std::string out(text, std::size_t(size));
  BIO_free(memory);
  return out;
}

std::string pem_of(X509* certificate) {
  BIO* const memory = BIO_new(BIO_s_mem());
  PEM_write_bio_X509(memory, certificate);
  return text_in(memory);
}

TlsContextPtr new_context(const SSL_METHOD* method) {
  TlsContextPtr context(SSL_CTX_new(method));
  SSL_CTX_set_mode(context.get(), SSL_MODE_RELEASE_BUFFERS);
  SSL_CTX_set_session_cache_mode(context.get(), SSL_SESS_CACHE_OFF);
  return context;
}

}  // namespace

void FreeOpenSsl::operator()(x509_st* certificate) const { X509_free(certificate); }
void FreeOpenSsl::operator()(evp_pkey_st* key) const { EVP_PKEY_free(key); }
void FreeOpenSsl::operator()(ssl_ctx_st* context) const { SSL_CTX_free(context); }

CertificateAuthority::CertificateAuthority() : key_(new_key()), certificate_(blank(key_.get(), always_from, always_to)) {
  set_name(X509_get_subject_name(certificate_.get()), world_ca_name);
  X509_set_issuer_name(certificate_.get(), X509_get_subject_name(certificate_.get()));
  add_extension(certificate_.get(), NID_basic_constraints, "critical,CA:TRUE");
  add_extension(certificate_.get(), NID_key_usage, "critical,keyCertSign,cRLSign");
  add_extension(certificate_.get(), NID_subject_key_identifier, "hash");
  X509_sign(certificate_.get(), key_.get(), EVP_sha256());
}

/// A server's certificate for its key; null if OpenSSL cannot make one of these facts.
CertificatePtr CertificateAuthority::leaf(const Certificate& facts, EVP_PKEY* key) const {
  CertificatePtr out = blank(key, facts.not_before, facts.not_after);
  set_name(X509_get_subject_name(out.get()), facts.names.empty() ? "unnamed" : facts.names.front());
  const X509* const issuer = facts.trusted ? certificate_.get() : out.get();
  X509_set_issuer_name(out.get(), X509_get_subject_name(issuer));
  const bool fits = add_names(out.get(), facts.names) && add_extension(out.get(), NID_ext_key_usage, "serverAuth");
  if (!fits || X509_sign(out.get(), facts.trusted ? key_.get() : key, EVP_sha256()) == 0) return nullptr;
  return out;
}

std::optional<PemPair> CertificateAuthority::server_pem(const Certificate& facts) const {
  const KeyPtr key = new_key();
  const CertificatePtr own = leaf(facts, key.get());
  if (!own) return std::nullopt;
  BIO* const memory = BIO_new(BIO_s_mem());
  PEM_write_bio_PrivateKey(memory, key.get(), nullptr, nullptr, 0, nullptr, nullptr);
  return PemPair{pem_of(own.get()), text_in(memory)};
}

TlsContextPtr CertificateAuthority::server_context(const Certificate& facts) const {
  const KeyPtr key = new_key();
  const CertificatePtr own = leaf(facts, key.get());
  if (!own) return nullptr;

  TlsContextPtr context = new_context(TLS_server_method());
  if (facts.max_version < "TLSv1.2") SSL_CTX_set_security_level(context.get(), 0);
  SSL_CTX_set_min_proto_version(context.get(), 0);
  SSL_CTX_set_max_proto_version(context.get(), protocol_number(facts.max_version));
  SSL_CTX_set_num_tickets(context.get(), 0);
  if (SSL_CTX_use_certificate(context.get(), own.get()) != 1) return nullptr;
  if (SSL_CTX_use_PrivateKey(context.get(), key.get()) != 1) return nullptr;
  return context;
}

TlsContextPtr CertificateAuthority::client_context() const {
  TlsContextPtr context = new_context(TLS_client_method());
  SSL_CTX_set_min_proto_version(context.get(), TLS1_2_VERSION);
  X509_STORE_add_cert(SSL_CTX_get_cert_store(context.get()), certificate_.get());
  return context;
}

std::string CertificateAuthority::pem() const { return pem_of(certificate_.get()); }

}  // namespace sim::wire
