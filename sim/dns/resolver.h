// The world's DNS: zones as data and a resolver that answers at once and says what the answer would have cost.
#pragma once
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/dns/lookup.h"
#include "sim/trace.h"

namespace sim::dns {

/// What asking one zone's servers costs, and how long a resolver waits for servers that are silent (glibc's defaults).
inline constexpr Duration ask_cost{20};
inline constexpr Duration try_patience{5000};
inline constexpr int most_tries = 2;
/// Longer chains of CNAMEs are taken for a loop.
inline constexpr std::size_t most_aliases = 16;

/// A scripted DNS fault for a name and everything below it: SERVFAIL, silence, or delay.
struct DnsFault {
  Name below;
  std::optional<Status> answer;
  Duration delay{0};
};

/// The zones that the world serves; the name servers (fakeservers/dns_service) and the resolver read the same.
class Zones {
 public:
  void put(Zone zone);                           ///< replaces a zone of the same origin
  const Zone* enclosing(const Name& name) const; ///< the closest zone, nullptr if none
  const Zone* find(const Name& origin) const;
  /// The closest of the zones that one server serves; all of them if `only` is empty.
  const Zone* enclosing(const Name& name, const std::vector<Name>& only) const;
  /// A name server at this address serves these zones, all if `only` is empty. As soon as there is one, a delegation of which no name
  /// server serves the zone is lame.
  void add_server(const IpAddress& at, std::vector<Name> only) { servers_.insert_or_assign(at, std::move(only)); }
  bool knows_servers() const { return !servers_.empty(); }
  bool is_server(const IpAddress& at) const { return servers_.contains(at); }
  bool is_served_at(const IpAddress& at, const Name& origin) const;
  bool delegates() const { return delegating_ > 0; }   ///< whether any zone does
  void put_fault(DnsFault fault) { faults_.push_back(std::move(fault)); }
  void clear_faults(const Name& below);          ///< those of this name and of names below it; the root clears all
  const DnsFault* fault_for(const Name& name) const;  ///< of the closest name; of two of one name the later
  /// What the closest fault makes of a question; nothing if it only delays it. The delay is added to the cost.
  std::optional<Status> suffer(const Name& name, Duration& cost) const;
  /// Answers one question as a resolver that asks from the topmost zone down: CNAMEs followed across zones and delegations to the name
  /// servers, all bounded. Names outside all zones do not exist. A loop of CNAMEs and a lame delegation are SERVFAIL.
  Answer answer(const Name& name, Type type) const;

 private:
  std::map<Name, Zone> zones_;
  std::size_t delegating_ = 0;
  std::map<IpAddress, std::vector<Name>> servers_;
  std::vector<DnsFault> faults_;
};

class Resolver final : public Lookup {
 public:
  Resolver(const Zones& zones, const Clock& clock, Trace& trace) : zones_(zones), clock_(clock), trace_(trace) {}
  /// Positive answers are kept for the lowest TTL, negative ones for the SOA minimum (RFC 2308), in virtual time, and their TTLs go down.
  /// Failures are not kept. Several addresses of a name come in turn: each time another one is first (RFC 1794).
  Answer look_up(const Name& name, Type type) override;
  Answer look_up(std::string_view name, Type type);
  void flush() { cache_.clear(); }

 private:
  struct Kept {
    Answer answer;
    Instant since, until;
    std::size_t turn = 0;                        ///< how often it was answered
  };
  std::optional<Duration> keep_time(const Name& name, const Answer& answer) const;
  std::size_t keep(const Name& name, Type type, const Answer& answer);
  void note(const Name& name, Type type, const Answer& answer);

  const Zones& zones_;
  const Clock& clock_;
  Trace& trace_;
  std::map<std::pair<Name, Type>, Kept> cache_;
};

/// Puts the record whose turn it is first, if they are several addresses.
void rotate(std::vector<Record>& records, std::size_t turn);

}  // namespace sim::dns
