// The client's end of IMAP4rev1 (RFC 3501) as a reader of mail uses it: logs in, takes what INBOX holds in batches, deletes what its sink
// has safely stored. The sink is the one of POP3.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "sim/auth/sasl.h"
#include "sim/client/pop3_client.h"
#include "sim/session.h"

namespace sim::client {

struct ImapClientOptions {
  sim::auth::Credentials credentials;
  std::uint64_t nonce_seed = 1;              ///< of the world's Random, for mechanisms that need chance
  StartTlsUse starttls = StartTlsUse::none;
  std::string folder = "INBOX";
  std::size_t batch = 20;                    ///< messages between two store() calls (com.glide.email.max_read)
  std::size_t most_octets = 100'000'000;     ///< a larger message is skipped and told to the sink; an endless one ends the session
  Duration patience = std::chrono::minutes{10};
};

/// Order: greeting, CAPABILITY, STARTTLS, AUTHENTICATE or LOGIN, SELECT, UID SEARCH, UID FETCH of the sizes, then batches of UID FETCH BODY.PEEK[],
/// store(), UID STORE \Deleted, UID EXPUNGE (EXPUNGE where UIDPLUS is not offered), at the end LOGOUT. ListedMail::uid is "UIDVALIDITY.UID".
class ImapClient final : public Session {
 public:
  ImapClient(ImapClientOptions options, MailSink& sink);
  ~ImapClient() override;
  Actions open() override;
  Actions receive(std::string_view bytes) override;
  Actions wake() override;
  Actions secured(const TlsFacts& facts) override;
  void lost(const Loss& loss) override;

  /// Why the session failed, with the stage ("login: NO [AUTHENTICATIONFAILED] ..."); nothing if it ended with LOGOUT and OK.
  const std::optional<std::string>& trouble() const { return trouble_; }
  void keep_dialogue() { keep_dialogue_ = true; }
  const std::vector<std::string>& dialogue() const { return dialogue_; }

 private:
  struct State;
  ImapClientOptions options_;
  MailSink& sink_;
  Random random_;
  std::unique_ptr<State> state_;
  std::optional<std::string> trouble_;
  bool keep_dialogue_ = false;
  std::vector<std::string> dialogue_;
};

}  // namespace sim::client
