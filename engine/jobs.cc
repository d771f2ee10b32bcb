#include "engine/jobs.h"

#include <algorithm>

#include "engine/inbound/email_reader.h"
#include "engine/outbound/outbox.h"
#include "engine/outbound/smtp_sender.h"
#include "engine/retention.h"

namespace engine {

enum JobNumber : std::size_t { events_process, smtp_sender, email_reader, email_retention };

const std::vector<JobInfo>& job_table() {
  using namespace std::chrono_literals;
  static const std::vector<JobInfo> table{
      {"events process", 10s, "Takes the event queue. Its interval is not documented; this one keeps an event well inside the sender's minute."},
      {"smtp sender", 1min, "Hands over what waits in the Outbox (spec 6.1)."},
      {"email reader", 2min, "Reads the POP3 accounts (spec 2.1)."},
      {"email retention", 24h, "Archives and destroys old mail, deletes old log rows (spec 11)."},
  };
  return table;
}

bool is_scheduled(const InstanceConfig& config, std::string_view name) {
  return std::none_of(config.jobs.begin(), config.jobs.end(), [&](const JobConfig& each) { return each.name == name && !each.runs; });
}

/// One line of the schedule. A reader job has its reader, other jobs have none.
struct Scheduled {
  JobNumber job;
  inbound::EmailReader* reader = nullptr;
  sim::Instant next{};                      ///< when it runs next, or would if there were something to do
  std::optional<sim::Clock::Timer> timer = {};
  bool is_asleep = false;                   ///< nothing to do until the database changes
};

struct Jobs::State {
  explicit State(Parts& parts_given) : parts(parts_given), sender(parts) {
    for (const JobNumber job : {events_process, smtp_sender, email_retention}) schedule.push_back(std::make_unique<Scheduled>(Scheduled{job}));
    grow();
    parts.database.on_write([this] { wake(); });
  }
  ~State() {
    parts.database.on_write({});
    for (const auto& each : schedule) stop(*each);
  }

  /// Makes the readers that the configuration asks for; one always exists, to be run by hand.
  void grow();
  void start();
  void arm(Scheduled& entry);
  /// A job that sleeps runs at its next time again. Called at every row that is written.
  void wake();
  bool is_quiet(const Scheduled& entry) const;
  void stop(Scheduled& entry);
  void run(const Scheduled& entry);
  void process_events();
  void send();
  bool runs(JobNumber job) const { return is_scheduled(parts.config, job_table()[job].name); }
  std::size_t wanted_readers() const { return static_cast<std::size_t>(std::clamp(parts.config.reader_jobs.value_or(1), 0, most_reader_jobs)); }

  Parts& parts;
  outbound::SmtpSender sender;
  std::vector<std::unique_ptr<inbound::EmailReader>> readers;
  std::vector<std::unique_ptr<Scheduled>> schedule;   ///< the readers' lines last, in their order
  bool is_started = false, has_sleepers = false;
  /// Where Database::total_changes() stood when there was nothing to do. A job for which it still stands there sleeps: a quiet year costs nothing.
  std::int64_t quiet_events = -1, quiet_sender = -1;
};

void Jobs::State::grow() {
  while (readers.size() < std::max<std::size_t>(wanted_readers(), 1)) {
    readers.push_back(std::make_unique<inbound::EmailReader>(parts, readers.size() + 1));
    schedule.push_back(std::make_unique<Scheduled>(Scheduled{email_reader, readers.back().get()}));
  }
  if (is_started) start();
}

void Jobs::State::start() {
  is_started = true;
  std::size_t reader = 0;
  for (const auto& each : schedule) {
    const bool is_wanted = runs(each->job) && (each->reader == nullptr || reader++ < wanted_readers());
    if (is_wanted && !each->timer && !each->is_asleep) {
      each->next = parts.world.clock.now();
      arm(*each);
    }
    if (!is_wanted) stop(*each);
  }
}

void Jobs::State::arm(Scheduled& entry) {
  const sim::Duration every = job_table()[entry.job].every;
  const sim::Instant now = parts.world.clock.now();
  entry.timer.reset();
  entry.next += every * ((now - entry.next) / every + 1);
  entry.is_asleep = is_quiet(entry);
  has_sleepers = has_sleepers || entry.is_asleep;
  if (entry.is_asleep) return;
  entry.timer = parts.world.clock.at(entry.next, [this, line = &entry] {
    line->timer.reset();
    run(*line);
    arm(*line);
  });
}

void Jobs::State::wake() {
  if (!std::exchange(has_sleepers, false)) return;
  for (const auto& each : schedule) {
    if (!std::exchange(each->is_asleep, false)) continue;
    each->next -= job_table()[each->job].every;
    if (each->job == events_process) quiet_events = -1;
    if (each->job == smtp_sender) quiet_sender = -1;
    arm(*each);
  }
}

bool Jobs::State::is_quiet(const Scheduled& entry) const {
  const std::int64_t changes = parts.database.total_changes();
  return (entry.job == events_process && quiet_events == changes) || (entry.job == smtp_sender && quiet_sender == changes);
}

void Jobs::State::stop(Scheduled& entry) {
  if (entry.timer) parts.world.clock.cancel(*entry.timer);
  entry.timer.reset();
  entry.is_asleep = false;
}

void Jobs::State::process_events() {
  if (quiet_events == parts.database.total_changes()) return;
  outbound::process_events(parts);
  quiet_events = parts.database.total_changes();
}

void Jobs::State::send() {
  if (quiet_sender == parts.database.total_changes()) return;
  sender.run();
  quiet_sender = sender.is_running() || sender.has_work() ? -1 : parts.database.total_changes();
}

void Jobs::State::run(const Scheduled& entry) {
  try {
    switch (entry.job) {
      case events_process: process_events(); break;
      case smtp_sender: send(); break;
      case email_reader: entry.reader->run(); break;
      case email_retention: retain(parts); break;
    }
  } catch (const DatabaseError& error) {
    parts.world.trace.note(sim::EventKind::job_failed, "", {{"job", std::string(job_table()[entry.job].name)}, {"why", error.what()}}, {"database", {}});
  }
}

Jobs::Jobs(Parts& parts) : state_(std::make_unique<State>(parts)) {}

Jobs::~Jobs() = default;

void Jobs::start() { state_->start(); }

void Jobs::count_readers() { state_->grow(); }

void Jobs::wake() { state_->wake(); }

sim::Result<void> Jobs::run(std::string_view name) {
  for (const auto& each : state_->schedule) {
    if (name != (each->reader == nullptr ? job_table()[each->job].name : std::string_view(each->reader->name()))) continue;
    state_->run(*each);
    return {};
  }
  std::string names;
  for (const JobInfo& job : job_table()) names.append(names.empty() ? "" : ", ").append(job.name);
  return sim::Error{fmt::format("there is no job '{}'", name), "jobs: " + names, {}};
}

bool Jobs::is_idle() const {
  const bool reads = std::any_of(state_->readers.begin(), state_->readers.end(), [](const auto& reader) { return reader->is_running(); });
  if (reads || state_->sender.is_running()) return false;
  if (state_->runs(events_process) && outbound::has_waiting_events(state_->parts)) return false;
  return !state_->runs(smtp_sender) || !state_->sender.has_work();
}

}  // namespace engine
