#include "scenarios/runner/decode.h"
#include "scenarios/runner/stage_view.h"

#include <atomic>
#include <filesystem>

#include <fmt/format.h>

#include "engine/jobs.h"
#include "engine/properties.h"
#include "scenarios/runner/zones.h"
#include "scenarios/servers/real_hosts.h"
#include "sim/wire/loopback_wire.h"
#include "sim/wire/virtual_wire.h"

namespace scenarios {
namespace {

/// Databases in memory are shared by name within the process, and stories run beside each other.
std::string next_memory_name() {
  static std::atomic<unsigned> counter{0};
  return fmt::format("file:/mailrig-{}?vfs=memdb", counter.fetch_add(1));
}

sim::Error not_to_be_stopped(std::string_view name) {
  return {fmt::format("{} cannot be stopped or started", name), "mail hosts, token servers and the instance can", {}};
}

}  // namespace

Stage::Stage(const Story& story, const StageOptions& options)
    : story_(story), clock_(story.starts),
      trace_(clock_, story.needs_dialogue ? sim::TraceLevel::dialogue : options.level) {
  const std::uint64_t seed = options.seed.value_or(story.seed);
  resolver_ = std::make_unique<sim::dns::Resolver>(zones_, clock_, trace_);
  const sim::Random random(seed);
  if (options.on_loopback) {
    sim::wire::LoopbackOptions loopback;
    loopback.real_time = options.real_time;
    loopback.port_base = options.port_base;
    auto wire = std::make_unique<sim::wire::LoopbackWire>(clock_, network_, trace_, random.stream("wire"), loopback);
    loopback_ = wire.get();
    wire_ = std::move(wire);
  } else {
    wire_ = std::make_unique<sim::wire::VirtualWire>(clock_, network_, trace_, random.stream("wire"));
  }
  world_ = std::make_unique<sim::World>(sim::World{clock_, random, trace_, network_, *wire_, *resolver_});
  courier_ = std::make_unique<Courier>(*world_, ip_of(outside_ip), std::string(outside_name));
}

Stage::~Stage() {
  instance_.reset();  // before the wire that its sessions run on
  real_.reset();
}

sim::Result<std::unique_ptr<Stage>> Stage::build(const Story& story, const StageOptions& options) {
  std::unique_ptr<Stage> stage(new Stage(story, options));
  for (const sim::dns::Zone& zone : story.zones) stage->zones_.put(zone);
  stage->open_views();
  if (auto raised = stage->raise_hosts(); !raised) return raised.error();
  if (auto raised = stage->raise_token_services(); !raised) return raised.error();
  if (auto served = stage->serve_dns(); !served) return served.error();
  stage->seat_people();
  if (auto raised = stage->raise_real_hosts(); !raised) return raised.error();
  if (auto opened = stage->open_mail_files(options); !opened) return opened.error();
  if (auto opened = stage->open_database(options); !opened) return opened.error();
  if (auto started = stage->start_instance(); !started) return started.error();
  return stage;
}

sim::Result<void> Stage::raise_hosts() {
  for (const auto& config : story_.hosts) {
    network_.add_host(config.name, config.ip);
    const auto world = world_of(config);
    if (!world) return world.error();
    hosts_.push_back(std::make_unique<fakeservers::mta::MailServer>(**world, config));
    auto& host = *hosts_.back();
    host.faults().on_kill = [this](const fakeservers::Kill& kill) {
      clock_.after(sim::Duration{0}, [this, why = "killed by the fault at " + kill.part] { stop_instance(why); });
    };
    const auto real = story_.real_hosts.find(config.name);
    if (real != story_.real_hosts.end() && real->second == RealKind::postfix) continue;
    if (auto started = host.start(); !started) return started.error();
  }
  return {};
}

/// On the virtual wire, where a story is only looked over, they are left out.
sim::Result<void> Stage::raise_real_hosts() {
  if (story_.real_hosts.empty() || loopback_ == nullptr) return {};
  auto real = RealHosts::start(story_, *world_, *loopback_, hosts_);
  if (!real) return real.error();
  real_ = *std::move(real);
  return {};
}

bool Stage::is_real(const fakeservers::mta::MailServer& server) const { return real_ && real_->is_postfix(server.config().name); }

std::size_t Stage::queued(const fakeservers::mta::MailServer& server) const {
  return server.queued() + (real_ ? real_->queued(server.config().name) : 0);
}

sim::Result<void> Stage::stop(std::string_view name) {
  if (name == "instance") {
    stop_instance("by the story");
    return {};
  }
  if (auto* service = token_service(name)) {
    service->stop();
    return {};
  }
  auto* server = host(name);
  if (server == nullptr) return not_to_be_stopped(name);
  if (real_ && real_->has(name)) {
    if (auto stopped = real_->stop(name); !stopped) return stopped;
  }
  server->stop();
  return {};
}

sim::Result<void> Stage::start(std::string_view name) {
  if (name == "instance") return start_instance();
  if (auto* service = token_service(name)) return service->start();
  auto* server = host(name);
  if (server == nullptr) return not_to_be_stopped(name);
  if (!is_real(*server)) {
    if (auto started = server->start(); !started) return started;
  }
  return real_ && real_->has(name) ? real_->start_again(name) : sim::Result<void>();
}

sim::Result<void> Stage::raise_token_services() {
  for (const auto& config : story_.token_servers) {
    token_services_.push_back(std::make_unique<fakeservers::OauthService>(*world_, config));
    if (auto started = token_services_.back()->start(); !started) return started;
  }
  for (auto& server : hosts_) {
    const std::string& from = server->config().tokens_from;
    if (from.empty()) continue;
    const auto* service = token_service(from);
    if (service == nullptr) return sim::Error{fmt::format("'{}' gives no tokens", from), "a host with is: token-server does", server->config().place};
    server->logins().check_token = [service](std::string_view user, std::string_view token) { return service->objection(user, token); };
  }
  return {};
}

fakeservers::OauthService* Stage::token_service(std::string_view name) {
  for (auto& service : token_services_) {
    if (service->config().name == name) return service.get();
  }
  return nullptr;
}

void Stage::seat_people() {
  for (const PersonStory& person : story_.people) {
    network_.add_host(person.config.id, person.config.ip);
    people_.emplace(person.config.id, std::make_unique<fakeservers::people::Person>(*world_, person.config, *host(person.host)));
  }
  for (auto& server : hosts_) {
    server->on_delivered = [this, name = server->config().name](const fakeservers::Maildrop& drop, const fakeservers::StoredMail& mail) {
      if (real_) real_->delivered(name, drop, mail);
      for (const PersonStory& person : story_.people) {
        if (person.host == name && person.config.user == drop.user) people_.at(person.config.id)->delivered(mail);
      }
    };
  }
}

/// What files of this replay are called after.
std::string Stage::file_stem() const { return std::filesystem::path(story_.file).stem().string() + (story_.is_fixed ? ".fixed" : ""); }

sim::Result<void> Stage::open_mail_files(const StageOptions& options) {
  if (options.mails_folder.empty()) return {};
  auto opened = MailFiles::open(options.mails_folder, file_stem());
  if (!opened) return opened.error();
  mail_files_ = *std::move(opened);
  for (auto& server : hosts_) {
    server->store().on_stored = [this, &server](const fakeservers::Folder& folder, const fakeservers::StoredMail& mail) {
      mail_files_->keep(server->config().name, server->store(), folder, mail);
    };
  }
  return {};
}

sim::Result<void> Stage::open_database(const StageOptions& options) {
  database_.synchronous_normal = false;
  database_.most_bytes = options.database_most_bytes;
  database_.path = next_memory_name();
  if (!options.database_folder.empty()) {
    const std::filesystem::path folder(options.database_folder);
    std::error_code trouble;
    std::filesystem::create_directories(folder, trouble);
    if (trouble) return sim::Error{fmt::format("the folder '{}' cannot be made: {}", options.database_folder, trouble.message()), "", {}};
    database_.path = (folder / (file_stem() + ".db")).string();
    for (const std::string_view tail : {"", "-wal", "-shm", "-journal"}) std::filesystem::remove(database_.path + std::string(tail), trouble);
  }
  auto keeper = engine::Database::open(database_);
  if (!keeper) return keeper.error();
  keeper_.emplace(*std::move(keeper));
  return {};
}

sim::Result<void> Stage::start_instance() {
  if (instance_) return {};
  network_.add_host(story_.instance.name, story_.instance_ip);
  auto opened = engine::Instance::open(*world_, story_.instance, database_, story_.instance_ip);
  if (!opened) return opened.error();
  instance_ = *std::move(opened);
  for (const auto& change : std::exchange(pending_changes_, {})) {
    if (auto applied = instance_->apply(change); !applied) return applied.error();
  }
  instance_->start();
  trace_.note(sim::EventKind::instance_started, "", {{"instance", story_.instance.name}});
  return {};
}

void Stage::stop_instance(std::string_view why) {
  if (!instance_) return;
  instance_.reset();
  wire_->drop_host(story_.instance_ip);
  trace_.note(sim::EventKind::instance_stopped, "", {{"instance", story_.instance.name}, {"why", std::string(why)}});
}

sim::Result<void> Stage::change_instance(const engine::InstanceConfig& change) {
  if (instance_) return instance_->apply(change);
  pending_changes_.push_back(change);
  return {};
}

fakeservers::mta::MailServer* Stage::host(std::string_view name) {
  for (auto& server : hosts_) {
    if (server->config().name == name) return server.get();
  }
  return nullptr;
}

fakeservers::mta::MailServer* Stage::host_of_domain(std::string_view domain) {
  const sim::mail::Address wanted("x", std::string(domain));
  for (auto& server : hosts_) {
    for (const std::string& own : server->config().domains) {
      if (sim::mail::Address("x", own) == wanted) return server.get();
    }
  }
  return nullptr;
}

fakeservers::people::Person* Stage::person(std::string_view id) {
  const auto found = people_.find(id);
  return found == people_.end() ? nullptr : found->second.get();
}

std::string Stage::host_of_person(std::string_view id) const {
  for (const PersonStory& person : story_.people) {
    if (person.config.id == id) return person.host;
  }
  return {};
}

sim::IpAddress Stage::ip_of_host(std::string_view name) {
  if (name == "instance") return story_.instance_ip;
  if (const auto* service = token_service(name)) return service->config().ip;
  auto* server = host(name);
  return server == nullptr ? sim::IpAddress() : server->config().ip;
}

bool Stage::end_world_faults(std::string_view name) {
  const auto ended = std::erase_if(world_faults_, [&](const auto& fault) {
    if (!name.empty() && fault.first != name) return false;
    fault.second();
    return true;
  });
  return ended > 0;
}

void Stage::run_for(sim::Duration time) { run_until(clock_.now() + time); }
void Stage::run_until(sim::Instant limit, const std::function<bool()>& stop) { wire_->run_until(limit, stop); }

bool Stage::instance_reads(const engine::AccountConfig& account) {
  return instance_->config().reader_jobs.value_or(1) > 0 && engine::is_scheduled(instance_->config(), "email reader") && account.type != "smtp" && account.active.value_or(true) && account.server && account.user_name &&
         engine::Properties(instance_->database()).flag("glide.email.read.active");
}

std::string Stage::motion() {
  if (courier_->is_busy()) return "mails of the story are still to be sent";
  if (const std::size_t open = wire_->open_connections(); open > 0) return fmt::format("{} connections stand", open);
  for (auto& server : hosts_) {
    if (const std::size_t queued = this->queued(*server); queued > 0) return fmt::format("{} has {} mails in its queue", server->config().name, queued);
  }
  if (!instance_) return {};
  if (!instance_->is_idle()) return "the instance has mail in Inbox or Outbox, or events to process";
  for (const auto& account : instance_->config().accounts) {
    auto* server = account.server ? host(*account.server) : nullptr;
    const auto* drop = server == nullptr || !account.user_name ? nullptr : server->store().find_user(*account.user_name);
    const bool is_up = server != nullptr && (server->is_running() || (real_ && real_->is_running(server->config().name)));
    if (drop != nullptr && !drop->mails.empty() && is_up && instance_reads(account)) {
      return fmt::format("{} mails wait in the maildrop {} for the instance", drop->mails.size(), drop->user);
    }
  }
  return {};
}

sim::Result<void> Stage::run_until_idle(sim::Duration at_most) {
  // What a step has just begun may not be visible yet, and what ends may begin something else: quiet must last a moment.
  constexpr sim::Duration moment = std::chrono::seconds{1};
  const sim::Instant limit = clock_.now() + at_most;
  while (clock_.now() < limit) {
    run_for(moment);
    if (motion().empty()) return {};
    run_until(limit, [this] { return motion().empty(); });
  }
  const std::string left = motion();
  if (left.empty()) return {};
  return sim::Error{fmt::format("the world did not come to rest within {}: {}", sim::duration_text(at_most), left),
                    "wait for a time instead, or say at_most:", {}};
}

}  // namespace scenarios
