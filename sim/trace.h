// What happened and why: one list of events for a whole story. Replies, records and log rows are made from the same values that
// are noted here. Reports, explanations and expectations are views of it.
#pragma once
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "sim/clock.h"
#include "sim/event_table.h"

namespace sim {

using EventId = std::uint64_t;
using Fields = std::vector<std::pair<std::string_view, std::string>>;

/// What decided: the id of a rule, property, record, fault or policy, with its place in the story if it has one.
struct Cause {
  std::string id;
  Place place;
};

struct Event {
  EventId id = 0;
  Instant at{};
  EventKind kind{};
  std::string mail;                 ///< the mail it is about: its Message-ID without brackets; "" if about none
  std::optional<EventId> because;   ///< the event that led to it
  Cause by;
  Fields fields;

  /// The field's value, "" if it has none of that name.
  std::string_view field(std::string_view name) const;
  /// The kind's sentence with the fields filled in.
  std::string sentence() const;
};

class Trace {
 public:
  explicit Trace(const Clock& clock, TraceLevel level = TraceLevel::decisions) : clock_(clock), level_(level) {}
  Trace(const Trace&) = delete;
  Trace& operator=(const Trace&) = delete;

  /// True if an event of this kind would be kept: ask before building costly fields.
  bool wants(EventKind kind) const { return info(kind).level <= level_; }
  /// True if events are to tell in their field `lines` how something was found: text of several lines.
  bool wants_lines() const { return level_ >= TraceLevel::evidence; }
  /// Keeps an event. `because` is the last event about the same mail unless given. Nothing is kept below the level.
  void note(EventKind kind, std::string_view mail, Fields fields, Cause by = {}, std::optional<EventId> because = {});
  const std::vector<Event>& events() const { return events_; }
  /// Forgets the events from number `first` on: what they told of was undone (a transaction rolled back).
  void take_back(EventId first);
  /// The last event about a mail.
  std::optional<EventId> last_of(std::string_view mail) const;
  /// Says that mail `child` was caused by mail `parent` (a reply, a bounce): its first event follows the parent's last one.
  void descend(std::string_view child, std::string_view parent);

 private:
  const Clock& clock_;
  TraceLevel level_;
  std::vector<Event> events_;
  std::map<std::string, EventId, std::less<>> last_;
};

}  // namespace sim
