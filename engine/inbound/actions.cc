#include "engine/inbound/actions.h"

#include "engine/inbound/variables.h"
#include "engine/outbound/outbox.h"
#include "engine/template.h"

namespace engine::inbound {
namespace {

void note_skipped(Mail& mail, const Action& action, std::string_view rule, const std::string& why, const sim::Place& place) {
  mail.parts.store.log(mail.email.sys_id, "info", fmt::format("Skipping '{}', {}", action.name, why));
  sim::Trace& trace = mail.parts.world.trace;
  if (!trace.wants(sim::EventKind::action_skipped)) return;
  trace.note(sim::EventKind::action_skipped, mail.email.key(),
             {{"action", action.name}, {"evidence", why}, {"rule", std::string(rule)}, {"sys_email", mail.email.sys_id}},
             {std::string(rule), place});
}

/// Why an action does not run on this mail; nothing if it does.
std::optional<std::pair<std::string_view, std::string>> misfit(const Mail& mail, const Action& action) {
  const std::string& type = mail.email.receive_type;
  if (action.type != "none" && action.type != type) {
    return std::pair("action-type",
                     fmt::format("email is type '{}', which does not match Inbound Email Action's type '{}'", type, action.type));
  }
  if (!mail.target_table.empty() && mail.target_table != action.table) {
    return std::pair("action-table", fmt::format("email's target table '{}' does not match '{}'", mail.target_table, action.table));
  }
  if (type == "reply" && !mail.target) return std::pair("action-no-record", fmt::format("did not create or update {}", action.table));
  return std::nullopt;
}

void fire(Mail& mail, const Record& record, std::string_view what) {
  EventRequest event;
  event.name = fmt::format("{}.{}", record.table, what);
  event.table = record.table;
  event.record = record.sys_id;
  event.user = mail.acting ? mail.acting->user_name : std::string();
  // An event on a record that was just written has no reason to be refused.
  [[maybe_unused]] const auto fired = outbound::fire(mail.parts, event);
}

void run_action(Mail& mail, const Action& action) {
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
  const bool is_update = mail.target.has_value();
  const Record record = is_update ? *mail.target : store.insert_record(action.table, fields, user);
  if (is_update) store.update_record(record, fields, user);
  if (mail.email.instance.empty()) {
    mail.email.target_table = record.table;
    mail.email.instance = record.sys_id;
  }
  const std::string effect = fmt::format("{} {} {}", is_update ? "updated" : "created", record.table, record.number);
  store.log(mail.email.sys_id, "info", fmt::format("Inbound action '{}' {}", action.name, effect));
  sim::Trace& trace = mail.parts.world.trace;
  if (trace.wants(sim::EventKind::action_ran)) {
    trace.note(sim::EventKind::action_ran, mail.email.key(),
               {{"action", action.name}, {"effect", effect}, {"table", record.table}, {"number", record.number},
                {"record", record.sys_id}, {"sys_email", mail.email.sys_id}},
               {"action:" + action.name, action.place});
  }
  fire(mail, record, is_update ? "updated" : "inserted");
  if (has_comments) fire(mail, record, "commented");
}

}  // namespace

void run_actions(Mail& mail) {
  std::optional<int> stopped_at;
  for (const Action& action : mail.settings.actions) {
    // Actions of equal order run although one of them stops (spec 3.5, I24).
    if (stopped_at && action.order != *stopped_at) return;
    if (const auto why = misfit(mail, action)) {
      note_skipped(mail, action, why->first, why->second, action.place);
      continue;
    }
    run_action(mail, action);
    if (action.stops) stopped_at = action.order;
  }
}

void skip_actions(Mail& mail, std::string_view rule, const std::string& why, const sim::Place& place) {
  for (const Action& action : mail.settings.actions) {
    if (action.type == "none" || action.type == mail.email.receive_type) note_skipped(mail, action, rule, why, place);
  }
}

}  // namespace engine::inbound
