#include "engine/inbound/action_run.h"

#include "engine/inbound/variables.h"
#include "engine/record_events.h"
#include "engine/script/mail_job.h"
#include "engine/template.h"

namespace engine::inbound {
namespace {

/// The first record that an action writes through `current` is what the mail is about; its attachments go there (spec 3.4).
void take_target(Mail& mail, const Record& record) {
  if (!mail.email.instance.empty()) return;
  mail.email.target_table = record.table;
  mail.email.instance = record.sys_id;
}

std::string effect_of(const Record& record, bool is_insert) {
  return fmt::format("{} {} {}", is_insert ? "created" : "updated", record.table, record.number);
}

/// The field actions: they update the record that the mail is about, or create one.
Record write_fields(Mail& mail, const Action& action) {
  Store& store = mail.parts.store;
  std::vector<std::pair<std::string, std::string>> fields;
  fields.reserve(action.set.size());
  bool has_comments = false;
  const Variables variables(mail);
  for (const auto& [name, pattern] : action.set) {
    fields.emplace_back(name, fill(pattern, [&](std::string_view key) { return variables.value(key); }));
    has_comments |= name == "comments" && !fields.back().second.empty();
  }
  const std::string user = mail.acting ? mail.acting->user_name : std::string();
  const bool is_insert = !mail.target;
  Record record = is_insert ? store.insert_record(action.table, fields, user) : *mail.target;
  if (!is_insert) store.update_record(record, fields, user);
  take_target(mail, record);
  note_ran(mail, action, record, effect_of(record, is_insert));
  fire_written(mail.parts, record, {is_insert, has_comments, user});
  return record;
}

/// A new record's caller and opener are the sender before the script begins (spec 3.5).
script::Fields defaults_of(Mail& mail, const Action& action) {
  script::Fields defaults;
  for (const char* column : {"caller_id", "opened_by"}) {
    if (mail.parts.store.has_column(action.table, column)) defaults.emplace_back(column, mail.email.user_id);
  }
  return defaults;
}

/// What sys_email.update() set, columns that scripts may write; the pipeline writes the row when the mail has ended.
void take_changes(EmailRecord& email, const script::Fields& changes) {
  for (const auto& [name, value] : changes) {
    if (const auto member = email_text_column(name)) email.*member = value;
  }
}

/// Tells what a script wrote. True if it wrote through `current`.
bool take_writes(Mail& mail, const Action& action, const script::Outcome& outcome) {
  bool wrote_current = false;
  for (const script::Write& write : outcome.writes) {
    const std::string effect = effect_of(write.record, write.is_insert);
    if (!write.is_current) {
      mail.parts.store.log(mail.email.sys_id, "info",
                           fmt::format("Inbound action '{}' {} with a GlideRecord of its own", action.name, effect));
      continue;
    }
    wrote_current = true;
    take_target(mail, write.record);
    note_ran(mail, action, write.record, effect);
  }
  return wrote_current;
}

void note_failed(Mail& mail, const Action& action, const std::string& why) {
  mail.parts.store.log(mail.email.sys_id, "error", fmt::format("Inbound action '{}' failed: {}", action.name, why));
  mail.parts.world.trace.note(sim::EventKind::action_failed, mail.email.key(),
                              {{"action", action.name}, {"why", why}, {"sys_email", mail.email.sys_id}},
                              {"action:" + action.name, action.place});
}

ActionRan run_script(Mail& mail, const Action& action, std::optional<Record> current, bool is_written) {
  script::Job job = script::job_of(mail, script::Kind::action, action.script);
  job.table = action.table;
  job.current = current ? &*current : nullptr;
  if (!current) job.defaults = defaults_of(mail, action);
  const script::Outcome outcome = script::run(mail.parts, job);
  is_written |= take_writes(mail, action, outcome);
  take_changes(mail.email, outcome.email_changes);
  if (outcome.trouble) {
    note_failed(mail, action, *outcome.trouble);
    return {outcome.stops, outcome.trouble};
  }
  if (!is_written) note_skipped(mail, action, "action-no-write", fmt::format("did not create or update {}", action.table), action.place);
  return {action.stops || outcome.stops, std::nullopt};
}

}  // namespace

void note_skipped(Mail& mail, const Action& action, std::string_view rule, const std::string& why, const sim::Place& place) {
  mail.parts.store.log(mail.email.sys_id, "info", fmt::format("Skipping '{}', {}", action.name, why));
  sim::Trace& trace = mail.parts.world.trace;
  if (!trace.wants(sim::EventKind::action_skipped)) return;
  trace.note(sim::EventKind::action_skipped, mail.email.key(),
             {{"action", action.name}, {"evidence", why}, {"rule", std::string(rule)}, {"sys_email", mail.email.sys_id}},
             {std::string(rule), place});
}

void note_ran(Mail& mail, const Action& action, const Record& record, const std::string& effect) {
  mail.parts.store.log(mail.email.sys_id, "info", fmt::format("Inbound action '{}' {}", action.name, effect));
  sim::Trace& trace = mail.parts.world.trace;
  if (!trace.wants(sim::EventKind::action_ran)) return;
  trace.note(sim::EventKind::action_ran, mail.email.key(),
             {{"action", action.name}, {"effect", effect}, {"table", record.table}, {"number", record.number},
              {"record", record.sys_id}, {"sys_email", mail.email.sys_id}},
             {"action:" + action.name, action.place});
}

ActionRan run_record_action(Mail& mail, const Action& action) {
  std::optional<Record> current = mail.target;
  const bool writes_fields = action.script.empty() || !action.set.empty();
  if (writes_fields) current = write_fields(mail, action);
  if (action.script.empty()) return {action.stops, std::nullopt};
  // As it stands now: an earlier action, or the fields, may have changed it.
  if (current) current = mail.parts.store.find_record(current->table, current->sys_id);
  return run_script(mail, action, std::move(current), writes_fields);
}

}  // namespace engine::inbound
