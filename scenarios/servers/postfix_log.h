// What a real Postfix logs, as events of the trace: accepted, refused, relayed, deferred, bounced. Its log is the only place where it tells.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "sim/trace.h"

namespace scenarios {

class PostfixLog {
 public:
  /// `gap` is told as the time until a deferred mail is tried again.
  PostfixLog(sim::Trace& trace, std::string host, sim::Duration gap) : trace_(trace), host_(std::move(host)), gap_(gap) {}
  /// Takes what was added to the log file; the last line may be unfinished.
  void read(std::string_view bytes);
  /// True while a mail that the log told of is neither removed from the queue nor deferred.
  bool is_open() const;

 private:
  struct Mail {
    std::string id, from, client;
    bool is_active = false;
    bool is_told = false;      ///< that it was accepted
    std::string parent;        ///< queue id of the mail that it reports about
  };
  void line(std::string_view line);
  void of_mail(std::string_view program, const std::string& queue_id, std::string_view rest);
  void accepted(Mail& mail, std::string_view rest);
  void attempt(Mail& mail, std::string_view rest);
  void refused(std::string_view mail, std::string_view rest);

  sim::Trace& trace_;
  std::string host_;
  sim::Duration gap_;
  std::string unfinished_;
  std::map<std::string, Mail, std::less<>> mails_;   ///< by queue id
};

}  // namespace scenarios
