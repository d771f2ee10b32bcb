#include "engine/record_events.h"

#include "engine/outbound/outbox.h"
#include "engine/outbound/notifications.h"
#include "engine/record_fields.h"
#include "engine/store_state.h"

namespace engine {
namespace {

using RecordChanges = std::vector<std::pair<std::string, std::string>>;

bool comments_among(const RecordChanges& fields) {
  return std::any_of(fields.begin(), fields.end(), [](const auto& each) { return each.first == "comments" && !each.second.empty(); });
}

bool answers(const BusinessRuleConfig& rule, const Record& record, bool is_insert) {
  const std::string when = rule.when.value_or("inserted_or_updated");
  return rule.active.value_or(true) && rule.table.value_or("incident") == record.table &&
         (when == "inserted_or_updated" || when == (is_insert ? "inserted" : "updated"));
}

bool is_met(Parts& parts, const BusinessRuleConfig& rule, const Record& record) {
  const auto query = Query::parse(rule.condition.value_or(""), [&](std::string_view name) { return is_record_field(parts, record.table, name); });
  return query && query->matches(RecordFields(parts, record));
}

/// An after rule that calls current.update(): everything that a write fires is fired once more (case-O25). The instance keeps a rule from
/// running inside itself.
void run_business_rules(Parts& parts, const Record& record, const Written& written) {
  const std::vector<BusinessRuleConfig> rules = parts.config.business_rules;
  for (const BusinessRuleConfig& rule : rules) {
    if (std::find(written.rules.begin(), written.rules.end(), rule.name) != written.rules.end()) continue;
    if (!answers(rule, record, written.is_insert)) continue;
    const auto now = parts.store.find_record(record.table, record.sys_id);
    if (!now || !is_met(parts, rule, *now)) continue;
    parts.store.update_record(*now, rule.set, written.user_name);
    Written again{false, comments_among(rule.set), written.user_name, written.rules};
    again.rules.push_back(rule.name);
    fire_written(parts, *now, again);
  }
}

}  // namespace

void fire_written(Parts& parts, const Record& record, const Written& written) {
  EventRequest event;
  event.table = record.table;
  event.record = record.sys_id;
  event.user = written.user_name;
  for (const std::string_view what : {written.is_insert ? "inserted" : "updated", written.has_comments ? "commented" : ""}) {
    if (what.empty()) continue;
    event.name = fmt::format("{}.{}", record.table, what);
    outbound::fire_known(parts, event);
  }
  event.name = outbound::change_event(written.is_insert, record.table);
  if (outbound::notification_set(parts)->by_event.contains(event.name)) outbound::fire_known(parts, event);
  if (!parts.config.business_rules.empty()) run_business_rules(parts, record, written);
}

sim::Result<std::string> write_record(Parts& parts, const RecordRequest& request) {
  if (!is_name(request.table) || request.table.starts_with("sys") || !parts.store.has_column(request.table, "number")) {
    return sim::Error{fmt::format("there is no table '{}' of records", request.table), "declare it under tables, or use incident", {}};
  }
  RecordChanges fields = request.fields;
  for (auto& [name, value] : fields) {
    if (!is_journal(name) && !parts.store.has_column(request.table, name)) {
      return sim::Error{fmt::format("table '{}' has no column '{}'", request.table, name), "add it to the table's columns", {}};
    }
    if (referred_table(name) != "sys_user") continue;
    if (const auto user = parts.store.user_by_name(value)) value = user->sys_id;
  }
  if (!request.user.empty() && !parts.store.user_by_name(request.user)) {
    return sim::Error{fmt::format("there is no user {}", request.user), "name a user of the instance by user_name", {}};
  }
  Transaction transaction(parts.database);
  std::optional<Record> record;
  if (!request.record.empty()) {
    record = parts.store.find_record(request.table, request.record);
    if (!record) return sim::Error{fmt::format("there is no record {} in {}", request.record, request.table), "name it by its number or sys_id", {}};
    parts.store.update_record(*record, fields, request.user);
  } else {
    record = parts.store.insert_record(request.table, fields, request.user);
  }
  fire_written(parts, *record, {request.record.empty(), comments_among(fields), request.user});
  transaction.commit();
  return record->number;
}

}  // namespace engine
