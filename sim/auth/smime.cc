#include "sim/auth/smime.h"

#include <algorithm>

#include "sim/auth/base64.h"
#include "sim/mail/entity.h"

namespace sim::auth {
namespace {

constexpr int most_layers = 4;
constexpr std::size_t line_octets = 76;   ///< RFC 2045, 6.8

std::string lowered(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

std::string base64_body(std::string_view bytes) {
  const std::string flat = to_base64(bytes);
  std::string out;
  for (std::size_t at = 0; at < flat.size(); at += line_octets) out.append(flat, at, line_octets).append("\r\n");
  return out;
}

std::string with_crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 40);
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) out += '\r';
    out += text[i];
  }
  return out;
}

/// A message in two: the fields that stay outside, and the MIME entity with its Content-* fields that is signed or encrypted (RFC 8551, 3.1).
struct Halves {
  std::string outside, entity;
};

Halves halves_of(std::string_view raw) {
  const mail::FieldScan scan = mail::scan_fields(raw, {});
  Halves halves;
  for (const mail::HeaderField& field : scan.fields) {
    const std::string name = lowered(field.name);
    if (name == "mime-version") continue;
    std::string& into = name.starts_with("content-") ? halves.entity : halves.outside;
    into.append(field.name).append(":").append(with_crlf(field.value)).append("\r\n");
  }
  if (scan.fields.empty() && !scan.has_end) {  // no header at all: everything is body
    halves.entity = "\r\n" + with_crlf(raw);
    return halves;
  }
  halves.entity.append("\r\n").append(with_crlf(raw.substr(scan.body_at)));
  return halves;
}

/// A decrypted or unwrapped entity under the fields that stood outside. Of its own fields only Content-* count: From and Subject
/// are the outer ones, whatever an envelope brings along.
std::string under_fields_of(std::string_view raw, std::string_view entity) {
  return halves_of(raw).outside + "MIME-Version: 1.0\r\n" + halves_of(entity).entity;
}

/// What a multipart/signed signs, octet by octet: its first part with its header (RFC 1847, 2.1).
std::optional<std::string_view> signed_part(const mail::Message& message) {
  const auto& entities = message.entities().entities;
  if (entities.front().children.size() < 2) return std::nullopt;
  const mail::Entity& first = entities[entities.front().children[0]];
  if (first.header.data() == nullptr || first.body.data() < first.header.data()) return std::nullopt;
  const std::size_t size = static_cast<std::size_t>(first.body.data() - first.header.data()) + first.body.size();
  return std::string_view(first.header.data(), size);
}

/// The last signature among the leaves: those before belong to what is signed. "" if there is none.
std::string signature_octets(const mail::Message& message) {
  const auto& parts = message.parts();
  for (auto part = parts.rbegin(); part != parts.rend(); ++part) {
    if (part->content_type == "application/pkcs7-signature" || part->content_type == "application/x-pkcs7-signature") return message.content(*part);
  }
  return {};
}

/// RFC 8550, 3: the certificate's addresses must have that of From (or Sender); a certificate without addresses fits all.
void compare_addresses(const mail::Message& message, const Certificate& signer, Verification& verdict) {
  if (verdict.state != SignatureState::valid || signer.addresses().empty()) return;
  std::string shown;
  for (const char* field : {"From", "Sender"}) {
    for (const mail::NamedAddress& each : message.addresses(field)) {
      if (signer.is_for(each.address.text())) return;
      if (shown.empty()) shown = each.address.text();
    }
  }
  verdict.state = SignatureState::address_mismatch;
  verdict.reason = "the certificate is for " + signer.addresses().front() + ", the mail is from " + (shown.empty() ? "nobody" : shown);
}

Verification verification_of(const mail::Message& message, const CmsVerification& found) {
  Verification verdict{found.state, {}, found.reason};
  if (!found.signer) return verdict;
  verdict.signer = found.signer->addresses().empty() ? found.signer->subject() : found.signer->addresses().front();
  compare_addresses(message, *found.signer, verdict);
  return verdict;
}

Verification verify_beside(const mail::Message& message, const Keyring& keys, Instant now) {
  const auto content = signed_part(message);
  const std::string der = content ? signature_octets(message) : std::string();
  if (der.empty()) return {SignatureState::unreadable, {}, "the signature's part is missing"};
  return verification_of(message, verify(der, with_crlf(*content), keys.trust, now));
}

std::string pkcs7_mail(const std::string& outside, std::string_view type, std::string_view der) {
  return outside + "MIME-Version: 1.0\r\nContent-Type: application/pkcs7-mime; smime-type=" + std::string(type) +
         "; name=\"smime.p7m\"\r\nContent-Transfer-Encoding: base64\r\nContent-Disposition: attachment; filename=\"smime.p7m\"\r\n\r\n" +
         base64_body(der);
}

/// Opens one mail layer after layer.
class Opener {
 public:
  Opener(const Keyring& keys, const OpenOptions& options) : keys_(keys), options_(options) {}

  /// The mail inside; nothing if this is the innermost that opens.
  std::optional<std::string> open(const mail::Message& message) {
    switch (smime_kind(message)) {
      case SmimeKind::signed_beside:
        if (options_.verifies) keep(verify_beside(message, keys_, options_.now));
        return std::nullopt;
      case SmimeKind::signed_inside: return options_.verifies ? unwrap(message) : std::nullopt;
      case SmimeKind::encrypted: return decrypted(message);
      case SmimeKind::none: break;
    }
    return std::nullopt;
  }

  OpenedMail opened;

 private:
  void keep(Verification verdict) {
    if (!opened.signature.is_bad()) opened.signature = std::move(verdict);
  }

  std::optional<std::string> unwrap(const mail::Message& message) {
    const CmsVerification found = verify(message.content(message.parts().front()), std::nullopt, keys_.trust, options_.now);
    keep(verification_of(message, found));
    if (found.content.empty()) return std::nullopt;
    return under_fields_of(message.raw(), found.content);
  }

  std::optional<std::string> decrypted(const mail::Message& message) {
    opened.is_encrypted = true;
    if (!options_.decrypts) return std::nullopt;
    const auto content = decrypt(message.content(message.parts().front()), keys_.identities);
    if (!content) opened.trouble = content.error().what;
    return content ? std::optional(under_fields_of(message.raw(), *content)) : std::nullopt;
  }

  const Keyring& keys_;
  const OpenOptions& options_;
};

}  // namespace

SmimeKind smime_kind(const mail::Message& message) {
  const std::string type = message.content_type();
  if (type == "multipart/signed") {
    const std::string protocol = lowered(message.content_type_parameter("protocol"));
    const bool is_ours = protocol == "application/pkcs7-signature" || protocol == "application/x-pkcs7-signature";
    return is_ours ? SmimeKind::signed_beside : SmimeKind::none;
  }
  if (type != "application/pkcs7-mime" && type != "application/x-pkcs7-mime") return SmimeKind::none;
  const std::string kind = lowered(message.content_type_parameter("smime-type"));
  if (kind == "signed-data") return SmimeKind::signed_inside;
  return kind.empty() || kind == "enveloped-data" || kind == "authenveloped-data" ? SmimeKind::encrypted : SmimeKind::none;
}

Result<std::string> signed_mail(std::string_view raw, const Identity& signer, const SignOptions& options, Random& random) {
  const Halves halves = halves_of(raw);
  const std::string boundary = "=_" + random.token(24);
  const auto signature = sign_detached(halves.entity, signer, options, random);
  if (!signature) return signature.error();
  return halves.outside + "MIME-Version: 1.0\r\nContent-Type: multipart/signed; protocol=\"application/pkcs7-signature\";\r\n micalg=sha-256; boundary=\"" +
         boundary + "\"\r\n\r\nThis is a signed message in MIME format.\r\n\r\n--" + boundary + "\r\n" + halves.entity + "\r\n--" + boundary +
         "\r\nContent-Type: application/pkcs7-signature; name=\"smime.p7s\"\r\nContent-Transfer-Encoding: base64\r\n"
         "Content-Disposition: attachment; filename=\"smime.p7s\"\r\n\r\n" +
         base64_body(*signature) + "\r\n--" + boundary + "--\r\n";
}

Result<std::string> encrypted_mail(std::string_view raw, const std::vector<Certificate>& recipients, ContentCipher cipher, Random& random) {
  const Halves halves = halves_of(raw);
  const auto der = encrypt(halves.entity, recipients, cipher, random);
  if (!der) return der.error();
  return pkcs7_mail(halves.outside, cipher == ContentCipher::aes_256_gcm ? "authEnveloped-data" : "enveloped-data", *der);
}

OpenedMail open_mail(const mail::Message& message, const Keyring& keys, const OpenOptions& options) {
  Opener opener(keys, options);
  std::optional<std::string> inner = opener.open(message);
  for (int layer = 1; inner && layer <= most_layers; ++layer) {
    opener.opened.raw = std::move(inner);
    inner = layer < most_layers ? opener.open(mail::Message(*opener.opened.raw)) : std::nullopt;
  }
  return std::move(opener.opened);
}

}  // namespace sim::auth
