// A scanner outside of the simulation that a host's policy may ask: rspamd, spamd or clamd.
#pragma once
#include <functional>
#include <string_view>

#include "sim/client/scanner.h"

namespace fakeservers::policy {

/// Gives the mail to the scanner and returns its answer, an error if there was none in time. The asking takes no virtual time.
using Scanner = std::function<sim::Result<sim::client::ScanAnswer>(std::string_view raw)>;

}  // namespace fakeservers::policy
