// The client's end of POP3 (RFC 1939, 2449, 2595, 5034): lists, retrieves in batches, deletes what its sink has safely stored.
#pragma once
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/client/smtp_client.h"
#include "sim/session.h"

namespace sim::client {

struct Pop3ClientOptions {
  std::string user_name, password;           ///< without a user name there is no login
  std::string access_token;                  ///< instead of the password: an OAuth 2.0 bearer token
  std::string mechanism;                     ///< this SASL mechanism only, "" for a free choice
  std::uint64_t nonce_seed = 1;              ///< of the world's Random, for mechanisms that need chance
  StartTlsUse starttls = StartTlsUse::none;  ///< STLS
  bool use_apop = false;                     ///< APOP if the greeting offers it
  std::size_t batch = 20;                    ///< messages between two store() calls (com.glide.email.max_read)
  std::size_t most_octets = 100'000'000;     ///< a larger message is skipped and told to the sink; an endless one ends the session
  Duration patience = std::chrono::minutes{10};
};

struct ListedMail {
  int number = 0;
  std::size_t octets = 0;
  std::string uid;                           ///< UIDL; "" if the server has none
};

/// Takes what the client retrieves. Outlives the connection.
class MailSink {
 public:
  virtual ~MailSink() = default;
  /// Whether to retrieve this one (false leaves it on the server).
  virtual bool wants(const ListedMail& listed) = 0;
  virtual void retrieved(const ListedMail& listed, std::string raw) = 0;
  /// A message that could not be retrieved (-ERR, too large).
  virtual void skipped(const ListedMail& listed, const std::string& why) = 0;
  /// Makes everything retrieved since the last call safe, then says which of those may be deleted on the server.
  virtual std::vector<int> store() = 0;
};

/// Order: greeting, STLS, login, STAT, UIDL+LIST, then batches of RETR ..., store(), DELE ..., at the end QUIT (only then deletions take effect).
class Pop3Client final : public Session {
 public:
  Pop3Client(Pop3ClientOptions options, MailSink& sink);
  ~Pop3Client() override;
  Actions open() override;
  Actions receive(std::string_view bytes) override;
  Actions wake() override;
  Actions secured(const TlsFacts& facts) override;
  void lost(const Loss& loss) override;

  /// Why the session failed, with the stage ("login: -ERR [AUTH] ..."); nothing if it ended with QUIT and +OK.
  const std::optional<std::string>& trouble() const { return trouble_; }
  void keep_dialogue() { keep_dialogue_ = true; }
  const std::vector<std::string>& dialogue() const { return dialogue_; }

 private:
  struct State;
  Pop3ClientOptions options_;
  MailSink& sink_;
  std::unique_ptr<State> state_;
  std::optional<std::string> trouble_;
  bool keep_dialogue_ = false;
  std::vector<std::string> dialogue_;
};

}  // namespace sim::client
