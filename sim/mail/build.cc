#include "sim/mail/detail/charset.h"
#include "sim/mail/detail/words.h"
#include "sim/mail/message.h"

namespace sim::mail {
namespace {

using detail::field_line;

/// A finished entity: its Content- fields and its body, both with CRLF.
struct Piece {
  std::string fields;
  std::string body;
};

std::string crlf(std::string_view text) {
  std::string out;
  out.reserve(text.size() + text.size() / 32 + 2);
  while (!text.empty()) {
    const std::size_t line = std::min(text.find('\n'), text.size());
    out += text.substr(0, line);
    if (line == text.size()) break;
    if (line == 0 || text[line - 1] != '\r') out += '\r';
    out += '\n';
    text.remove_prefix(line + 1);
  }
  if (!out.empty() && out.back() != '\n') out += "\r\n";
  return out;
}

/// Text with CRLF line ends can go as it stands: no lone CR or NUL, no line over 998 octets (RFC 5322, 2.1.1), and ASCII unless 8bit is allowed
/// (RFC 6152).
bool is_plain(std::string_view text, bool may_be_8bit = false) {
  constexpr std::size_t longest = 998;
  if ((!may_be_8bit && !detail::is_ascii(text)) || text.find('\0') != std::string_view::npos) return false;
  std::size_t line = 0;
  for (std::size_t cr = text.find('\r'); cr != std::string_view::npos; cr = text.find('\r', line)) {
    if (cr - line > longest || cr + 1 == text.size() || text[cr + 1] != '\n') return false;
    line = cr + 2;
  }
  return text.size() - line <= longest;
}

/// Base64 is shorter than quoted-printable when more than about a sixth of the bytes must be escaped.
bool is_mostly_ascii(std::string_view text) {
  std::size_t high = 0;
  for (const char c : text) high += static_cast<unsigned char>(c) >= 0x80 ? 1 : 0;
  return high * 6 < text.size();
}

Piece text_piece(std::string_view subtype, std::string_view text, const std::string& wanted, bool may_be_8bit) {
  const std::string clean = detail::readable(text);
  const auto converted = wanted == "utf-8" ? std::nullopt : detail::from_utf8(clean, wanted);
  const std::string charset = converted ? wanted : "utf-8";
  std::string body = crlf(converted ? *converted : clean);
  Piece piece{field_line("Content-Type", "text/" + std::string(subtype) + "; charset=" + charset), ""};
  if (is_plain(body)) {
    // ISO-2022-JP is sent as it stands: it is a 7-bit encoding (RFC 1468).
    piece.fields += "Content-Transfer-Encoding: 7bit\r\n";
    piece.body = std::move(body);
  } else if (is_plain(body, may_be_8bit)) {
    piece.fields += "Content-Transfer-Encoding: 8bit\r\n";
    piece.body = std::move(body);
  } else if (charset == "utf-8" && is_mostly_ascii(body)) {
    piece.fields += "Content-Transfer-Encoding: quoted-printable\r\n";
    piece.body = detail::quoted_printable(body);
  } else {
    piece.fields += "Content-Transfer-Encoding: base64\r\n";
    piece.body = detail::base64_lines(body);
  }
  return piece;
}

/// RFC 2231 percent-encoding, in sections where it is long (RFC 2231, 3).
std::string extended_parameter(std::string_view name, std::string_view value, const std::string& wanted) {
  const auto converted = detail::from_utf8(value, wanted);
  const std::string bytes = converted ? *converted : std::string(value);
  std::string encoded = (converted ? wanted : "utf-8") + "''";
  static constexpr char digits[] = "0123456789ABCDEF";
  std::vector<std::string> sections;
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    const bool is_safe = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '_';
    if (encoded.size() > 57) sections.push_back(std::exchange(encoded, {}));
    if (is_safe) {
      encoded += c;
    } else {
      encoded += {'%', digits[byte >> 4], digits[byte & 15]};
    }
  }
  sections.push_back(encoded);
  if (sections.size() == 1) return "; " + std::string(name) + "*=" + sections.front();
  std::string out;
  for (std::size_t i = 0; i < sections.size(); ++i)
    out += "; " + std::string(name) + "*" + std::to_string(i) + "*=" + sections[i];
  return out;
}

std::string plain_parameter(std::string_view name, std::string_view value) {
  std::string out = "; " + std::string(name) + "=\"";
  for (const char c : value) {
    if (c == '"' || c == '\\') out += '\\';
    out += c;
  }
  return out + "\"";
}

Piece attachment_piece(const Attachment& attachment, const std::string& charset) {
  const std::string name = detail::single_line(detail::readable(attachment.file_name));
  const std::string type = detail::single_line(attachment.content_type);
  std::string as_type_parameter;
  std::string as_file_name;
  if (!name.empty() && (!detail::is_ascii(name) || name.size() > 60)) {
    // Both ways, as clients do: old ones read only the encoded word in Content-Type.
    if (!detail::is_ascii(name)) as_type_parameter = plain_parameter("name", detail::encode_words(name, charset));
    as_file_name = extended_parameter("filename", name, charset);
  } else if (!name.empty()) {
    as_type_parameter = plain_parameter("name", name);
    as_file_name = plain_parameter("filename", name);
  }
  Piece piece;
  piece.fields = field_line("Content-Type", type + as_type_parameter);
  if (detail::lower(type).compare(0, 14, "message/rfc822") == 0 && is_plain(crlf(attachment.content))) {
    // RFC 2046, 5.2.1: a message may not be encoded.
    piece.fields += "Content-Transfer-Encoding: 7bit\r\n";
    piece.body = crlf(attachment.content);
  } else {
    piece.fields += "Content-Transfer-Encoding: base64\r\n";
    piece.body = detail::base64_lines(attachment.content);
  }
  piece.fields += field_line("Content-Disposition", "attachment" + as_file_name);
  return piece;
}

/// "=_" can stand in no base64 or quoted-printable body (RFC 2045, 6.7); what may stand in plain text is too long to be met by chance.
std::string boundary_of(const Draft& draft, Random& random) {
  if (draft.style == Draft::Style::person) return "=_" + random.token(24);
  return "----=_Part_" + std::to_string(random.below(100'000)) + "_" + std::to_string(100'000'000 + random.below(900'000'000)) + "." +
         std::to_string(draft.date.time_since_epoch().count());
}

Piece multipart(std::string_view subtype, const std::vector<Piece>& pieces, const std::string& boundary) {
  Piece out{field_line("Content-Type", "multipart/" + std::string(subtype) + "; boundary=\"" + boundary + "\""), ""};
  std::size_t octets = boundary.size() + 8;
  for (const Piece& piece : pieces) octets += boundary.size() + piece.fields.size() + piece.body.size() + 8;
  out.body.reserve(octets);
  for (const Piece& piece : pieces) {
    out.body.append("--").append(boundary).append("\r\n").append(piece.fields).append("\r\n").append(piece.body).append("\r\n");
  }
  out.body.append("--").append(boundary).append("--\r\n");
  return out;
}

/// Addresses with their names encoded; a value that is no clean list goes as the story wrote it.
std::string address_value(std::string_view value, const std::string& charset) {
  const std::string flat = detail::single_line(value);
  if (detail::is_ascii(flat)) return flat;
  std::vector<std::string> faults;
  const auto list = parse_address_list(flat, &faults);
  if (list.empty() || !faults.empty()) return detail::encode_words(flat, charset);
  std::string out;
  for (const NamedAddress& each : list) {
    if (!out.empty()) out += ", ";
    if (each.display_name.empty()) {
      out += each.address.text();
      continue;
    }
    const bool needs_quotes = detail::is_ascii(each.display_name) &&
                              each.display_name.find_first_of("()<>[]:;@\\,.\"") != std::string::npos;
    if (!needs_quotes) {
      out += detail::encode_words(each.display_name, charset);
    } else {
      out += plain_parameter("", each.display_name).substr(3);
    }
    out += " <" + each.address.text() + ">";
  }
  return out;
}

std::string field_name(std::string_view name) {
  std::string out;
  for (const char c : name)
    if (c > 32 && c < 127 && c != ':') out += c;
  return out.empty() ? "X-Unnamed" : out;
}

std::string further_fields(const Draft& draft) {
  std::string out;
  for (const auto& [name, value] : draft.headers) out += field_line(field_name(name), detail::encode_words(value, draft.charset));
  return out;
}

std::string header_of(const Draft& draft, Random& random, std::string_view host) {
  std::string out;
  const auto add_addresses = [&](std::string_view name, std::string_view value) {
    if (!value.empty()) out += field_line(name, address_value(value, draft.charset));
  };
  out += field_line("Date", rfc5322_date(draft.date));
  add_addresses("From", draft.from);
  add_addresses("Reply-To", draft.reply_to);
  add_addresses("To", draft.to);
  add_addresses("Cc", draft.cc);
  const std::string subject = field_line("Subject", detail::encode_words(draft.subject, draft.charset));
  const bool is_person = draft.style == Draft::Style::person;
  if (is_person) out += subject;
  const std::string id = draft.message_id.empty() ? random.hex(24) + "@" + std::string(host) : detail::single_line(draft.message_id);
  out += field_line("Message-ID", "<" + id + ">");
  if (!is_person) out += subject;
  if (!draft.in_reply_to.empty()) out += field_line("In-Reply-To", detail::single_line(draft.in_reply_to));
  if (!draft.references.empty()) out += field_line("References", detail::single_line(draft.references));
  if (is_person) out += further_fields(draft);
  return out + "MIME-Version: 1.0\r\n";
}

}  // namespace

std::string build(const Draft& draft, Random& random, std::string_view host) {
  std::string out = header_of(draft, random, host);
  const std::string charset = detail::lower(draft.charset);
  std::vector<Piece> bodies;
  if (!draft.text.empty() || draft.html.empty()) bodies.push_back(text_piece("plain", draft.text, charset, draft.may_be_8bit));
  if (!draft.html.empty()) bodies.push_back(text_piece("html", draft.html, charset, draft.may_be_8bit));
  const bool is_java_mail = draft.style == Draft::Style::java_mail;
  Piece body = bodies.size() == 1 ? std::move(bodies.front()) : multipart("alternative", bodies, boundary_of(draft, random));
  if (!draft.attachments.empty() || is_java_mail) {
    std::vector<Piece> all;
    all.push_back(std::move(body));
    for (const Attachment& attachment : draft.attachments) all.push_back(attachment_piece(attachment, charset));
    body = multipart("mixed", all, boundary_of(draft, random));
  }
  out += body.fields;
  if (is_java_mail) out += further_fields(draft);
  return out.append("\r\n").append(body.body);
}

}  // namespace sim::mail
