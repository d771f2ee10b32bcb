#include "sim/wire/transit.h"

namespace sim::wire {

std::optional<Duration> retransmission(const Path& path, Random& random) {
  if (path.loss_permille == 0) return Duration::zero();
  Duration cost{0};
  Duration timeout{200};
  for (int tries = 0; tries < 6; ++tries, timeout *= 2) {
    if (!random.chance(path.loss_permille, 1000)) return cost;
    cost += timeout;
  }
  return std::nullopt;
}

Answer answer_to_connect(const Path& path, Random& random, bool known, Duration patience) {
  const auto lost_time = retransmission(path, random);
  const Duration after = 2 * path.delay + lost_time.value_or(patience);
  if (path.partitioned || !known || !lost_time || after > patience) return {Answer::Kind::none, patience};
  return {path.refused ? Answer::Kind::reset : Answer::Kind::welcome, after};
}

}  // namespace sim::wire
