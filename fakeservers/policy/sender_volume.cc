#include "fakeservers/policy/sender_volume.h"

namespace fakeservers::policy {

SenderVolume::Count SenderVolume::add(const std::string& organization, const std::string& message_id, unsigned recipients, sim::Instant now,
                                      const Threshold& threshold) {
  constexpr sim::Duration day = std::chrono::hours{24};
  Organization& one = organizations_[organization];
  while (!one.sent.empty() && now - one.sent.front().when >= day) {
    one.within_day -= one.sent.front().recipients;
    one.known.erase(one.sent.front().message_id);
    one.sent.pop_front();
  }
  if (message_id.empty() || one.known.insert(message_id).second) {
    one.sent.push_back({now, recipients, message_id});
    one.within_day += recipients;
  }
  Count count{.within_day = one.within_day, .was_bulk_before = one.is_bulk_for_ever};
  const bool is_reached = threshold.is_bulk_beyond ? one.within_day > threshold.bulk : one.within_day >= threshold.bulk;
  count.is_bulk = threshold.bulk > 0 && (is_reached || one.is_bulk_for_ever);
  if (count.is_bulk && threshold.is_bulk_for_ever) one.is_bulk_for_ever = true;
  return count;
}

}  // namespace fakeservers::policy
