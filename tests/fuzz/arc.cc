// Oracle: a hostile chain ends with a verdict that says why, and so twice; the next hop's set is one that the hop after it can read: it passes on a mail
// that has no chain, and tells of a broken one.
#include <cstdint>
#include <cstdlib>

#include "sim/sender/arc.h"

namespace {

using namespace sim::sender;

void must(bool holds) {
  if (!holds) std::abort();
}

const DkimKey& key() {
  static const DkimKey one = [] {
    sim::Random random(1, "arc");
    return DkimKey::from_random(random);
  }();
  return one;
}

class OneKey final : public sim::dns::Lookup {
 public:
  sim::dns::Answer look_up(const sim::dns::Name& name, sim::dns::Type) override {
    return {sim::dns::Status::found, {{name, sim::dns::Type::TXT, 60, sim::dns::TxtData{{key().record()}}}}, {}, sim::Duration{1}};
  }
};

/// A set that is put in front must stay the first: what begins with a blank would be its continuation.
bool begins_with_a_field(std::string_view raw) {
  const SignedMail mail(raw);
  return !mail.fields().empty() && mail.fields()[0].name.data() == raw.data();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size > 200'000) return 0;
  const std::string raw(reinterpret_cast<const char*>(data), size);
  const sim::Instant now = sim::Instant{} + std::chrono::seconds{1'767'603'600};
  OneKey dns;
  const ArcVerdict found = verify_arc(raw, dns, now), again = verify_arc(raw, dns, now);
  must(found.result == again.result && found.steps == again.steps);
  must(found.sets <= most_arc_sets && found.oldest_pass <= found.sets);
  must((found.result == ArcResult::fail) == !found.reason.empty());
  const std::string set = arc_set(raw, {"hop.example", "a1", key(), "mx.hop.example", {}}, "dkim=none", found, now);
  if (set.empty() || !begins_with_a_field(raw)) return 0;
  const ArcVerdict next = verify_arc(set + raw, dns, now);
  must(next.sets == found.sets + 1);
  must((next.result == ArcResult::pass) == (found.result != ArcResult::fail));
  return 0;
}
