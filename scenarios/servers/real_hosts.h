// Real Postfix and Dovecot as hosts of a story, on the loopback wire: configured in a private folder, started, watched and ended here. Each keeps
// the simulated host of its name as its shadow: the shadow's maildrops hold what the Maildirs hold, so people and expectations need not know.
#pragma once
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "scenarios/runner/courier.h"
#include "scenarios/runner/story.h"
#include "scenarios/servers/maildir.h"
#include "scenarios/servers/postfix_log.h"
#include "scenarios/servers/process.h"
#include "scenarios/servers/real_host.h"
#include "sim/wire/loopback_wire.h"

namespace scenarios {

/// Why the story's real servers cannot stand here: the virtual wire, a package that is missing, a right that is missing. "" if they can, or if
/// the story has none.
std::string why_not_real(const Story& story, bool on_loopback);

class RealHosts {
 public:
  using Server = fakeservers::mta::MailServer;
  /// Starts all real servers of the story; `servers` are the shadows, in any order, and listen already where they are not replaced.
  static sim::Result<std::unique_ptr<RealHosts>> start(const Story& story, sim::World& world, sim::wire::LoopbackWire& wire,
                                                       const std::vector<std::unique_ptr<Server>>& servers);
  ~RealHosts();
  RealHosts(const RealHosts&) = delete;
  RealHosts& operator=(const RealHosts&) = delete;

  bool has(std::string_view host) const { return running_.find(host) != running_.end(); }
  bool is_running(std::string_view host) const;
  /// Whether Postfix takes its mail (then the shadow listens nowhere).
  bool is_postfix(std::string_view host) const;
  /// The shadow delivered a mail: it goes into the Maildir.
  void delivered(const std::string& host, const fakeservers::Maildrop& drop, const fakeservers::StoredMail& mail);
  /// Takes over what the servers did since. True while one of them has work that it does at once.
  bool refresh();
  /// Mails in the host's real queue, those that wait for another attempt included.
  std::size_t queued(std::string_view host) const;
  sim::Result<void> stop(std::string_view host);
  sim::Result<void> start_again(std::string_view host);

 private:
  struct Running {
    RealHost plan;
    Server* server = nullptr;
    std::map<std::string, Maildir> maildirs{};      ///< by user
    std::unique_ptr<PostfixLog> log{};
    std::size_t log_read = 0;
    std::unique_ptr<Courier> local{};               ///< injects what local programs write
    std::unique_ptr<KeptScript> script{};
    bool is_flush_due = false;
    std::size_t attempts = 0;
  };
  RealHosts(sim::World& world, sim::wire::LoopbackWire& wire) : world_(world), wire_(wire) {}
  sim::Result<void> plan(Server& server, RealKind kind);
  sim::Result<void> take_places(Running& host);
  void find_routes(const Story& story, Running& host);
  std::string nexthop(const Story& story, const std::string& name);
  sim::Result<void> write(Running& host);
  sim::Result<void> keep(Running& host);
  sim::Result<void> raise(Running& host);
  void read_log(Running& host);
  sim::Duration gap(const Running& host) const;
  void flush_later(const std::string& name, Running& host);

  sim::World& world_;
  sim::wire::LoopbackWire& wire_;
  std::map<std::string, Running, std::less<>> running_;
  std::shared_ptr<bool> lives_ = std::make_shared<bool>(true);   ///< for timers that outlive us
};

}  // namespace scenarios
