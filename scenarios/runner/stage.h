// A story's world, built and running: clock, network, DNS, wire, hosts, people, the instance and its database. The director and the
// expectations work on it; it knows nothing of steps.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/instance.h"
#include "fakeservers/mta/mail_server.h"
#include "fakeservers/people/person.h"
#include "scenarios/runner/courier.h"
#include "scenarios/runner/mail_files.h"
#include "scenarios/runner/story.h"
#include "sim/world.h"

namespace sim::wire {
class LoopbackWire;
}

namespace scenarios {

class RealHosts;

struct StageOptions {
  bool on_loopback = false;             ///< real sockets instead of the virtual wire
  bool real_time = false;               ///< loopback only: the clock follows the wall clock
  std::optional<std::uint16_t> port_base;
  std::optional<std::uint64_t> seed;    ///< instead of the story's
  sim::TraceLevel level = sim::TraceLevel::decisions;
  std::string database_folder;          ///< keep each story's database file there; in memory if empty
  std::string mails_folder;             ///< write each delivered mail there (mail_files.h); "" for no
  std::size_t database_most_bytes = 0;  ///< size limit of the database, to play a full disk; 0: none
};

/// A mail of the junk client, and what it was made to be.
struct LabelledMail {
  std::string label, message_id;
};

class Stage {
 public:
  static sim::Result<std::unique_ptr<Stage>> build(const Story& story, const StageOptions& options);
  ~Stage();
  Stage(const Stage&) = delete;
  Stage& operator=(const Stage&) = delete;

  const Story& story() const { return story_; }
  sim::World& world() { return *world_; }
  sim::Clock& clock() { return clock_; }
  sim::Trace& trace() { return trace_; }
  const sim::Trace& trace() const { return trace_; }
  sim::Network& network() { return network_; }
  const sim::dns::Zones& zones() const { return zones_; }
  sim::dns::Resolver& resolver() { return *resolver_; }
  /// Replaces a zone, except where a name server has its own. Its serial number goes up; what resolvers keep is kept until its TTL ends.
  void put_zone(sim::dns::Zone zone);
  /// Begins a DNS fault in the sight of everybody; what resolvers keep is forgotten, so that it shows at once.
  void begin_dns_fault(const std::string& name, const sim::dns::DnsFault& fault);
  sim::wire::LoopbackWire* loopback() { return loopback_; }

  fakeservers::mta::MailServer* host(std::string_view name);
  /// nullptr if there is no token server of that name.
  fakeservers::OauthService* token_service(std::string_view name);
  /// The host that delivers for the domain; nullptr if none does.
  fakeservers::mta::MailServer* host_of_domain(std::string_view domain);
  std::vector<std::unique_ptr<fakeservers::mta::MailServer>>& hosts() { return hosts_; }
  fakeservers::people::Person* person(std::string_view id);
  std::string host_of_person(std::string_view id) const;
  Courier& courier() { return *courier_; }
  std::vector<LabelledMail>& junk() { return junk_; }

  /// The address of a host, or of `instance`.
  sim::IpAddress ip_of_host(std::string_view name);
  /// Remembers how to end a fault of network or DNS.
  void begin_world_fault(std::string name, std::function<void()> end) { world_faults_.emplace_back(std::move(name), std::move(end)); }
  /// Ends those of that name, all if it is empty; false if there was none.
  bool end_world_faults(std::string_view name);
  /// Takes a mail host (a real server too, if one stands for it), a token server or `instance` down, and up again. An error if the name is none of these.
  sim::Result<void> stop(std::string_view name);
  sim::Result<void> start(std::string_view name);
  /// True if a real Postfix takes its mail, so that no script of faults is played there.
  bool is_real(const fakeservers::mta::MailServer& server) const;
  /// Mails in its queue, whoever keeps it.
  std::size_t queued(const fakeservers::mta::MailServer& server) const;

  /// The instance; nullptr while it is down.
  engine::Instance* instance() { return instance_.get(); }
  /// The instance's database, also while it is down.
  engine::Database& database() { return instance_ ? instance_->database() : *keeper_; }
  sim::Result<void> start_instance();
  /// Ends it as a kill does: what is not in the database is gone.
  void stop_instance(std::string_view why);
  /// Changes its configuration; remembered while it is down.
  sim::Result<void> change_instance(const engine::InstanceConfig& change);

  /// The first file of mails_folder that could not be written, "" if all could.
  std::string unwritten_mail() const { return mail_files_ ? mail_files_->unwritten() : std::string(); }

  /// Lets the world go on.
  void run_for(sim::Duration time);
  void run_until(sim::Instant limit, const std::function<bool()>& stop = {});
  /// Lets the world go on until nothing is in motion. An error says what still moves after `at_most`.
  sim::Result<void> run_until_idle(sim::Duration at_most);
  /// What is still in motion, "" if nothing is.
  std::string motion();

 private:
  Stage(const Story& story, const StageOptions& options);
  sim::Result<void> open_database(const StageOptions& options);
  sim::Result<void> open_mail_files(const StageOptions& options);
  std::string file_stem() const;
  sim::Result<void> raise_hosts();
  sim::Result<void> raise_token_services();
  void seat_people();
  sim::Result<void> serve_dns();
  struct View;
  void open_views();
  View* view_of(std::string_view name_server);
  sim::Result<sim::World*> world_of(const fakeservers::mta::HostConfig& host);
  sim::Result<void> raise_real_hosts();
  bool instance_reads(const engine::AccountConfig& account);

  const Story& story_;
  sim::Clock clock_;
  sim::Trace trace_;
  sim::Network network_;
  sim::dns::Zones zones_;
  std::unique_ptr<sim::dns::Resolver> resolver_;
  std::vector<std::unique_ptr<View>> views_;  ///< of name servers with zones of their own, or with clients of their own
  std::unique_ptr<sim::wire::Wire> wire_;
  sim::wire::LoopbackWire* loopback_ = nullptr;
  std::unique_ptr<sim::World> world_;
  std::vector<std::unique_ptr<fakeservers::mta::MailServer>> hosts_;
  std::vector<std::unique_ptr<fakeservers::OauthService>> token_services_;
  std::map<std::string, std::unique_ptr<fakeservers::people::Person>, std::less<>> people_;
  std::unique_ptr<Courier> courier_;
  std::unique_ptr<RealHosts> real_;
  std::vector<LabelledMail> junk_;
  std::vector<std::pair<std::string, std::function<void()>>> world_faults_;
  engine::DatabaseOptions database_;
  std::optional<engine::Database> keeper_;
  std::optional<MailFiles> mail_files_;
  std::unique_ptr<engine::Instance> instance_;
  std::vector<engine::InstanceConfig> pending_changes_;
};

}  // namespace scenarios
