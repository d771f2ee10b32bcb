#include "engine/script/script.h"

#include <fmt/format.h>

#include "engine/parts.h"
#include "engine/script/requests.h"

namespace engine::script {
namespace {

std::string_view name_of(Kind kind) {
  switch (kind) {
    case Kind::action: return "action";
    case Kind::condition: return "condition";
    case Kind::filter: return "filter";
    case Kind::mail: return "mail";
  }
  return "";
}

/// The "run" frame: kind, text, then triples of section, name and value (run.js: run()).
class RunFrame {
 public:
  RunFrame(const Job& job, const Limits& limits) : limits_(limits), frame_{"run", std::string(name_of(job.kind)), std::string(job.text)} {}

  void put(std::string_view section, std::string_view name, std::string_view value) {
    frame_.emplace_back(section);
    frame_.emplace_back(name);
    frame_.emplace_back(value.substr(0, limits_.value_bytes));
  }
  void put(std::string_view section, const Fields& fields) {
    for (const auto& [name, value] : fields) put(section, name, value);
  }
  Frame take() { return std::move(frame_); }

 private:
  const Limits& limits_;
  Frame frame_;
};

void put_user(RunFrame& frame, Parts& parts, const User& user) {
  frame.put("user", {{"sys_id", user.sys_id}, {"user_name", user.user_name}, {"name", user.name}, {"email", user.email}});
  Statement& row = parts.database.kept(
      "SELECT first_name, last_name, (SELECT group_concat(role) FROM (SELECT role FROM sys_user_has_role WHERE \"user\" = sys_id "
      "ORDER BY id)) FROM sys_user WHERE sys_id = ?");
  row.bind_all(user.sys_id);
  if (row.step()) frame.put("user", {{"first_name", row.text(0)}, {"last_name", row.text(1)}, {"roles", row.text(2)}});
  row.reset();
}

void put_sys_email(RunFrame& frame, const EmailRecord& email) {
  for (const auto& [name, member] : email_text_columns()) {
    if (!(email.*member).empty()) frame.put("sys_email", name, email.*member);
  }
}

/// The schema's version; what is known of the tables of another one is forgotten.
const std::string& shapes_version(Parts& parts) {
  Statement& row = parts.database.kept("PRAGMA schema_version");
  row.reset();
  std::string version = row.step() ? row.text(0) : "";
  row.reset();
  Views& views = parts.scripts->views();
  if (views.schema != version) views = {std::move(version), {}};
  return views.schema;
}

Frame frame_of(Parts& parts, const Job& job, const Limits& limits) {
  RunFrame frame(job, limits);
  const std::string_view mail = job.sys_email == nullptr ? std::string_view(job.log_to) : job.sys_email->sys_id;
  sim::Random dice = parts.world.random.stream(fmt::format("script {}", mail));
  frame.put("run", {{"now", std::to_string(parts.world.clock.now().time_since_epoch().count())},
                    {"seed", std::to_string(1 + dice.below(0x7ffffffe))},
                    {"table", job.table},
                    {"shapes", shapes_version(parts)},
                    {"is_mail", job.kind == Kind::mail ? "1" : ""},
                    {"event_name", job.event_name},
                    {"event_parm1", job.event_name.empty() ? std::string(mail) : job.event_parm1},
                    {"event_parm2", job.event_parm2}});
  frame.put("email", job.email);
  frame.put("body", job.body);
  if (job.user != nullptr) put_user(frame, parts, *job.user);
  if (job.sys_email != nullptr && job.text.find("sys_email") != std::string_view::npos) put_sys_email(frame, *job.sys_email);
  if (job.current != nullptr) frame.put("current", shown_fields(*job.current));
  frame.put("defaults", job.defaults);
  return frame.take();
}

void read_done(const Frame& done, Outcome& outcome) {
  for (std::size_t i = 1; i + 1 < done.size(); i += 2) {
    if (done[i] == "state") outcome.stops = done[i + 1] == "stop_processing";
    if (done[i] == "answer") outcome.answer = done[i + 1] == "true";
    if (done[i] == "error_string") outcome.error_string = done[i + 1];
    if (done[i] == "printed") outcome.printed = done[i + 1];
    if (done[i].starts_with("mail.")) outcome.mail_changes.emplace_back(done[i].substr(5), done[i + 1]);
  }
}

std::string trouble_of(const Frame& failed) {
  const std::string what = failed.size() > 1 ? failed[1] : "it failed without a word";
  return failed.size() > 2 && failed[2] != "0" ? fmt::format("line {}: {}", failed[2], what) : what;
}

}  // namespace

/// Starts the worker where there is none. One that died since the last script is replaced, once.
std::optional<std::string> Scripts::send(const Frame& request) {
  for (int attempt = 0; attempt < 2; ++attempt) {
    if (!worker_) {
      auto started = Process::start(limits_.memory_bytes);
      if (!started) return started.error().text();
      worker_ = std::move(*started);
    }
    worker_->allow(limits_.time);
    if (worker_->send(request) == Process::Heard::frame) return std::nullopt;
    worker_ = nullptr;
  }
  return "the script worker does not take the script";
}

Outcome Scripts::run(Parts& parts, const Job& job) {
  Outcome outcome;
  outcome.trouble = send(frame_of(parts, job, limits_));
  if (outcome.trouble) return outcome;
  // If answering throws (a full disk), the worker still waits for its answer: it cannot be used again.
  auto worker = std::move(worker_);
  Requests requests(parts, job, limits_, outcome);
  for (Frame frame; !outcome.trouble;) {
    switch (worker->receive(frame)) {
      case Process::Heard::time_is_up:
        outcome.trouble = fmt::format("the script ran longer than {} ms and was stopped", limits_.time.count());
        return outcome;
      case Process::Heard::gone:
        outcome.trouble = "the script worker ended while the script ran";
        return outcome;
      case Process::Heard::frame: break;
    }
    const std::string_view what = frame.empty() ? std::string_view() : std::string_view(frame[0]);
    if (what == "tell") {
      requests.tell(frame);
    } else if (what == "ask") {
      const auto answer = requests.answer(frame);
      if (!answer) outcome.trouble = fmt::format("the script asked the instance more than {} times and was stopped", limits_.requests);
      else worker->send(*answer);
    } else {
      if (what == "done") read_done(frame, outcome);
      else outcome.trouble = trouble_of(frame);
      worker_ = std::move(worker);
      break;
    }
  }
  return outcome;
}

Outcome run(Parts& parts, const Job& job) {
  if (!parts.scripts) parts.scripts = std::make_shared<Scripts>();
  return parts.scripts->run(parts, job);
}

}  // namespace engine::script
