#include "scenarios/runner/decode_entries.h"
#include "scenarios/runner/director.h"
#include "scenarios/runner/evidence.h"

namespace scenarios::steps {
namespace {

const Shape& record_shape() {
  static const Shape keys{"step 'record'", "A record that a person writes in its form.",
                          {optional("table", text(), "Default `incident`."),
                           optional("record", text(), "Number or sys_id of the record that changes, or `last` for the newest; without it a new one is made."),
                           optional("fields", map_of(text()), "Column to value; users by user_name."),
                           optional("user", user(), "Who writes.")}};
  return keys;
}

sim::Result<void> play_record(Performance& performance, const Value& value) {
  engine::Instance* instance = performance.stage.instance();
  if (instance == nullptr) return sim::Error{"the instance is down", "restart it before", value.place};
  engine::RecordRequest request;
  request.table = value.text_of("table", request.table);
  request.record = value.text_of("record");
  request.fields = pairs_at(value, "fields");
  request.user = value.text_of("user");
  if (request.record == "last") {
    const auto rows = table_rows(performance.stage, request.table);
    if (!rows) return rows.error();
    if (rows->empty()) return sim::Error{"the table '" + request.table + "' has no record", "", value.place};
    request.record = cell(rows->back(), "number").value_or("");
  }
  const auto written = instance->write_record(request);
  if (!written) return sim::Error{written.error().what, written.error().advice, value.place};
  return {};
}

}  // namespace

Step record() {
  return {"record", object(record_shape), "Creates or changes a record; notifications and business rules answer.",
          "record: {record: last, fields: {state: \"2\", assigned_to: ken}, user: ken}", play_record};
}

}  // namespace scenarios::steps
