// The SMTP Sender job: every virtual minute it takes what waits in the Outbox through the outbound rules and hands it to the active SMTP account's
// server over the wire (spec 6.1, 6.4, 6.5).
#pragma once
#include <memory>

#include "engine/parts.h"

namespace engine::outbound {

class SmtpSender {
 public:
  explicit SmtpSender(Parts& parts);
  ~SmtpSender();
  /// Sends until nothing sendable is left; does nothing while still running. With glide.email.smtp.active off, mail stays in Outbox.
  void run();
  bool is_running() const;
  /// Something waits in the Outbox that this job would try now or later (not if sending is off or the mail is past the claim lookback).
  bool has_work() const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

}  // namespace engine::outbound
