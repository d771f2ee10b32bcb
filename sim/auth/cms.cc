#include "sim/auth/cms.h"

#include <openssl/err.h>

#include <algorithm>

#include "sim/auth/detail/openssl.h"

namespace sim::auth {
namespace {

using detail::Certificates;
using detail::Owned;

Error too_large(std::size_t octets) { return Error{"the content has " + std::to_string(octets) + " octets: too many", "", {}}; }

Owned<CMS_ContentInfo> read_cms(std::string_view der) {
  if (der.size() > most_cms_octets) return nullptr;
  CMS_ContentInfo* content = CMS_ContentInfo_new_ex(detail::library(), nullptr);
  const Owned<BIO> from = detail::reading(der);
  if (d2i_CMS_bio(from.get(), &content) == nullptr) {
    CMS_ContentInfo_free(content);  // null if reading it failed, and still there if there was nothing to read
    return nullptr;
  }
  return Owned<CMS_ContentInfo>(content);
}

std::string der_of(CMS_ContentInfo* content) {
  const Owned<BIO> out = detail::writing();
  i2d_CMS_bio(out.get(), content);
  return detail::written(out);
}

Certificates stack_of(const std::vector<Certificate>& certificates) {
  Certificates stack(sk_X509_new_null());
  for (const Certificate& each : certificates) {
    X509_up_ref(each.handle());
    sk_X509_push(stack.get(), each.handle());
  }
  return stack;
}

/// Reading draws too (blinding); what, nobody sees.
void draw_something() {
  static thread_local Random nothing_in_particular(1, "reading CMS");
  detail::draw_from(nothing_in_particular);
}

bool add_signing_time(CMS_SignerInfo* signer, Instant at) {
  const auto seconds = std::chrono::floor<std::chrono::seconds>(at.time_since_epoch()).count();
  const Owned<ASN1_TIME> time(ASN1_TIME_set(nullptr, static_cast<std::time_t>(seconds)));
  return time && CMS_signed_add1_attr_by_NID(signer, NID_pkcs9_signingTime, time->type, time.get(), -1) == 1;
}

/// The verdict on a certificate of its own: chain, time, purpose.
CmsVerification judge_chain(X509* certificate, STACK_OF(X509)* others, const Trust& trust, Instant now) {
  const Owned<X509_STORE> store(X509_STORE_new());
  for (const Certificate& anchor : trust.anchors) X509_STORE_add_cert(store.get(), anchor.handle());
  const Owned<X509_STORE_CTX> context(X509_STORE_CTX_new_ex(detail::library(), nullptr));
  X509_STORE_CTX_init(context.get(), store.get(), certificate, others);
  X509_STORE_CTX_set_default(context.get(), "smime_sign");
  X509_VERIFY_PARAM* parameters = X509_STORE_CTX_get0_param(context.get());
  // A certificate that is trusted itself needs no authority above it.
  X509_VERIFY_PARAM_set_flags(parameters, X509_V_FLAG_PARTIAL_CHAIN);
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch()).count();
  X509_VERIFY_PARAM_set_time(parameters, static_cast<std::time_t>(seconds));
  if (X509_verify_cert(context.get()) == 1) return {SignatureState::valid, {}, {}, {}};
  const int code = X509_STORE_CTX_get_error(context.get());
  ERR_clear_error();
  const bool is_of_time = code == X509_V_ERR_CERT_HAS_EXPIRED || code == X509_V_ERR_CERT_NOT_YET_VALID;
  return {is_of_time ? SignatureState::expired : SignatureState::untrusted, X509_verify_cert_error_string(code), {}, {}};
}

/// Why OpenSSL did not take the signature, the chain aside.
SignatureState failure_of(unsigned long code) {
  if (ERR_GET_LIB(code) != ERR_LIB_CMS) return SignatureState::tampered;
  switch (ERR_GET_REASON(code)) {
    case CMS_R_SIGNER_CERTIFICATE_NOT_FOUND: return SignatureState::no_certificate;
    case CMS_R_VERIFICATION_FAILURE:
    case CMS_R_CONTENT_VERIFY_ERROR: return SignatureState::tampered;
    default: return SignatureState::unreadable;
  }
}

/// True if the content key is wrapped for that certificate, by key transport or by key agreement.
bool is_wrapped_for(CMS_RecipientInfo* info, X509* certificate) {
  switch (CMS_RecipientInfo_type(info)) {
    case CMS_RECIPINFO_TRANS: return CMS_RecipientInfo_ktri_cert_cmp(info, certificate) == 0;
    case CMS_RECIPINFO_AGREE: {
      STACK_OF(CMS_RecipientEncryptedKey)* keys = CMS_RecipientInfo_kari_get0_reks(info);
      for (int i = 0; i < sk_CMS_RecipientEncryptedKey_num(keys); ++i) {
        if (CMS_RecipientEncryptedKey_cert_cmp(sk_CMS_RecipientEncryptedKey_value(keys, i), certificate) == 0) return true;
      }
      return false;
    }
    default: return false;
  }
}

/// Asked before decrypting: OpenSSL would try a random key in place of one that does not fit, and may take noise for content.
bool is_encrypted_for(CMS_ContentInfo* content, X509* certificate) {
  STACK_OF(CMS_RecipientInfo)* infos = CMS_get0_RecipientInfos(content);
  for (int i = 0; i < sk_CMS_RecipientInfo_num(infos); ++i) {
    if (is_wrapped_for(sk_CMS_RecipientInfo_value(infos, i), certificate)) return true;
  }
  return false;
}

CmsVerification failed(SignatureState state, std::string reason) { return {state, std::move(reason), {}, {}}; }

/// Each signer's chain; the first that does not hold decides.
CmsVerification judge_signers(CMS_ContentInfo* content, const Trust& trust, Instant now) {
  const Certificates others(CMS_get1_certs(content));
  STACK_OF(X509)* signers = CMS_get0_signers(content);
  CmsVerification verdict = failed(SignatureState::unreadable, "nobody signed it");
  for (int i = 0; i < sk_X509_num(signers); ++i) {
    X509* certificate = sk_X509_value(signers, i);
    verdict = judge_chain(certificate, others.get(), trust, now);
    X509_up_ref(certificate);
    verdict.signer = Certificate(certificate);
    if (verdict.state != SignatureState::valid) break;
  }
  sk_X509_free(signers);
  return verdict;
}

}  // namespace

std::string_view state_name(SignatureState state) {
  static constexpr std::string_view names[] = {"not signed", "valid",     "tampered", "unreadable",
                                               "without certificate", "untrusted", "expired",  "of another address"};
  return names[static_cast<std::size_t>(state)];
}

CmsKind cms_kind(std::string_view der) {
  const auto content = read_cms(der);
  ERR_clear_error();
  if (!content) return CmsKind::other;
  switch (OBJ_obj2nid(CMS_get0_type(content.get()))) {
    case NID_pkcs7_signed: return CmsKind::signed_data;
    case NID_pkcs7_enveloped: return CmsKind::enveloped;
    case NID_id_smime_ct_authEnvelopedData: return CmsKind::auth_enveloped;
    default: return CmsKind::other;
  }
}

Result<std::string> sign_detached(std::string_view content, const Identity& signer, const SignOptions& options, Random& random) {
  if (content.size() > most_cms_octets) return too_large(content.size());
  detail::draw_from(random);
  const Owned<BIO> from = detail::reading(content);
  const unsigned flags = CMS_DETACHED | CMS_BINARY | (options.with_certificate ? 0U : unsigned{CMS_NOCERTS});
  const Owned<CMS_ContentInfo> made(CMS_sign_ex(nullptr, nullptr, nullptr, from.get(), flags | CMS_PARTIAL, detail::library(), nullptr));
  CMS_SignerInfo* info = made ? CMS_add1_signer(made.get(), signer.certificate().handle(), signer.key(), EVP_sha256(), flags) : nullptr;
  if (info == nullptr || !add_signing_time(info, options.at) || CMS_final(made.get(), from.get(), nullptr, flags) != 1) {
    return Error{"the mail cannot be signed: " + detail::last_error(), "", {}};
  }
  return der_of(made.get());
}

Result<std::string> encrypt(std::string_view content, const std::vector<Certificate>& recipients, ContentCipher cipher, Random& random) {
  if (content.size() > most_cms_octets) return too_large(content.size());
  if (recipients.empty()) return Error{"there is no certificate to encrypt for", "", {}};
  detail::draw_from(random, recipients.size());
  const Owned<BIO> from = detail::reading(content);
  const EVP_CIPHER* algorithm = cipher == ContentCipher::aes_256_gcm ? EVP_aes_256_gcm() : EVP_aes_256_cbc();
  const Owned<CMS_ContentInfo> made(
      CMS_encrypt_ex(stack_of(recipients).get(), from.get(), algorithm, CMS_BINARY, detail::library(), nullptr));
  if (!made) return Error{"the mail cannot be encrypted: " + detail::last_error(), "", {}};
  return der_of(made.get());
}

Result<std::string> decrypt(std::string_view der, const std::vector<Identity>& identities) {
  if (identities.empty()) return Error{"there is no key to decrypt with", "", {}};
  std::string trouble = "it is no encrypted CMS object";
  for (const Identity& identity : identities) {
    draw_something();
    // Read anew for each key: a failed try leaves its traces in the object.
    const auto content = read_cms(der);
    if (!content) break;
    X509* certificate = identity.certificate().handle();
    const int type = OBJ_obj2nid(CMS_get0_type(content.get()));
    if (type != NID_pkcs7_enveloped && type != NID_id_smime_ct_authEnvelopedData) break;
    if (!is_encrypted_for(content.get(), certificate)) {
      trouble = "it is encrypted for others";
      continue;
    }
    const Owned<BIO> out = detail::writing();
    if (CMS_decrypt(content.get(), identity.key(), certificate, nullptr, out.get(), CMS_BINARY | CMS_DEBUG_DECRYPT) == 1) {
      return detail::written(out);
    }
    trouble = detail::last_error();
  }
  ERR_clear_error();
  return Error{trouble, "", {}};
}

CmsVerification verify(std::string_view der, std::optional<std::string_view> detached, const Trust& trust, Instant now) {
  draw_something();
  const auto content = read_cms(der);
  ERR_clear_error();
  if (!content || OBJ_obj2nid(CMS_get0_type(content.get())) != NID_pkcs7_signed) return failed(SignatureState::unreadable, "it is no CMS signature");
  if (!detached && CMS_get0_content(content.get()) != nullptr && *CMS_get0_content(content.get()) == nullptr) {
    return failed(SignatureState::unreadable, "the signed content is missing");
  }
  const Owned<BIO> beside = detached ? detail::reading(*detached) : nullptr;
  const Owned<BIO> out = detail::writing();
  const Certificates known = stack_of(trust.known);
  if (CMS_verify(content.get(), known.get(), nullptr, beside.get(), out.get(), CMS_NO_SIGNER_CERT_VERIFY | CMS_BINARY) != 1) {
    const unsigned long code = ERR_peek_last_error();
    return failed(failure_of(code), detail::last_error());
  }
  ERR_clear_error();
  CmsVerification verdict = judge_signers(content.get(), trust, now);
  if (!detached) verdict.content = detail::written(out);
  return verdict;
}

}  // namespace sim::auth
