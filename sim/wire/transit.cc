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

}  // namespace sim::wire
