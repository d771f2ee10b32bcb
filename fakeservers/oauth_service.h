// A token service (RFC 6749) of the simulated world: clients, access tokens with a lifetime in virtual time, refresh tokens that expire or are
// revoked. Mail servers ask it whether a token is good.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/world.h"

namespace fakeservers {

struct TokenClientConfig {
  std::string id, secret;
  std::vector<std::string> users;            ///< whose mail its tokens open; everybody's if empty
  std::vector<std::string> refresh_tokens;   ///< issued before the story began
};

struct TokenServerConfig {
  std::string name;                          ///< "login.provider.example": certificate
  sim::IpAddress ip;
  std::vector<TokenClientConfig> clients;
  sim::Duration lifetime = std::chrono::hours{1};
  std::optional<sim::Duration> refresh_lifetime;      ///< of refresh tokens, counted from the start of the story; for ever if not given
  bool rotates = false;                      ///< each use of a refresh token gives a new one and ends the old
  std::optional<sim::wire::Certificate> certificate;  ///< default: its own name, trusted
  sim::Place place;
};

class OauthService {
 public:
  OauthService(sim::World& world, TokenServerConfig config);
  ~OauthService();
  OauthService(const OauthService&) = delete;
  OauthService& operator=(const OauthService&) = delete;

  /// Opens port 443.
  sim::Result<void> start();
  /// Goes down: the port closes, connections break; tokens are kept.
  void stop();
  const TokenServerConfig& config() const;
  /// Why an access token does not open this user's mail now; nothing if it does.
  std::optional<std::string> objection(std::string_view user, std::string_view token) const;
  /// Makes all tokens of a client worthless; an error if there is no such client.
  sim::Result<void> revoke(std::string_view client);
  /// The server's end of one connection.
  std::unique_ptr<sim::Session> session();

 private:
  struct State;
  std::shared_ptr<State> state_;   ///< shared with sessions that are still on the wire
};

}  // namespace fakeservers
