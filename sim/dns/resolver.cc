#include "sim/dns/resolver.h"

#include <fmt/format.h>

#include <algorithm>

namespace sim::dns {
namespace {

/// Junk mail can name any number of domains; what is kept is thrown away as a whole when it grows beyond this.
constexpr std::size_t most_kept = 20'000;

/// Where the question ended after its CNAMEs.
const Name& last_name(const Name& name, const Answer& answer) {
  return answer.chain.empty() ? name : std::get<NameData>(answer.chain.back().data).name;
}

std::string answer_text(const Answer& answer) {
  std::string out;
  for (const auto* part : {&answer.chain, &answer.records}) {
    for (const Record& record : *part) {
      if (!out.empty()) out += ", ";
      if (part == &answer.chain) out += "alias ";
      out += record.data_text();
    }
  }
  if (answer.status != Status::found) out += (out.empty() ? "" : ", ") + std::string(status_name(answer.status));
  if (answer.from_cache) out += " (from the cache)";
  return out;
}

void age(Answer& answer, Duration since) {
  const auto seconds = static_cast<std::uint32_t>(std::chrono::duration_cast<std::chrono::seconds>(since).count());
  for (auto* part : {&answer.chain, &answer.records}) {
    for (Record& record : *part) record.ttl -= std::min(record.ttl, seconds);
  }
}

}  // namespace

void rotate(std::vector<Record>& records, std::size_t turn) {
  if (records.size() < 2 || (records.front().type != Type::A && records.front().type != Type::AAAA)) return;
  std::rotate(records.begin(), records.begin() + static_cast<std::ptrdiff_t>(turn % records.size()), records.end());
}

std::optional<Duration> Resolver::keep_time(const Name& name, const Answer& answer) const {
  if (answer.is_temporary()) return std::nullopt;
  std::uint32_t ttl = UINT32_MAX;
  for (const auto* part : {&answer.chain, &answer.records}) {
    for (const Record& record : *part) ttl = std::min(ttl, record.ttl);
  }
  if (answer.status != Status::found) {
    // Without a SOA nobody says how long the name will stay away (RFC 2308, 5).
    const Zone* zone = zones_.enclosing(last_name(name, answer));
    const Record* soa = zone ? zone->soa() : nullptr;
    if (!soa) return std::nullopt;
    ttl = std::min({ttl, soa->ttl, std::get<SoaData>(soa->data).minimum});
  }
  return std::chrono::seconds{ttl};
}

/// How often the question was answered before. What is several addresses is kept for the sake of that even if its TTL is zero.
std::size_t Resolver::keep(const Name& name, Type type, const Answer& answer) {
  const auto time = keep_time(name, answer);
  if (!time || (time->count() == 0 && answer.records.size() < 2)) return 0;
  if (cache_.size() >= most_kept) cache_.clear();
  Kept& kept = cache_[{name, type}];
  kept.answer = answer;
  kept.since = clock_.now();
  kept.until = kept.since + *time;
  return kept.turn++;
}

void Resolver::note(const Name& name, Type type, const Answer& answer) {
  if (!trace_.wants(EventKind::dns_asked)) return;
  const DnsFault* fault = answer.from_cache ? nullptr : zones_.fault_for(last_name(name, answer));
  Cause by;
  by.id = fault ? "dns-fault:" + fault->below.text() : answer.cause;
  trace_.note(EventKind::dns_asked, "",
              {{"name", name.text()},
               {"type", type_text(type)},
               {"answer", answer_text(answer)},
               {"status", std::string(status_name(answer.status))},
               {"cost", duration_text(answer.cost)}},
              std::move(by));
}

Answer Resolver::look_up(const Name& name, Type type) {
  const auto kept = cache_.find({name, type});
  if (kept != cache_.end() && clock_.now() < kept->second.until) {
    Answer answer = kept->second.answer;
    answer.from_cache = true;
    answer.cost = Duration{0};
    age(answer, clock_.now() - kept->second.since);
    rotate(answer.records, kept->second.turn++);
    note(name, type, answer);
    return answer;
  }
  Answer answer = zones_.answer(name, type);
  rotate(answer.records, keep(name, type, answer));
  note(name, type, answer);
  return answer;
}

Answer Resolver::look_up(std::string_view name, Type type) {
  const auto parsed = Name::parse(name);
  // What is no name is in no zone, and nobody need be asked.
  return parsed ? look_up(*parsed, type) : Answer{};
}

}  // namespace sim::dns
