#include "engine/inbound/email_reader.h"

#include "engine/inbound/account_groups.h"
#include "engine/inbound/reader_visit.h"
#include "engine/oauth.h"

namespace engine::inbound {

struct EmailReader::State : std::enable_shared_from_this<EmailReader::State> {
  State(Parts& parts_given, std::size_t number_given)
      : parts(parts_given), name(number_given == 1 ? "email reader" : fmt::format("email reader {}", number_given)), number(number_given) {}

  void run();
  void next_account();
  /// Goes on with the next account group, if there is one: lets go of the one before.
  bool next_group();
  void connect(const Account& account, const Access& access);
  void ended(const Account& account, const Access& access, const Visit& visit);
  void failed(const Account& account, const std::string& why);

  Parts& parts;
  std::string name;
  std::size_t number;
  std::optional<std::string> group;         ///< the account group that this job has claimed
  sim::Instant started{};
  std::vector<Account> waiting;       ///< accounts still to read, the next one last
  std::shared_ptr<Visit> visit;             ///< the session that is open
  std::size_t read = 0;
  bool is_running = false;
};

namespace {

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
  if (!by_groups) waiting = reading_accounts(parts.database, std::nullopt);
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
  waiting = reading_accounts(parts.database, group);
  return true;
}

void EmailReader::State::failed(const Account& account, const std::string& why) {
  parts.world.trace.note(sim::EventKind::job_failed, "",
                         {{"job", name}, {"account", account.name}, {"why", fmt::format("{}: {}", account.name, why)}},
                         cause_of_account(parts, account));
}

void EmailReader::State::next_account() {
  visit.reset();
  while (!waiting.empty() || next_group()) {
    if (waiting.empty()) continue;
    const Account account = std::move(waiting.back());
    waiting.pop_back();
    prepare_access(parts, account, [self = weak_from_this(), account](const Access& access) {
      const auto state = self.lock();
      if (!state) return;
      if (access.is_ready()) return state->connect(account, access);
      state->failed(account, fmt::format("{}: {}", access.stage, access.why));
      state->next_account();
    });
    return;
  }
  is_running = false;
  note_ran(parts.world.trace, name, fmt::format("{} mail(s) read", read));
}

void EmailReader::State::connect(const Account& account, const Access& access) {
  const std::int64_t batch = std::clamp<std::int64_t>(parts.properties.number("com.glide.email.max_read"), 1, 10000);
  visit = std::make_shared<Visit>(parts, account, access, static_cast<std::size_t>(batch));
  parts.world.wire.connect(connect_options(parts, account, *access.ip), visit, [self = weak_from_this(), account, access] {
    const auto state = self.lock();
    if (!state || !state->visit) return;
    const auto& trouble = state->visit->trouble();
    Access again = access;
    if (trouble && trouble->starts_with("tls: ") && goes_on_in_clear_text(state->parts, account, again, *trouble)) return state->connect(account, again);
    state->ended(account, access, *state->visit);
    state->next_account();
  });
}

void EmailReader::State::ended(const Account& account, const Access& access, const Visit& done) {
  read += done.stored();
  for (const std::string& why : done.complaints()) failed(account, why);
  if (done.trouble()) failed(account, *done.trouble());
  try {
    if (!done.dialogue().empty()) log_dialogue(parts, account, done.dialogue());
    if (done.trouble() && done.trouble()->starts_with("login: ") && !access.credentials.access_token.empty()) forget_token(parts, account);
  } catch (const DatabaseError& error) {
    failed(account, error.what());
  }
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
