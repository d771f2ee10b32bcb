// What can be asked about a name, and the answer as a value: what evaluators (SPF, DKIM, DMARC, ARC) see of DNS.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "sim/clock.h"
#include "sim/dns/zone.h"

namespace sim::dns {

/// NODATA is its own answer: the name exists, the type does not (RFC 2308).
enum class Status { found, nodata, nxdomain, servfail, refused, timed_out };
std::string_view status_name(Status status);

struct Answer {
  Status status = Status::nxdomain;
  std::vector<Record> records;   ///< of the asked type, CNAMEs followed; in zone order
  std::vector<Record> chain;     ///< the CNAMEs passed
  Duration cost{0};              ///< what it would have taken; callers add it to their time
  std::string cause;             ///< what in the zones made it fail: "lame-delegation:corp.example", "alias-loop"; mostly empty
  bool from_cache = false;
  /// "nxdomain", "servfail, lame-delegation:corp.example": what came of the question, with the cause if one is known.
  std::string outcome() const { return std::string(status_name(status)) + (cause.empty() ? "" : ", " + cause); }
  bool is_temporary() const { return status == Status::servfail || status == Status::timed_out || status == Status::refused; }
};

/// Anything that answers questions: the world's resolver, or the records of a test.
class Lookup {
 public:
  virtual ~Lookup() = default;
  virtual Answer look_up(const Name& name, Type type) = 0;
};

}  // namespace sim::dns
