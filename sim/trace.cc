#include "sim/trace.h"

namespace sim {

std::string_view Event::field(std::string_view name) const {
  for (const auto& [key, value] : fields) {
    if (key == name) return value;
  }
  return {};
}

std::string Event::sentence() const {
  const std::string_view pattern = info(kind).sentence;
  std::string out;
  std::size_t next = 0;
  while (next < pattern.size()) {
    const auto open = pattern.find('{', next);
    if (open == std::string_view::npos) break;
    const auto close = pattern.find('}', open);
    out += pattern.substr(next, open - next);
    out += field(pattern.substr(open + 1, close - open - 1));
    next = close + 1;
  }
  return out += pattern.substr(next);
}

void Trace::note(EventKind kind, std::string_view mail, Fields fields, Cause by, std::optional<EventId> because) {
  if (!wants(kind)) return;
  const EventId id = events_.size();
  if (!because && !mail.empty()) because = last_of(mail);
  if (!mail.empty()) last_.insert_or_assign(std::string(mail), id);
  events_.push_back({id, clock_.now(), kind, std::string(mail), because, std::move(by), std::move(fields)});
}

void Trace::take_back(EventId first) {
  while (events_.size() > first) {
    const Event& undone = events_.back();
    if (undone.because && *undone.because < undone.id && !undone.mail.empty()) {
      last_.insert_or_assign(undone.mail, *undone.because);
    } else {
      last_.erase(undone.mail);
    }
    events_.pop_back();
  }
}

std::optional<EventId> Trace::last_of(std::string_view mail) const {
  const auto found = last_.find(mail);
  if (found == last_.end()) return std::nullopt;
  return found->second;
}

void Trace::descend(std::string_view child, std::string_view parent) {
  if (level_ == TraceLevel::off) return;
  if (const auto last = last_of(parent)) last_.emplace(std::string(child), *last);
}

}  // namespace sim
