// How much each organisation sent to a receiver within 24 hours, and whether that makes it a bulk sender.
#pragma once
#include <deque>
#include <map>
#include <set>
#include <string>

#include "sim/clock.h"

namespace fakeservers::policy {

class SenderVolume {
 public:
  struct Threshold {
    unsigned bulk = 0;            ///< 0: nobody is
    bool is_bulk_beyond = false;  ///< more than `bulk`, not as many
    bool is_bulk_for_ever = false;
  };
  struct Count {
    unsigned within_day = 0;
    bool is_bulk = false;
    bool was_bulk_before = false;  ///< it is bulk for what it sent earlier
  };
  /// Counts a mail for so many recipients, and says where the organisation stands with it. A mail that comes again counts once.
  Count add(const std::string& organization, const std::string& message_id, unsigned recipients, sim::Instant now, const Threshold& threshold);

 private:
  struct Sent {
    sim::Instant when;
    unsigned recipients;
    std::string message_id;
  };
  struct Organization {
    std::deque<Sent> sent;
    std::set<std::string, std::less<>> known;
    unsigned within_day = 0;
    bool is_bulk_for_ever = false;
  };
  std::map<std::string, Organization, std::less<>> organizations_;
};

}  // namespace fakeservers::policy
