// The server's end of POP3 (RFC 1939, CAPA RFC 2449, STLS RFC 2595, AUTH RFC 5034): USER/PASS, APOP, UIDL, TOP; the maildrop is locked from login to the end,
// and deletions take effect only at QUIT.
#pragma once
#include <memory>
#include <string>
#include <string_view>

#include "fakeservers/fault_plan.h"
#include "fakeservers/logins.h"
#include "fakeservers/mail_store.h"
#include "sim/session.h"
#include "sim/trace.h"

namespace fakeservers {

struct Pop3Options {
  std::string host;
  bool offer_stls = true;
  bool login_needs_tls = false;
  bool offer_apop = true;
  Logins* logins = nullptr;                  ///< AUTH (RFC 5034) is offered if given; outlives the session
  std::size_t most_line_octets = 512;        ///< then -ERR; a line that never ends closes the session
  int most_errors = 10;
  sim::Duration patience = std::chrono::minutes{10};  ///< autologout (RFC 1939, 3)
  std::string apop_timestamp;                ///< "<1.2@host>", from the world's Random
};

class Pop3Session final : public sim::Session {
 public:
  /// store, faults and trace outlive the session.
  Pop3Session(Pop3Options options, sim::Peer peer, MailStore& store, FaultPlan& faults, sim::Trace& trace);
  ~Pop3Session() override;                   ///< unlocks the maildrop, deletes nothing
  sim::Actions open() override;
  sim::Actions receive(std::string_view bytes) override;
  sim::Actions wake() override;
  sim::Actions secured(const sim::TlsFacts& facts) override;
  void lost(const sim::Loss& loss) override;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace fakeservers
