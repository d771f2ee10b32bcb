// The OAuth 2.0 tokens of an account (spec 9): fetched from its profile's token service, kept in the database with their expiry, refreshed before it.
#pragma once
#include <functional>
#include <string>

#include "engine/account.h"

namespace engine {

/// A token is refreshed when it has no longer than this to live: a session must not outlive it.
inline constexpr sim::Duration token_reserve = std::chrono::minutes{2};

struct TokenOutcome {
  std::string access_token;
  std::string why;                ///< why there is none
};
/// Gives a token that is still good, the kept one or a new one. `done` may be called at once; not at all if the instance ends before.
void provide_token(Parts& parts, const Account& account, std::function<void(const TokenOutcome&)> done);
/// A mail server did not take the kept access token: the next connection fetches another.
void forget_token(Parts& parts, const Account& account);

/// Writes the profile of an account, and its refresh token if given; what was kept of tokens is forgotten.
void write_oauth_profile(Parts& parts, const std::string& account_name, const OauthProfileConfig& config);

}  // namespace engine
