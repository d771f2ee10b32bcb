// Both ends of the SASL mechanisms that mail uses (RFC 4422): PLAIN (RFC 4616), LOGIN, CRAM-MD5 (RFC 2195), SCRAM-SHA-256 (RFC 5802, 7677),
// XOAUTH2 (as Google and Microsoft describe it) and OAUTHBEARER (RFC 7628). Bytes here are the mechanism's own: base64, continuation
// lines and replies belong to SMTP, POP3 and IMAP.
#pragma once
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "sim/random.h"

namespace sim::auth {

/// What someone can prove who they are with. An access token makes the two OAuth mechanisms the only ones.
struct Credentials {
  std::string user_name;
  std::string password;
  std::string access_token;      ///< OAuth 2.0 bearer token; "" for a password
};

/// The names in the order in which a client prefers them: strongest first, LOGIN last.
std::span<const std::string_view> mechanisms();

/// "PLAIN LOGIN" as servers list them: the words between spaces.
std::vector<std::string> words_of(std::string_view list);

/// One attempt of a client.
class SaslClient {
 public:
  virtual ~SaslClient() = default;
  virtual std::string_view mechanism() const = 0;
  /// What may go with the command itself; nothing if the server speaks first.
  virtual std::optional<std::string> initial() = 0;
  /// The answer to a challenge; nothing if the server is not to be trusted or makes no sense: the client cancels with `*`.
  virtual std::optional<std::string> answer(std::string_view challenge) = 0;
  /// Whether a success of the server may be believed now (SCRAM: only after its signature was right).
  virtual bool may_succeed() const { return true; }
  /// The server's reason, where the mechanism tells one ({"status":"401",...} of the OAuth mechanisms).
  virtual std::string reason() const { return {}; }
};
/// The best mechanism of those offered that the credentials can use; nullptr if there is none. `only` (a name) leaves no choice.
std::unique_ptr<SaslClient> choose_sasl(const std::vector<std::string>& offered, const Credentials& credentials, Random& random,
                                        std::string_view only = {});

/// What a server knows of its users. Outlives the attempts.
class SaslUsers {
 public:
  virtual ~SaslUsers() = default;
  /// The password of a user; nothing if there is no such user.
  virtual std::optional<std::string> password_of(std::string_view user) = 0;
  /// Whether the bearer token is valid now for the user; the reason of a refusal goes to the trace ("expired", "revoked").
  virtual bool accepts_token(std::string_view user, std::string_view token) = 0;
};

/// One attempt at a server.
class SaslServer {
 public:
  struct Turn {
    enum class Kind { challenge, success, failure, malformed } kind = Kind::failure;
    std::string bytes;           ///< of a challenge; of a success what the mechanism still says (SCRAM), "" for nothing
  };
  virtual ~SaslServer() = default;
  /// What the client said. The first call after a command without initial response has nothing to hear.
  virtual Turn hear(std::optional<std::string_view> response) = 0;
  /// The user who proved it; "" before success.
  virtual const std::string& user() const = 0;
};
/// nullptr if there is no such mechanism. `host` stands in CRAM-MD5's challenge. Names are compared without case.
std::unique_ptr<SaslServer> start_sasl(std::string_view mechanism, SaslUsers& users, Random& random, std::string_view host);

}  // namespace sim::auth
