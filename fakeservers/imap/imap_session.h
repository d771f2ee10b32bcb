// The server's end of IMAP4rev1 (RFC 3501) with STARTTLS, SASL-IR (RFC 4959), LITERAL+ (RFC 7888), IDLE (RFC 2177), NAMESPACE (RFC 2342),
// ID (RFC 2971), UNSELECT (RFC 3691), UIDPLUS (RFC 4315), MULTIAPPEND (RFC 3502), ESEARCH (RFC 4731), MOVE (RFC 6851), CHILDREN (RFC 3348), SORT and THREAD (RFC 5256, 5957) and
// ESORT (RFC 5267).
// Any number of sessions may have one folder selected: each is told of what the others did when it may be told (RFC 3501, 7.4.1).
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "fakeservers/fault_plan.h"
#include "fakeservers/logins.h"
#include "fakeservers/mail_store.h"
#include "sim/session.h"
#include "sim/trace.h"

namespace fakeservers::imap {

struct ImapOptions {
  std::string host;
  bool offer_starttls = true;
  bool login_needs_tls = false;              ///< LOGINDISABLED before TLS
  std::size_t most_line_octets = 65536;      ///< a longer line ends the session
  std::size_t most_stranger_octets = 16384;  ///< of a whole command before login
  std::size_t most_message_octets = 50'000'000;  ///< of a whole command after it; APPEND of more: NO [TOOBIG]
  std::size_t most_account_octets = 1'000'000'000;  ///< of all folders, with some octets for each message: COPY could double without end
  int most_errors = 20;                      ///< BADs, then BYE
  sim::Duration patience = std::chrono::minutes{30};   ///< autologout (RFC 3501, 5.4)
  sim::Duration idle_round = std::chrono::seconds{1};  ///< how often an IDLE looks for news
};

/// What a session serves and how it tells of it; all outlive the session.
struct ImapServices {
  MailStore& store;
  FaultPlan& faults;
  sim::Trace& trace;
  const sim::Clock& clock;
  Logins& logins;                            ///< who may log in, and by which mechanisms
};

class ImapSession final : public sim::Session {
 public:
  ImapSession(ImapOptions options, sim::Peer peer, ImapServices services);
  ~ImapSession() override;
  sim::Actions open() override;
  sim::Actions receive(std::string_view bytes) override;
  sim::Actions wake() override;
  sim::Actions secured(const sim::TlsFacts& facts) override;
  void lost(const sim::Loss& loss) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace fakeservers::imap
