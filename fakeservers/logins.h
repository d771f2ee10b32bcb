// Who may log in at a simulated host, how, and with which tokens: the same for its SMTP, POP3 and IMAP.
#pragma once
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "fakeservers/mail_store.h"
#include "sim/auth/sasl.h"
#include "sim/random.h"
#include "sim/trace.h"

namespace fakeservers {

class Logins final : public sim::auth::SaslUsers {
 public:
  /// Why a token is not good for the user now ("expired", "revoked"); nothing if it is.
  using TokenCheck = std::function<std::optional<std::string>(std::string_view user, std::string_view token)>;

  /// store and trace outlive it. `random` is the host's for nonces and challenges.
  Logins(std::string host, MailStore& store, sim::Random random, sim::Trace& trace)
      : host_(std::move(host)), store_(store), random_(random), trace_(trace) {}

  /// SASL names, in the order in which the host offers them.
  std::vector<std::string> mechanisms{"PLAIN", "LOGIN"};
  /// Set if the host takes the tokens of a token service.
  TokenCheck check_token;

  /// "PLAIN LOGIN"
  std::string offered() const;
  /// Whether a password in clear text is taken at all (USER and PASS of POP3, LOGIN of IMAP).
  bool takes_passwords() const;
  /// The server's end of one attempt; nullptr if the host does not offer the mechanism.
  std::unique_ptr<sim::auth::SaslServer> start(std::string_view mechanism);
  /// The maildrop of a user name, or of an address as real servers often take it; nullptr if there is none.
  Maildrop* drop_of(std::string_view user);
  std::optional<std::string> password_of(std::string_view user) override;
  bool accepts_token(std::string_view user, std::string_view token) override;

 private:
  std::string host_;
  MailStore& store_;
  sim::Random random_;
  sim::Trace& trace_;
};

/// RFC 4954, 4: the longest line of a mechanism that a server must be able to read.
inline constexpr std::size_t most_sasl_octets = 12'288;

/// How a server's end of SASL stands between two lines of the client: base64, continuation and the words around it are the protocol's.
class SaslExchange {
 public:
  struct Step {
    enum class Kind { challenge, success, failure, malformed, cancelled } kind = Kind::failure;
    std::string text;  ///< of a challenge, in base64
  };
  bool is_open() const { return server_ != nullptr; }
  /// `initial` is what stood behind the mechanism's name, in base64, "=" for an empty one; nothing if nothing stood there.
  Step begin(std::unique_ptr<sim::auth::SaslServer> server, std::optional<std::string_view> initial);
  /// The client's next line.
  Step hear(std::string_view line);
  /// Who got in, after a success.
  const std::string& user() const { return user_; }

 private:
  Step take(sim::auth::SaslServer::Turn turn);
  Step hear_response(std::optional<std::string_view> base64);
  std::unique_ptr<sim::auth::SaslServer> server_;
  bool has_last_word_ = false;  ///< SCRAM's signature was said; its acknowledgement is awaited
  std::string user_;
};

}  // namespace fakeservers
