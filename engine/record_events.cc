#include "engine/record_events.h"

#include "engine/outbound/outbox.h"

namespace engine {

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
}

}  // namespace engine
