// Scripts of inbound actions and filters. Each runs in the script worker, a process of its own (process.h), while this side answers what it
// asks of the engine's tables. Whatever a script does, it ends as an Outcome: an endless loop, exhausted memory, an exception.
#pragma once
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/script/process.h"
#include "engine/script/views.h"
#include "engine/store.h"

namespace engine {
struct Parts;
}

namespace engine::script {

using Fields = std::vector<std::pair<std::string, std::string>>;

/// How much one script may take.
struct Limits {
  std::chrono::milliseconds time{2000};
  std::size_t memory_bytes = 64U << 20U;
  std::size_t log_bytes = 64U << 10U;     ///< of all its log lines together
  std::size_t rows = 1000;                ///< of one query
  std::size_t row_bytes = 8U << 20U;      ///< of one query
  std::size_t requests = 20'000;          ///< to the engine
  std::size_t value_bytes = 1U << 20U;    ///< of one variable: a longer body is cut
};

enum class Kind {
  action,     ///< statements
  condition,  ///< an expression, or statements that set `answer`
  filter,     ///< statements that may set `answer` and `error_string`
  mail,       ///< statements that print into a mail and change it: email.addAddress, setFrom, setReplyTo, setSubject, setBody (spec 6.6)
};

/// What a script finds around it (spec 3.4).
struct Job {
  Kind kind = Kind::action;
  std::string_view text;
  std::string table;                 ///< of `current`; "" if there is no current
  const Record* current = nullptr;   ///< nothing: a new record
  Fields defaults;                   ///< what a new current has set already
  Fields email, body;                ///< variables of `email`, lines of `email.body`
  const EmailRecord* sys_email = nullptr;
  const User* user = nullptr;        ///< whom it runs as
  std::string event_name, event_parm1, event_parm2;  ///< of `event`; that of a received mail if there is no name
  std::string log_to;                ///< sys_id of the mail whose log it writes; "": sys_email's
};

/// A record that a script wrote.
struct Write {
  Record record;
  bool is_insert = false;
  bool is_current = false;           ///< through `current`, not through a GlideRecord of its own
};

struct Outcome {
  std::optional<std::string> trouble;  ///< why it did not end as it should: "line 3: TypeError: ..."
  bool stops = false;                  ///< event.state = "stop_processing"
  bool answer = false;
  std::string error_string;
  std::vector<Write> writes;           ///< in order; they stand even if there is trouble
  Fields email_changes;                ///< what sys_email.update() set
  std::string printed;                 ///< by template.print()
  Fields mail_changes;                 ///< cc, bcc, from, reply_to, subject, body: what a mail script did to `email`, in order
};

/// The instance's script worker, started by the first script and again after one was killed.
class Scripts {
 public:
  explicit Scripts(const Limits& limits = {}) : limits_(limits) {}
  Outcome run(Parts& parts, const Job& job);
  Views& views() { return views_; }
  /// The worker's process id, 0 while there is none.
  pid_t worker() const { return worker_ ? worker_->pid() : 0; }

 private:
  std::optional<std::string> send(const Frame& request);
  Limits limits_;
  Views views_;
  std::unique_ptr<Process> worker_;
};

/// Runs a script with the instance's worker.
Outcome run(Parts& parts, const Job& job);

}  // namespace engine::script
