// `mailrig serve`: a story's world on the loopback wire in real time, for foreign programs.
#pragma once
#include <optional>
#include <string>

#include "scenarios/runner/stage.h"

namespace scenarios {

struct ServeOptions {
  std::string file;
  std::optional<std::uint16_t> port_base = 10000;  ///< real port = base + port; unset: any free ports
  std::string ca_file;                             ///< where the world's CA certificate is written, "" for nowhere
  std::optional<sim::Duration> time;               ///< end after this long; until SIGINT or SIGTERM if unset
  sim::TraceLevel level = sim::TraceLevel::decisions;
  std::string database_folder;
};

/// Prints one line a service (host, service, real address), then a line that begins with `ready`; an exit code.
int serve(const ServeOptions& options);

}  // namespace scenarios
