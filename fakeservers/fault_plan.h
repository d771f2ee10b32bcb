// Faults are script, not chance: when (verb, recipient, nth, session) and then (reply, delay, hang up, ...). One hook in each server session;
// the handlers know nothing of faults.
#pragma once
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "sim/clock.h"
#include "sim/mail/smtp_reply.h"
#include "sim/trace.h"

namespace fakeservers {

/// What a fault waits for. Empty fields match everything.
struct FaultWhen {
  std::string protocol;             ///< "smtp", "pop3", "imap"
  std::string verb;                 ///< "CONNECT" (the greeting), "MAIL", "RCPT", "DATA", "END-OF-DATA", "RETR", "DELE", "FETCH" (also as UID FETCH), ...
  std::string argument;             ///< part of the command's argument, case ignored ("yuki@")
  int nth = 0;                      ///< only the nth match since the fault was set (from 1); 0: every one
  int times = 0;                    ///< stop after so many; 0: never
};

struct ReplyWith { sim::mail::SmtpReply reply; std::string pop3; };  ///< for POP3 the text after "-ERR ", for IMAP after NO
struct Delay { sim::Duration time; };          ///< then go on as usual
struct HangUp {};                              ///< close without a word
struct Stall {};                               ///< never answer
struct Garble { std::string bytes; };          ///< send these bytes instead of the reply
struct Kill { std::string part; };             ///< hang up and tell the story's director ("instance")
using FaultThen = std::variant<ReplyWith, Delay, HangUp, Stall, Garble, Kill>;

struct Fault {
  std::string name;
  FaultWhen when;
  FaultThen then;
  sim::Place place;
};
/// "a reply of its own", "a delay of 5m", "a hang-up", ...: for the trace.
std::string effect_text(const FaultThen& then);

class FaultPlan {
 public:
  void add(Fault fault);
  /// Removes faults of that name (all if empty); false if there was none.
  bool remove(std::string_view name);
  /// The fault that takes over this command, if any; counts it.
  const Fault* match(std::string_view protocol, std::string_view verb, std::string_view argument);
  /// The same, traced as an event of this host and mail; a copy, for what the fault sets off may change the plan.
  std::optional<Fault> strike(std::string_view protocol, std::string_view verb, std::string_view argument, sim::Trace& trace,
                              const std::string& host, const std::string& mail = "");
  bool is_empty() const { return faults_.empty(); }
  /// Told of each Kill. Must not destroy anything at once, but at the clock's next step.
  std::function<void(const Kill&)> on_kill;

 private:
  struct Counted {
    Fault fault;
    int seen = 0;
    int fired = 0;
  };
  std::vector<Counted> faults_;
};

}  // namespace fakeservers
