// Scripts of inbound actions, end to end: a "create incident" script runs in the worker and writes its record through the engine. The
// engine's database is in memory, so that what is measured is the script and not the disk.
#include <benchmark/benchmark.h>

#include "bench/bench_world.h"
#include "engine/configure.h"
#include "engine/script/script.h"

namespace bench {
namespace {

constexpr const char* create_incident = R"js(
(function runAction(current, event, email, logger) {
  current.caller_id = gs.getUserID();
  current.comments = "received from: " + email.origemail + "\n\n" + email.body_text;
  current.short_description = email.subject;
  current.category = "request";
  current.contact_type = "email";
  if (email.body.assign != undefined)
    current.assigned_to = email.body.assign;
  if (email.importance && email.importance.toLowerCase() == "high")
    current.priority = 1;
  current.insert();
})(current, event, email, logger);
)js";

/// Sets fields of `current` and asks nothing of the engine: what one run costs by itself.
constexpr const char* set_fields = R"js(
current.caller_id = gs.getUserID();
current.short_description = email.subject;
if (email.subject.toLowerCase().indexOf('urgent') >= 0) current.priority = 1;
event.state = 'stop_processing';
)js";

/// The script alone: its mail's variables there, its record and its journal entry (if it writes them) back.
void run(benchmark::State& state, const char* text, std::size_t writes) {
  BenchWorld bench;
  auto database = engine::Database::open({":memory:", 0, false});
  if (!database) return state.SkipWithError("no database");
  engine::Properties properties(*database);
  engine::Store store(*database, bench.clock, bench.trace, bench.world.random);
  const engine::Profile profile;
  engine::InstanceConfig config;
  engine::Parts parts{bench.world, *database, store, properties, profile, config, bench.ip("198.51.100.99", "acme")};
  engine::write_factory_rows(store);
  const engine::User user = store.insert_user({"yuki", "Yuki", "Tan", "yuki@corp.example"});
  engine::EmailRecord mail;
  mail.sys_id = store.new_sys_id();
  mail.body_text = std::string(2000, 'x');
  engine::script::Job job;
  job.text = text;
  job.table = "incident";
  job.email = {{"subject", "Printer"}, {"origemail", user.email}, {"body_text", mail.body_text}, {"importance", "High"}};
  job.body = {{"assign", "nobody"}};
  job.sys_email = &mail;
  job.user = &user;
  engine::Transaction transaction(*database);
  for (auto _ : state) {
    const engine::script::Outcome outcome = engine::script::run(parts, job);
    if (outcome.trouble || outcome.writes.size() != writes) state.SkipWithError("the script failed");
  }
  state.SetItemsProcessed(state.iterations());
}

/// Mails through the whole pipeline, whose only action runs `script`; without one, the same action by fields.
void receive(benchmark::State& state, const char* script) {
  BenchWorld bench;
  const auto instance = make_instance(bench, 100);
  engine::InstanceConfig change;
  engine::InboundActionConfig action;
  action.name = "Create Incident";
  action.type = "new";
  if (script != nullptr) action.script = script;
  else action.set = {{"short_description", "${email.subject}"}, {"comments", "${email.body_text}"}, {"caller_id", "${email.from_sys_id}"}};
  change.inbound_actions = {std::move(action)};
  if (const auto applied = instance->apply(change); !applied) state.SkipWithError(applied.error().text().c_str());
  std::uint64_t serial = 0;
  engine::Transaction transaction(instance->database());
  for (auto _ : state) {
    const std::string mail = fmt::format(
        "From: user{}@corp.example\r\nTo: acme@service-now.example\r\nSubject: Printer {}\r\nMessage-ID: <{}@corp.example>\r\n\r\nIt shows "
        "0x6100.\r\nAssign: nobody\r\n", serial % 100, serial, serial);
    ++serial;
    if (instance->receive(mail).empty()) state.SkipWithError("a mail was dropped");
  }
  transaction.commit();
  if (instance->database().value("SELECT count(*) FROM incident") != std::to_string(serial)) state.SkipWithError("an incident is missing");
  state.SetItemsProcessed(state.iterations());
}

void run_fields(benchmark::State& state) { run(state, set_fields, 0); }
void run_insert(benchmark::State& state) { run(state, create_incident, 1); }
void mail_by_script(benchmark::State& state) { receive(state, create_incident); }
void mail_by_fields(benchmark::State& state) { receive(state, nullptr); }
BENCHMARK(run_fields)->Name("scripts/run")->Unit(benchmark::kMicrosecond)->UseRealTime();
BENCHMARK(run_insert)->Name("scripts/run_and_insert")->Unit(benchmark::kMicrosecond)->UseRealTime();
BENCHMARK(mail_by_script)->Name("scripts/mail")->Unit(benchmark::kMicrosecond)->UseRealTime();
BENCHMARK(mail_by_fields)->Name("scripts/mail_by_fields")->Unit(benchmark::kMicrosecond)->UseRealTime();

}  // namespace
}  // namespace bench
