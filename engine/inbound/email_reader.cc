#include "engine/inbound/email_reader.h"

#include "engine/inbound/account_groups.h"
#include "engine/inbound/reader_visit.h"

namespace engine::inbound {

struct EmailReader::State : std::enable_shared_from_this<EmailReader::State> {
  State(Parts& parts_given, std::size_t number_given)
      : parts(parts_given), name(number_given == 1 ? "email reader" : fmt::format("email reader {}", number_given)), number(number_given) {}

  void run();
  void next_account();
  /// Goes on with the next account group, if there is one: lets go of the one before.
  bool next_group();
  void connect(const ReaderAccount& account, const sim::IpAddress& ip);
  void ended(const ReaderAccount& account, const Visit& visit);
  void failed(const ReaderAccount& account, const std::string& why);

  Parts& parts;
  std::string name;
  std::size_t number;
  std::optional<std::string> group;         ///< the account group that this job has claimed
  sim::Instant started{};
  std::vector<ReaderAccount> waiting;       ///< accounts still to read, the next one last
  std::shared_ptr<Visit> visit;             ///< the session that is open
  std::size_t read = 0;
  bool is_running = false;
};

namespace {

/// The server's address and what finding it cost; the reason if it has none.
struct Found {
  std::optional<sim::IpAddress> ip;
  sim::Duration cost{0};
  std::string why;
};

Found find_server(sim::World& world, const std::string& server) {
  if (const auto literal = sim::IpAddress::parse(server)) return {*literal, {}, ""};
  Found found;
  for (const auto type : {sim::dns::Type::A, sim::dns::Type::AAAA}) {
    const sim::dns::Answer answer = world.resolver.look_up(server, type);
    found.cost += answer.cost;
    found.why = fmt::format("the name {} has no address: {}", server, sim::dns::status_name(answer.status));
    if (answer.status != sim::dns::Status::found) continue;
    for (const sim::dns::Record& record : answer.records) {
      if (const auto* address = std::get_if<sim::dns::AddressData>(&record.data)) {
        found.ip = address->ip;
        return found;
      }
    }
  }
  return found;
}

/// All active accounts, or those of one account group; the first one last.
std::vector<ReaderAccount> active_accounts(const Parts& parts, const std::optional<std::string>& group) {
  std::vector<ReaderAccount> accounts;
  Statement row = parts.database.prepare(
      "SELECT sys_id, name, server, port, user_name, password, connection_security FROM sys_email_account "
      "WHERE type = 'pop3' AND active = 1 AND (?1 IS NULL OR account_group = ?1 OR (account_group = '' AND ?1 = 'Default')) ORDER BY id DESC");
  row.bind_all(group);
  while (row.step()) {
    ReaderAccount account{row.text(0), row.text(1), row.text(2), static_cast<std::uint16_t>(row.integer(3)),
                          row.text(4), row.text(5), row.text(6), {}};
    for (const AccountConfig& each : parts.config.accounts) {
      if (each.name == account.name) account.place = each.place;
    }
    accounts.push_back(std::move(account));
  }
  return accounts;
}

void note_ran(sim::Trace& trace, const std::string& job, const std::string& outcome, sim::Cause by = {}) {
  if (!trace.wants(sim::EventKind::job_ran)) return;
  trace.note(sim::EventKind::job_ran, "", {{"job", job}, {"outcome", outcome}}, std::move(by));
}

}  // namespace

void EmailReader::State::run() {
  if (is_running) return;
  if (!parts.properties.flag("glide.email.read.active")) {
    note_ran(parts.world.trace, name, "reading is switched off",
             {"reading-off", parts.cause_of_property("glide.email.read.active").place});
    return;
  }
  const bool by_groups = parts.properties.flag("glide.email.inbound.account_group_processing");
  if (!by_groups && number > 1) return note_ran(parts.world.trace, name, "account group processing is off: the first reader job reads all");
  is_running = true;
  read = 0;
  started = parts.world.clock.now();
  if (!by_groups) waiting = active_accounts(parts, std::nullopt);
  next_account();
}

bool EmailReader::State::next_group() {
  if (!parts.properties.flag("glide.email.inbound.account_group_processing") && !group) return false;
  try {
    if (group) release_group(parts, *std::exchange(group, std::nullopt), name);
    if (!parts.properties.flag("glide.email.inbound.account_group_processing")) return false;
    group = claim_group(parts, name, started);
  } catch (const DatabaseError& error) {
    parts.world.trace.note(sim::EventKind::job_failed, "", {{"job", name}, {"why", error.what()}}, {"database", {}});
  }
  if (!group) return false;
  note_ran(parts.world.trace, name, fmt::format("claimed account group {}", *group));
  waiting = active_accounts(parts, group);
  return true;
}

void EmailReader::State::failed(const ReaderAccount& account, const std::string& why) {
  parts.world.trace.note(sim::EventKind::job_failed, "",
                         {{"job", name}, {"account", account.name}, {"why", fmt::format("{}: {}", account.name, why)}},
                         {"account:" + account.name, account.place});
}

void EmailReader::State::next_account() {
  visit.reset();
  while (!waiting.empty() || next_group()) {
    if (waiting.empty()) continue;
    const ReaderAccount account = std::move(waiting.back());
    waiting.pop_back();
    const Found found = find_server(parts.world, account.server);
    if (!found.ip) {
      failed(account, found.why);
      continue;
    }
    parts.world.clock.after(found.cost, [self = weak_from_this(), account, ip = *found.ip] {
      if (const auto state = self.lock()) state->connect(account, ip);
    });
    return;
  }
  is_running = false;
  note_ran(parts.world.trace, name, fmt::format("{} mail(s) read", read));
}

void EmailReader::State::connect(const ReaderAccount& account, const sim::IpAddress& ip) {
  const std::int64_t batch = std::clamp<std::int64_t>(parts.properties.number("com.glide.email.max_read"), 1, 10000);
  visit = std::make_shared<Visit>(parts, account, static_cast<std::size_t>(batch));
  sim::wire::ConnectOptions options;
  options.from = parts.ip;
  options.to = {ip, account.port};
  options.implicit_tls = account.security == "ssl_tls";
  options.server_name = account.server;
  parts.world.wire.connect(options, visit, [self = weak_from_this(), account] {
    const auto state = self.lock();
    if (!state || !state->visit) return;
    state->ended(account, *state->visit);
    state->next_account();
  });
}

void EmailReader::State::ended(const ReaderAccount& account, const Visit& done) {
  read += done.stored();
  for (const std::string& why : done.complaints()) failed(account, why);
  if (done.trouble()) failed(account, *done.trouble());
}

EmailReader::EmailReader(Parts& parts, std::size_t number) : state_(std::make_shared<State>(parts, number)) {}

EmailReader::~EmailReader() {
  // The wire may hold the session longer than the instance lives: it must not touch what is gone.
  if (state_->visit) state_->visit->abandon();
}

void EmailReader::run() { state_->run(); }

bool EmailReader::is_running() const { return state_->is_running; }

const std::string& EmailReader::name() const { return state_->name; }

}  // namespace engine::inbound
