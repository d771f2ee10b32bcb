// Real scanners (rspamd, SpamAssassin's spamd, ClamAV's clamd) that a story's hosts ask about their mail: each question is one call on a real
// socket that ends within a time, on either wire, and takes no virtual time.
#pragma once
#include <string>

#include "fakeservers/policy/scan.h"
#include "sim/clock.h"

namespace scenarios {

enum class ScannerKind { rspamd, spamd, clamd };

struct ScannerPlace {
  ScannerKind kind = ScannerKind::rspamd;
  std::string where;               ///< "127.0.0.1:783"; of rspamd a URL, "http://127.0.0.1:11333"
  bool may_be_remote = false;
  sim::Duration patience = std::chrono::seconds{30};
  sim::Place place;
};

/// An error if it is no address and port, or one that is not of this machine though `may_be_remote` is not said.
sim::Result<fakeservers::policy::Scanner> scanner_at(const ScannerPlace& place);
/// "rspamd at 127.0.0.1:11333"
std::string scanner_name(const ScannerPlace& place);

}  // namespace scenarios
