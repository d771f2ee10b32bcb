// What is said between a client and a token service (RFC 6749, 4.4, 5 and 6): form-encoded requests, JSON answers.
#pragma once
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "sim/clock.h"

namespace sim::client {

struct TokenRequest {
  std::string client_id, client_secret;
  std::string grant;                    ///< client_credentials, refresh_token
  std::string refresh_token, scope;     ///< "" for none
};

/// A token, or why there is none.
struct TokenAnswer {
  std::string access_token;
  std::string refresh_token;            ///< a new one instead of the old, "" to keep that
  std::optional<Duration> lifetime;     ///< expires_in
  std::string error, description;       ///< RFC 6749, 5.2: invalid_grant, ...; both "" for a token
  bool is_granted() const { return error.empty() && !access_token.empty(); }
  /// "invalid_grant: the refresh token was revoked"
  std::string cause() const { return description.empty() ? error : error + ": " + description; }
};

/// HTTP Basic credentials of a client (RFC 6749, 2.3.1), and back: id and secret; nothing if they are not such.
std::string basic_authorization(std::string_view client_id, std::string_view client_secret);
std::optional<std::pair<std::string, std::string>> read_basic_authorization(std::string_view header);

/// application/x-www-form-urlencoded. Nothing for a malformed form; of a name said twice too (RFC 6749, 3.2).
std::string form_text(const TokenRequest& request);
std::optional<std::map<std::string, std::string>> read_form(std::string_view body);

std::string json_text(const TokenAnswer& answer);
/// Of a body that is no such JSON: an answer with the error "malformed_answer".
TokenAnswer read_token_answer(std::string_view body);

/// "https://login.example:8443/token" in its parts; nothing for another scheme: a token in clear text is nobody's (RFC 6749, 3.2).
struct TokenUrl {
  std::string host, path;
  std::uint16_t port = 443;
};
std::optional<TokenUrl> read_token_url(std::string_view url);

}  // namespace sim::client
