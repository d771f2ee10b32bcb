// What the instance does when a record was written: it tells its notifications (incident.inserted, incident.updated, incident.commented, and
// the change itself to those that answer changes), and runs the business rules.
#pragma once
#include "engine/instance.h"
#include "engine/parts.h"

namespace engine {

struct Written {
  bool is_insert = false;
  bool has_comments = false;
  std::string user_name;           ///< who wrote
  std::vector<std::string> rules = {};  ///< business rules at work already: none runs again inside itself
};
void fire_written(Parts& parts, const Record& record, const Written& written);

/// Creates or updates a record as a person would in its form; what follows from that is fired. The record's number.
sim::Result<std::string> write_record(Parts& parts, const RecordRequest& request);

}  // namespace engine
