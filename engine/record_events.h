// What the instance tells its notifications when a record was written: incident.inserted, incident.updated, incident.commented.
#pragma once
#include "engine/parts.h"

namespace engine {

struct Written {
  bool is_insert = false;
  bool has_comments = false;
  std::string user_name;        ///< who wrote
};
void fire_written(Parts& parts, const Record& record, const Written& written);

}  // namespace engine
