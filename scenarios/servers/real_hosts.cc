#include "scenarios/servers/real_hosts.h"

#include <grp.h>
#include <pwd.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fmt/format.h>

namespace scenarios {
namespace {

namespace fs = std::filesystem;

/// Maildrops belong to a user id that no account of the machine has, as mail hosts with virtual users do it.
constexpr unsigned virtual_owner = 5000;
constexpr std::uint16_t smtp_ports[] = {25, 587, 465}, reading_ports[] = {110, 995, 143, 993};
constexpr int start_look_milliseconds = 20;
constexpr int most_start_looks = 1500;

bool is_tls_port(std::uint16_t port) { return port == 465 || port == 995 || port == 993; }

std::string text_of_file(const std::string& path, std::size_t from = 0) {
  std::ifstream in(path, std::ios::binary);
  in.seekg(static_cast<std::streamoff>(from));
  std::stringstream out;
  out << in.rdbuf();
  return out.str();
}

/// The end of what the servers said, for an error message.
std::string last_words(const std::string& folder) {
  std::string out;
  for (const char* name : {"postfix.log", "postfix.out", "dovecot.log", "dovecot.out"}) out += text_of_file(folder + "/" + name);
  constexpr std::size_t enough = 1500;
  return out.size() > enough ? out.substr(out.size() - enough) : out;
}

std::size_t files_below(const std::string& folder) {
  std::size_t count = 0;
  std::error_code trouble;
  fs::recursive_directory_iterator entry(folder, trouble);
  for (; !trouble && entry != fs::recursive_directory_iterator(); entry.increment(trouble)) {
    if (entry->is_regular_file(trouble)) ++count;
  }
  return count;
}

std::string why_no_postfix() {
  if (find_program("postfix").empty()) return "Postfix is not installed (Debian's package postfix)";
  if (getpwnam("postfix") == nullptr || getgrnam("postdrop") == nullptr) return "the users of the package postfix are missing";
  return geteuid() == 0 ? "" : "Postfix can only be started by root";
}

std::string why_no_dovecot() {
  if (find_program("dovecot").empty()) return "Dovecot is not installed (Debian's package dovecot-core)";
  for (const char* protocol : {"pop3", "imap"}) {
    if (access(fmt::format("/usr/lib/dovecot/{}", protocol).c_str(), X_OK) != 0) {
      return fmt::format("Dovecot has no {0} here (Debian's package dovecot-{0}d)", protocol);
    }
  }
  return {};
}

}  // namespace

std::string why_not_real(const Story& story, bool on_loopback) {
  if (story.real_hosts.empty()) return {};
  if (!on_loopback) return "real servers stand on the loopback wire only: --wire loopback";
  for (const auto& [name, kind] : story.real_hosts) {
    if (kind != RealKind::postfix) continue;
    if (std::string why = why_no_postfix(); !why.empty()) return why;
  }
  return why_no_dovecot();
}

RealHosts::~RealHosts() {
  wire_.watch_outside({});
  for (auto& [name, host] : running_) {
    std::error_code ignored;
    if (!host.plan.folder.empty() && !host.script) fs::remove_all(host.plan.folder, ignored);   // of the others the script does it
  }
}

sim::Result<std::unique_ptr<RealHosts>> RealHosts::start(const Story& story, sim::World& world, sim::wire::LoopbackWire& wire,
                                                         const std::vector<std::unique_ptr<Server>>& servers) {
  std::unique_ptr<RealHosts> all(new RealHosts(world, wire));
  for (const auto& server : servers) {
    const auto real = story.real_hosts.find(server->config().name);
    if (real == story.real_hosts.end()) continue;
    if (auto planned = all->plan(*server, real->second); !planned) return planned.error();
  }
  for (auto& [name, host] : all->running_) {
    all->find_routes(story, host);
    if (auto written = all->write(host); !written) return written.error();
    if (auto raised = all->raise(host); !raised) return raised.error();
  }
  wire.watch_outside([self = all.get()] { return self->refresh(); });
  return all;
}

sim::Result<void> RealHosts::plan(Server& server, RealKind kind) {
  const auto& config = server.config();
  Running& host = running_[config.name];
  host.server = &server;
  host.plan.config = &config;
  host.plan.kind = kind;
  host.plan.ip = world_.network.loopback_of(config.ip);
  host.plan.is_root = geteuid() == 0;
  host.plan.owner = host.plan.is_root ? virtual_owner : geteuid();
  std::string folder = (fs::temp_directory_path() / "mailrig-real-XXXXXX").string();
  if (mkdtemp(folder.data()) == nullptr) return sim::Error{fmt::format("no folder can be made below {}", fs::temp_directory_path().string()), "", config.place};
  host.plan.folder = folder;
  const ConfigFile script = script_file(host.plan);
  std::ofstream(folder + "/" + script.name) << script.text;
  if (auto kept = keep(host); !kept) return kept;   // before anything else lies there, so that nothing ever stays behind
  fs::permissions(folder, fs::perms(0755));   // servers give up root and must still find their files
  host.plan.ca_file = folder + "/ca.pem";
  std::ofstream(host.plan.ca_file) << wire_.ca_pem();
  sim::wire::Certificate own;
  own.names = {config.name};
  auto certificate = wire_.certificate_for(config.certificate.value_or(own));
  if (!certificate) return certificate.error();
  host.plan.certificate = *std::move(certificate);
  for (const sim::IpAddress& trusted : config.relay_from) host.plan.trusted.push_back(world_.network.loopback_of(trusted));
  host.log = std::make_unique<PostfixLog>(world_.trace, config.name, gap(host));
  if (kind == RealKind::postfix) {
    host.local = std::make_unique<Courier>(world_, config.ip, config.name);
    server.on_submit = [&host](const sim::mail::Envelope& envelope, std::string raw) {
      host.local->send(envelope, std::move(raw), host.plan.config->ip);
    };
  }
  return take_places(host);
}

sim::Result<void> RealHosts::take_places(Running& host) {
  std::vector<std::uint16_t> ports(std::begin(reading_ports), std::end(reading_ports));
  if (host.plan.kind == RealKind::postfix) ports.insert(ports.end(), std::begin(smtp_ports), std::end(smtp_ports));
  for (const std::uint16_t port : ports) {
    const sim::Endpoint at{host.plan.config->ip, port};
    if (is_tls_port(port) && !host.plan.config->offer_starttls) continue;
    const auto place = wire_.place_outside(at);
    if (!place) return place.error();
    host.plan.places[port] = *place;
  }
  return {};
}

/// Postfix's nexthop for a host of the story: "[127.1.0.3]:40001".
std::string RealHosts::nexthop(const Story& story, const std::string& name) {
  const auto colon = name.find(':');
  const auto wanted = sim::dns::Name::parse(name.substr(0, colon));
  if (is_postfix(name)) {
    const RealHost& other = running_.find(name)->second.plan;
    return fmt::format("[{}]:{}", other.ip, other.places.at(25).port);
  }
  for (const sim::dns::Zone& zone : story.zones) {
    if (!wanted || !wanted->is_below_or_at(zone.origin())) continue;
    for (const sim::dns::Record& record : zone.match(*wanted, sim::dns::Type::A).records) {
      const auto* address = std::get_if<sim::dns::AddressData>(&record.data);
      if (address == nullptr) continue;
      const std::string real = wire_.real_endpoint({address->ip, 25});
      if (real.empty()) return fmt::format("[{}]:25", world_.network.loopback_of(address->ip));   // nobody listens: refused
      return fmt::format("[{}]:{}", real.substr(0, real.rfind(':')), real.substr(real.rfind(':') + 1));
    }
  }
  return {};
}

/// One route for each domain with MX records, best first, as a resolver would give them (RFC 5321, 5.1).
void RealHosts::find_routes(const Story& story, Running& host) {
  for (const sim::dns::Zone& zone : story.zones) {
    for (const auto& [owner, records] : zone.records()) {
      std::multimap<std::uint16_t, std::string> exchanges;
      for (const sim::dns::Record& record : records) {
        if (const auto* mx = std::get_if<sim::dns::MxData>(&record.data)) exchanges.emplace(mx->preference, nexthop(story, mx->exchange.text()));
      }
      std::string all;
      for (const auto& [preference, next] : exchanges) {
        if (!next.empty()) all += (all.empty() ? "" : ", ") + next;
      }
      if (!all.empty()) host.plan.routes.emplace_back(owner.text(), all);
    }
  }
  if (const auto& next = host.plan.config->next_hop) host.plan.routes.emplace_back("*", nexthop(story, *next));
}

sim::Result<void> RealHosts::write(Running& host) {
  const RealHost& plan = host.plan;
  for (const char* part : {"postfix", "queue/pid", "data", "maildrops", "run", "state"}) fs::create_directories(plan.folder + "/" + part);
  if (plan.kind == RealKind::postfix) {
    if (chown((plan.folder + "/data").c_str(), getpwnam("postfix")->pw_uid, 0) != 0) return sim::Error{"no right to give a folder to the user postfix", "", {}};
  }
  if (plan.is_root && chown((plan.folder + "/maildrops").c_str(), plan.owner, plan.owner) != 0) return sim::Error{"no right to give a folder away", "", {}};
  std::vector<ConfigFile> files = dovecot_files(plan);
  if (plan.kind == RealKind::postfix) {
    for (ConfigFile& file : postfix_files(plan)) files.push_back(std::move(file));
  }
  for (const ConfigFile& file : files) {
    std::ofstream out(plan.folder + "/" + file.name);
    out << file.text;
    if (!out.flush()) return sim::Error{fmt::format("'{}/{}' cannot be written", plan.folder, file.name), "", {}};
  }
  for (auto& [user, drop] : host.server->store().maildrops()) {
    auto [maildir, is_new] = host.maildirs.try_emplace(user, plan.folder + "/maildrops/" + user, plan.config->name, host.server->store(), drop, plan.owner);
    if (auto made = maildir->second.make(); !made) return made;
  }
  return {};
}

/// Starts the script that will start the servers, and that removes everything when we end, in whatever way.
sim::Result<void> RealHosts::keep(Running& host) {
  auto script = KeptScript::start(host.plan.folder + "/run.sh");
  if (!script) return script.error();
  host.script = std::make_unique<KeptScript>(*std::move(script));
  return {};
}

/// Starts the servers and waits until each port answers.
sim::Result<void> RealHosts::raise(Running& host) {
  for (const std::uint16_t port : reading_ports) world_.wire.stop_listening({host.plan.config->ip, port});   // the shadow's, where it runs
  host.script->go();
  int looks = 0;
  for (const auto& [port, place] : host.plan.places) {
    while (!answers(place.ip.text(), place.port)) {
      if (!host.script->is_running() || ++looks > most_start_looks) {
        return sim::Error{fmt::format("the real servers of {} do not listen on port {} ({})", host.plan.config->name, port, place.text()),
                          "they said:\n" + last_words(host.plan.folder), host.plan.config->place};
      }
      pause_outside(start_look_milliseconds);
    }
    wire_.stand_in({host.plan.config->ip, port}, place);
  }
  if (host.plan.kind == RealKind::postfix) {   // of another the shadow tells
    world_.trace.note(sim::EventKind::server_started, "", {{"host", host.plan.config->name}}, {"", host.plan.config->place});
  }
  return {};
}

bool RealHosts::is_running(std::string_view name) const {
  const auto found = running_.find(name);
  return found != running_.end() && found->second.script != nullptr;
}

bool RealHosts::is_postfix(std::string_view name) const {
  const auto found = running_.find(name);
  return found != running_.end() && found->second.plan.kind == RealKind::postfix;
}

void RealHosts::delivered(const std::string& name, const fakeservers::Maildrop& drop, const fakeservers::StoredMail& mail) {
  const auto host = running_.find(name);
  if (host == running_.end() || host->second.plan.kind == RealKind::postfix) return;
  if (const auto maildir = host->second.maildirs.find(drop.user); maildir != host->second.maildirs.end()) maildir->second.add(mail);
}

void RealHosts::read_log(Running& host) {
  const std::string fresh = text_of_file(host.plan.folder + "/postfix.log", host.log_read);
  host.log_read += fresh.size();
  if (!fresh.empty()) host.log->read(fresh);
}

sim::Duration RealHosts::gap(const Running& host) const {
  const auto& gaps = host.plan.config->retry_schedule;
  if (gaps.empty()) return std::chrono::minutes{5};
  return gaps[std::min(host.attempts, gaps.size() - 1)];
}

/// Postfix would try again by the wall clock. In a story it does when the story's time has come.
void RealHosts::flush_later(const std::string& name, Running& host) {
  if (std::exchange(host.is_flush_due, true)) return;
  world_.clock.after(gap(host), [this, name, lives = std::weak_ptr(lives_)] {
    if (lives.expired()) return;
    Running& due = running_.find(name)->second;
    due.is_flush_due = false;
    ++due.attempts;
    if (due.script) run_program({find_program("postqueue"), "-c", due.plan.folder + "/postfix", "-f"});
  });
}

bool RealHosts::refresh() {
  bool works = false;
  for (auto& [name, host] : running_) {
    if (!host.script) continue;
    const std::string queue = host.plan.folder + "/queue/";
    if (host.plan.kind == RealKind::postfix) {
      // In the order in which a mail moves, so that none is missed between two folders.
      for (const char* part : {"maildrop", "incoming", "active"}) works |= files_below(queue + part) > 0;
      if (files_below(queue + "deferred") > 0) {
        flush_later(name, host);
      } else {
        host.attempts = 0;
      }
      read_log(host);
      works |= host.log->is_open();
    }
    for (auto& [user, maildir] : host.maildirs) {
      const auto came = [&server = *host.server, &maildir_user = user](const fakeservers::StoredMail& mail) {
        if (server.on_delivered) server.on_delivered(*server.store().find_user(maildir_user), mail);
      };
      works |= maildir.refresh(world_.trace, world_.clock.now(), came);
    }
  }
  return works;
}

std::size_t RealHosts::queued(std::string_view name) const {
  const auto host = running_.find(name);
  if (host == running_.end() || host->second.plan.kind != RealKind::postfix) return 0;
  std::size_t count = 0;
  for (const char* part : {"maildrop", "incoming", "active", "deferred"}) count += files_below(host->second.plan.folder + "/queue/" + part);
  return count;
}

/// Down as by `stop`: ports closed, connections broken, queue and maildrops kept.
sim::Result<void> RealHosts::stop(std::string_view name) {
  Running& host = running_.find(name)->second;
  if (!host.script) return {};
  std::ofstream(host.plan.folder + "/kept").flush();
  host.script.reset();
  if (host.plan.kind == RealKind::postfix) {   // of another the shadow tells
    world_.trace.note(sim::EventKind::server_stopped, "", {{"host", host.plan.config->name}}, {"", host.plan.config->place});
  }
  world_.wire.drop_host(host.plan.config->ip);
  return {};
}

sim::Result<void> RealHosts::start_again(std::string_view name) {
  Running& host = running_.find(name)->second;
  if (host.script) return {};
  fs::remove(host.plan.folder + "/kept");
  if (auto kept = keep(host); !kept) return kept;
  return raise(host);
}

}  // namespace scenarios
