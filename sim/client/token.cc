#include "sim/client/token.h"

#include <boost/json/src.hpp>
#include <charconv>

#include "sim/auth/base64.h"

namespace sim::client {
namespace {

/// RFC 6749, appendix B.
std::string form_encoded(std::string_view text) {
  static constexpr std::string_view digits = "0123456789ABCDEF";
  std::string out;
  for (const char c : text) {
    const auto octet = static_cast<unsigned char>(c);
    const bool is_plain = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '-' || c == '.' || c == '_';
    if (is_plain) out += c;
    else if (c == ' ') out += '+';
    else (out += '%') += {digits[octet >> 4U], digits[octet & 15U]};
  }
  return out;
}

std::optional<std::string> form_decoded(std::string_view text) {
  std::string out;
  for (std::size_t at = 0; at < text.size(); ++at) {
    if (text[at] != '%') {
      out += text[at] == '+' ? ' ' : text[at];
      continue;
    }
    unsigned octet = 0;
    const std::string_view code = text.substr(at + 1, 2);
    const auto [end, fault] = std::from_chars(code.data(), code.data() + code.size(), octet, 16);
    if (code.size() != 2 || fault != std::errc{} || end != code.data() + 2) return std::nullopt;
    out += static_cast<char>(octet);
    at += 2;
  }
  return out;
}

std::string member_text(const boost::json::object& object, std::string_view name) {
  const auto* found = object.if_contains(name);
  if (found == nullptr || !found->is_string()) return "";
  return std::string(found->as_string().c_str(), std::min<std::size_t>(found->as_string().size(), 4000));
}

}  // namespace

std::string basic_authorization(std::string_view client_id, std::string_view client_secret) {
  return "Basic " + auth::to_base64(form_encoded(client_id) + ":" + form_encoded(client_secret));
}

std::optional<std::pair<std::string, std::string>> read_basic_authorization(std::string_view header) {
  if (!header.starts_with("Basic ")) return std::nullopt;
  const auto text = auth::from_base64(header.substr(6));
  if (!text) return std::nullopt;
  const std::size_t colon = text->find(':');
  if (colon == std::string::npos) return std::nullopt;
  const auto id = form_decoded(std::string_view(*text).substr(0, colon));
  const auto secret = form_decoded(std::string_view(*text).substr(colon + 1));
  if (!id || !secret) return std::nullopt;
  return std::pair(*id, *secret);
}

std::string form_text(const TokenRequest& request) {
  std::string out = "grant_type=" + form_encoded(request.grant);
  if (request.grant == "refresh_token") out += "&refresh_token=" + form_encoded(request.refresh_token);
  if (!request.scope.empty()) out += "&scope=" + form_encoded(request.scope);
  return out;
}

std::optional<std::map<std::string, std::string>> read_form(std::string_view body) {
  std::map<std::string, std::string> form;
  while (!body.empty()) {
    const std::string_view pair = body.substr(0, body.find('&'));
    body.remove_prefix(std::min(pair.size() + 1, body.size()));
    const std::size_t equals = std::min(pair.find('='), pair.size());
    const auto name = form_decoded(pair.substr(0, equals));
    const auto value = form_decoded(pair.substr(std::min(equals + 1, pair.size())));
    if (!name || !value || !form.emplace(*name, *value).second) return std::nullopt;
  }
  return form;
}

std::string json_text(const TokenAnswer& answer) {
  boost::json::object object;
  if (answer.is_granted()) {
    object["access_token"] = answer.access_token;
    object["token_type"] = "Bearer";
    if (answer.lifetime) object["expires_in"] = std::chrono::duration_cast<std::chrono::seconds>(*answer.lifetime).count();
    if (!answer.refresh_token.empty()) object["refresh_token"] = answer.refresh_token;
  } else {
    object["error"] = answer.error;
    if (!answer.description.empty()) object["error_description"] = answer.description;
  }
  return boost::json::serialize(object);
}

TokenAnswer read_token_answer(std::string_view body) {
  TokenAnswer answer;
  boost::json::error_code trouble;
  const boost::json::value parsed = boost::json::parse(body, trouble);
  const boost::json::object* object = trouble ? nullptr : parsed.if_object();
  if (object != nullptr) {
    answer.access_token = member_text(*object, "access_token");
    answer.refresh_token = member_text(*object, "refresh_token");
    answer.error = member_text(*object, "error");
    answer.description = member_text(*object, "error_description");
    const auto* lifetime = object->if_contains("expires_in");
    const std::int64_t seconds = lifetime != nullptr && lifetime->is_int64() ? lifetime->as_int64() : 0;
    // A year is long for a token; more is a mistake.
    if (seconds > 0) answer.lifetime = std::chrono::seconds{std::min<std::int64_t>(seconds, 366 * 86'400)};
  }
  if (!answer.is_granted() && answer.error.empty()) {
    answer = {};
    answer.error = "malformed_answer";
    answer.description = "the token service's answer holds neither a token nor an error";
  }
  return answer;
}

std::optional<TokenUrl> read_token_url(std::string_view url) {
  constexpr std::string_view scheme = "https://";
  if (!url.starts_with(scheme)) return std::nullopt;
  url.remove_prefix(scheme.size());
  const std::size_t slash = std::min(url.find('/'), url.size());
  std::string_view authority = url.substr(0, slash);
  TokenUrl out;
  out.path = slash == url.size() ? "/" : std::string(url.substr(slash));
  if (const std::size_t colon = authority.rfind(':'); colon != std::string_view::npos) {
    const std::string_view digits = authority.substr(colon + 1);
    const auto [end, fault] = std::from_chars(digits.data(), digits.data() + digits.size(), out.port);
    if (fault != std::errc{} || end != digits.data() + digits.size() || out.port == 0) return std::nullopt;
    authority = authority.substr(0, colon);
  }
  out.host = std::string(authority);
  if (out.host.empty() || url.find_first_of(" \r\n") != std::string_view::npos) return std::nullopt;
  return out;
}

}  // namespace sim::client
