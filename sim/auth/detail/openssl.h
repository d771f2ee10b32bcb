// OpenSSL's handles with their owners, and the library context in which S/MIME draws its "random" bytes from the story's seed.
#pragma once
#include <openssl/bio.h>
#include <openssl/cms.h>
#include <openssl/evp.h>
#include <openssl/x509.h>

#include <memory>
#include <string>
#include <string_view>

#include "sim/random.h"

namespace sim::auth::detail {

struct FreeHandle {
  void operator()(BIO* bio) const { BIO_free_all(bio); }
  void operator()(CMS_ContentInfo* content) const { CMS_ContentInfo_free(content); }
  void operator()(ASN1_TIME* time) const { ASN1_TIME_free(time); }
  void operator()(X509* certificate) const { X509_free(certificate); }
  void operator()(X509_STORE* store) const { X509_STORE_free(store); }
  void operator()(X509_STORE_CTX* context) const { X509_STORE_CTX_free(context); }
  void operator()(EVP_PKEY* key) const { EVP_PKEY_free(key); }
  void operator()(EVP_MD_CTX* context) const { EVP_MD_CTX_free(context); }
  /// A stack of certificates that owns them.
  void operator()(STACK_OF(X509)* stack) const { sk_X509_pop_free(stack, X509_free); }
};
template <class T>
using Owned = std::unique_ptr<T, FreeHandle>;
using Certificates = std::unique_ptr<STACK_OF(X509), FreeHandle>;

/// The context of all S/MIME work. Its generators give what draw_from() fed this thread, nothing else: padding, content keys and IVs of a
/// story come from its seed, so that its bytes are the same in every run. Fit for test keys only.
OSSL_LIB_CTX* library();
/// What the next operations of this thread draw: bytes of `random`, enough for so many recipients.
void draw_from(Random& random, std::size_t recipients = 1);

/// Reads `bytes`, which must outlive it.
Owned<BIO> reading(std::string_view bytes);
/// Collects what is written.
Owned<BIO> writing();
std::string written(const Owned<BIO>& bio);

/// The reason of OpenSSL's last error, "unknown error" if it gave none; clears its errors.
std::string last_error();

}  // namespace sim::auth::detail
