#include "sim/sender/dkim_sign.h"

#include <openssl/pem.h>
#include <openssl/x509.h>

#include <algorithm>
#include <array>

#include "sim/auth/base64.h"
#include "sim/auth/detail/openssl.h"
#include "sim/sender/dkim_canon.h"
#include "sim/auth/sasl_digest.h"

namespace sim::sender {
namespace {

namespace detail = auth::detail;
using auth::sha256;
using auth::to_base64;

/// What is signed if it is there (RFC 6376, 5.4.1), in this order; From always.
constexpr std::array signed_fields{"From",       "Sender",      "Reply-To",     "Subject",      "Date",          "To",
                                   "Cc",         "Message-ID",  "In-Reply-To",  "References",   "MIME-Version",  "Content-Type",
                                   "Content-Transfer-Encoding", "List-Unsubscribe", "List-Unsubscribe-Post"};
constexpr std::size_t header_columns = 72;
constexpr std::size_t longest_string = 255;

/// The list h=.
std::vector<std::string> names_to_sign(const SignedMail& mail, const DkimSigner& signer) {
  const std::vector<std::string> wanted = signer.fields.empty() ? usual_signed_fields(mail) : signer.fields;
  std::vector<std::string> out;
  for (std::size_t i = 0; i < wanted.size(); ++i) {
    out.push_back(wanted[i]);
    if (signer.oversigns && mail.count(lower_case(wanted[i])) > 0 && (i + 1 == wanted.size() || wanted[i + 1] != wanted[i])) out.push_back(wanted[i]);
  }
  return out;
}

/// The tags that most signatures do without, on a line of their own.
std::string rare_tags(const DkimSigner& signer, const std::optional<std::size_t>& length) {
  std::string out = signer.identity.empty() ? "" : "i=" + signer.identity + ';';
  if (length) out += (out.empty() ? "" : " ") + ("l=" + std::to_string(*length)) + ';';
  return out.empty() ? out : "\r\n\t" + out;
}

/// Pieces joined by `separator` on lines of their own where they grow too long.
std::string folded_list(const std::vector<std::string>& pieces, std::string_view separator) {
  std::string out;
  std::size_t column = 3;
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    if (i > 0) out += separator;
    if (i > 0 && column + pieces[i].size() + 1 > header_columns) {
      out += "\r\n\t ";
      column = 2;
    }
    out += pieces[i];
    column += pieces[i].size() + 1;
  }
  return out;
}

std::vector<std::string> cut(std::string_view text, std::size_t octets) {
  std::vector<std::string> out;
  for (; !text.empty(); text.remove_prefix(std::min(octets, text.size()))) out.emplace_back(text.substr(0, octets));
  return out;
}

}  // namespace

std::string_view algorithm_name(DkimAlgorithm algorithm) { return algorithm == DkimAlgorithm::rsa_sha256 ? "rsa-sha256" : "ed25519-sha256"; }

Result<DkimKey> DkimKey::from_pem(std::string_view pem) {
  const detail::Owned<BIO> from = detail::reading(pem);
  const auto no_password = [](char*, int, int, void*) { return 0; };
  std::shared_ptr<EVP_PKEY> key(PEM_read_bio_PrivateKey(from.get(), nullptr, no_password, nullptr), detail::FreeHandle());
  const std::string trouble = detail::last_error();
  if (!key) return Error{"the DKIM key cannot be read: " + trouble, "a private key in PEM form, without password", {}};
  const int kind = EVP_PKEY_get_base_id(key.get());
  if (kind == EVP_PKEY_ED25519) return DkimKey(std::move(key), DkimAlgorithm::ed25519_sha256);
  if (kind != EVP_PKEY_RSA) return Error{"the DKIM key is neither RSA nor Ed25519", "", {}};
  if (EVP_PKEY_get_bits(key.get()) < 1024) return Error{"an RSA key for DKIM needs 1024 bits (RFC 8301)", "2048 are usual", {}};
  return DkimKey(std::move(key), DkimAlgorithm::rsa_sha256);
}

DkimKey DkimKey::from_random(Random& random) {
  std::array<unsigned char, 32> seed{};
  for (unsigned char& octet : seed) octet = static_cast<unsigned char>(random.below(256));
  return DkimKey(std::shared_ptr<EVP_PKEY>(EVP_PKEY_new_raw_private_key(EVP_PKEY_ED25519, nullptr, seed.data(), seed.size()), detail::FreeHandle()),
                 DkimAlgorithm::ed25519_sha256);
}

std::string DkimKey::record() const {
  if (algorithm_ == DkimAlgorithm::ed25519_sha256) {
    std::array<unsigned char, 32> octets{};
    std::size_t size = octets.size();
    EVP_PKEY_get_raw_public_key(key_.get(), octets.data(), &size);
    return "v=DKIM1; k=ed25519; p=" + to_base64({reinterpret_cast<const char*>(octets.data()), size});
  }
  const detail::Owned<BIO> out = detail::writing();
  i2d_PUBKEY_bio(out.get(), key_.get());
  return "v=DKIM1; k=rsa; p=" + to_base64(detail::written(out));
}

std::string DkimKey::sign(std::string_view octets) const {
  const bool is_rsa = algorithm_ == DkimAlgorithm::rsa_sha256;
  // RFC 8463, 3: Ed25519 signs the digest as its message.
  const std::string message = is_rsa ? std::string(octets) : sha256(octets);
  const detail::Owned<EVP_MD_CTX> context(EVP_MD_CTX_new());
  const auto* data = reinterpret_cast<const unsigned char*>(message.data());
  std::size_t size = 0;
  if (EVP_DigestSignInit(context.get(), nullptr, is_rsa ? EVP_sha256() : nullptr, nullptr, key_.get()) != 1 ||
      EVP_DigestSign(context.get(), nullptr, &size, data, message.size()) != 1) {
    return {};
  }
  std::string signature(size, '\0');
  EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, data, message.size());
  signature.resize(size);
  return signature;
}

std::vector<std::string> usual_signed_fields(const SignedMail& mail) {
  std::vector<std::string> out;
  for (const std::string_view name : signed_fields) {
    const std::size_t times = std::max<std::size_t>(mail.count(lower_case(name)), name == "From" ? 1 : 0);
    out.insert(out.end(), times, std::string(name));
  }
  return out;
}

std::string dkim_signature(std::string_view raw, const DkimSigner& signer, Instant now) {
  SignedMail mail(raw);
  const std::vector<std::string> names = names_to_sign(mail, signer);
  const std::string& body = mail.body(signer.canon.body);
  const std::optional<std::size_t> length = signer.body_octets ? std::optional(std::min(*signer.body_octets, body.size())) : std::nullopt;
  const auto seconds = std::chrono::floor<std::chrono::seconds>(now.time_since_epoch());
  const std::string expiry = signer.lifetime.count() == 0 ? "" : "; x=" + std::to_string((seconds + std::chrono::ceil<std::chrono::seconds>(signer.lifetime)).count());
  const std::string value = " v=1; a=" + std::string(algorithm_name(signer.key.algorithm())) + "; c=" + signer.canon.text() + ";\r\n\td=" + signer.domain +
                            "; s=" + signer.selector + "; t=" + std::to_string(seconds.count()) + expiry + ";" + rare_tags(signer, length) + "\r\n\tbh=" +
                            to_base64(sha256(std::string_view(body).substr(0, length.value_or(body.size())))) + ";\r\n\th=" + folded_list(names, ":") +
                            ";\r\n\tb=";
  std::vector<std::string> lower;
  std::transform(names.begin(), names.end(), std::back_inserter(lower), [](const std::string& name) { return lower_case(name); });
  // The field itself comes last, with an empty b= and without line end (RFC 6376, 3.7).
  const std::string own = signer.canon.header == Canon::simple ? "DKIM-Signature:" + value : relaxed_header("DKIM-Signature", value);
  const std::string signature = signer.key.sign(mail.header(lower, signer.canon.header, mail.fields().size()) + own);
  return "DKIM-Signature:" + value + folded_list(cut(to_base64(signature), header_columns - 4), "") + "\r\n";
}

std::vector<std::string> character_strings(std::string_view text) { return cut(text, longest_string); }

}  // namespace sim::sender
