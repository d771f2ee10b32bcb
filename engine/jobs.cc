#include "engine/jobs.h"

#include <algorithm>

#include "engine/inbound/email_reader.h"
#include "engine/outbound/outbox.h"
#include "engine/outbound/smtp_sender.h"
#include "engine/retention.h"

namespace engine {
namespace {

enum JobNumber : std::size_t { events_process, smtp_sender, email_reader, email_retention };

}  // namespace

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

struct Jobs::State {
  explicit State(Parts& parts_given) : parts(parts_given), sender(parts) { grow(); }
  ~State() {
    for (auto& [name, timer] : timers) parts.world.clock.cancel(timer);
  }

  /// Makes the readers that the configuration asks for; one always exists, to be run by hand.
  void grow();
  void schedule(const std::string& name, std::size_t job, inbound::EmailReader* reader);
  void run(std::size_t job, inbound::EmailReader* reader);
  void process_events();
  void send();

  Parts& parts;
  outbound::SmtpSender sender;
  std::vector<std::unique_ptr<inbound::EmailReader>> readers;
  std::map<std::string, sim::Clock::Timer> timers;
  bool is_started = false;
  /// Where Database::total_changes() stood when there was nothing to do: most runs end with this one comparison.
  std::int64_t quiet_events = -1, quiet_sender = -1;
};

void Jobs::State::grow() {
  const auto wanted = static_cast<std::size_t>(std::clamp(parts.config.reader_jobs.value_or(1), 0, most_reader_jobs));
  while (readers.size() < std::max<std::size_t>(wanted, 1)) {
    readers.push_back(std::make_unique<inbound::EmailReader>(parts, readers.size() + 1));
  }
  if (!is_started) return;
  for (std::size_t i = 0; i < readers.size(); ++i) {
    const std::string& name = readers[i]->name();
    const auto timer = timers.find(name);
    if (i < wanted && timer == timers.end()) schedule(name, email_reader, readers[i].get());
    if (i < wanted || timer == timers.end()) continue;
    parts.world.clock.cancel(timer->second);
    timers.erase(timer);
  }
}

void Jobs::State::schedule(const std::string& name, std::size_t job, inbound::EmailReader* reader) {
  timers.insert_or_assign(name, parts.world.clock.after(job_table()[job].every, [this, name, job, reader] {
    schedule(name, job, reader);
    run(job, reader);
  }));
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

void Jobs::State::run(std::size_t job, inbound::EmailReader* reader) {
  try {
    if (job == events_process) process_events();
    else if (job == smtp_sender) send();
    else if (job == email_reader) reader->run();
    else retain(parts);
  } catch (const DatabaseError& error) {
    parts.world.trace.note(sim::EventKind::job_failed, "", {{"job", std::string(job_table()[job].name)}, {"why", error.what()}}, {"database", {}});
  }
}

Jobs::Jobs(Parts& parts) : state_(std::make_unique<State>(parts)) {}

Jobs::~Jobs() = default;

void Jobs::start() {
  state_->is_started = true;
  for (const std::size_t job : {events_process, smtp_sender, email_retention}) {
    state_->schedule(std::string(job_table()[job].name), job, nullptr);
  }
  state_->grow();
}

void Jobs::count_readers() { state_->grow(); }

sim::Result<void> Jobs::run(std::string_view name) {
  std::string names;
  for (std::size_t job = 0; job < job_table().size(); ++job) {
    if (job_table()[job].name == name) {
      state_->run(job, state_->readers.front().get());
      return {};
    }
    names.append(names.empty() ? "" : ", ").append(job_table()[job].name);
  }
  for (const auto& reader : state_->readers) {
    if (reader->name() != name) continue;
    state_->run(email_reader, reader.get());
    return {};
  }
  return sim::Error{fmt::format("there is no job '{}'", name), "jobs: " + names, {}};
}

bool Jobs::is_idle() const {
  const bool reads = std::any_of(state_->readers.begin(), state_->readers.end(), [](const auto& reader) { return reader->is_running(); });
  return !reads && !state_->sender.is_running() && !outbound::has_waiting_events(state_->parts) && !state_->sender.has_work();
}

}  // namespace engine
