#include "scenarios/runner/director.h"
#include "scenarios/runner/evidence.h"

namespace scenarios::steps {
namespace {

const Shape& event_shape() {
  static const Shape keys{"step 'event'", "A business event of the instance.",
                          {required("name", text(), "The event: `incident.commented`."),
                           optional("table", text(), "Table of its record; default `incident`."),
                           optional("record", text(), "Number or sys_id of its record, or `last` for the newest."),
                           optional("parm1", text(), "First parameter."),
                           optional("parm2", text(), "Second parameter."),
                           optional("user", user(), "Who caused it.")},
                          "name"};
  return keys;
}

sim::Result<void> play_event(Performance& performance, const Value& value) {
  engine::Instance* instance = performance.stage.instance();
  if (instance == nullptr) return sim::Error{"the instance is down", "restart it before", value.place};
  const Value map = value.is_map() ? value : Value{.kind = Value::Kind::map, .members = {{"name", value.place, value}}, .place = value.place};
  engine::EventRequest request;
  request.name = map.text_of("name");
  request.table = map.text_of("table", request.table);
  request.record = map.text_of("record");
  request.parm1 = map.text_of("parm1");
  request.parm2 = map.text_of("parm2");
  request.user = map.text_of("user");
  if (request.record == "last") {
    const auto rows = table_rows(performance.stage, request.table);
    if (!rows) return rows.error();
    if (rows->empty()) return sim::Error{"the table '" + request.table + "' has no record", "", value.place};
    request.record = cell(rows->back(), "number").value_or("");
  }
  return instance->fire(request);
}

}  // namespace

Step event() {
  return {"event", object(event_shape), "Fires a business event; notifications may answer it.", "event: {name: incident.commented, record: last, user: ken}",
          play_event};
}

}  // namespace scenarios::steps
