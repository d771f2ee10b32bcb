// What a path costs a piece of bytes on its way: the delay, and the retransmissions of what was lost.
#pragma once
#include <optional>

#include "sim/network.h"
#include "sim/random.h"

namespace sim::wire {

/// How long a connection stands while nothing passes and nobody watches (what TCP's own retransmissions come to, RFC 1122, 4.2.3.5).
inline constexpr Duration silence_max = std::chrono::minutes{15};
/// How long a server waits for a TLS handshake that the client does not begin.
inline constexpr Duration handshake_patience = std::chrono::seconds{30};
/// When a sender gives up: after six losses in a row (200 ms, doubling: RFC 6298).
inline constexpr Duration retransmission_max = Duration{200 * 63};

/// The time that lost pieces cost; nothing if six in a row were lost. Draws only if the path loses anything.
std::optional<Duration> retransmission(const Path& path, Random& random);

/// How the network answers an attempt to connect, and after what time.
struct Answer {
  enum class Kind { none, reset, welcome };
  Kind kind = Kind::none;
  Duration after{};
};
/// `known`: the address belongs to a host that is up, so that it answers at all.
Answer answer_to_connect(const Path& path, Random& random, bool known, Duration patience);

}  // namespace sim::wire
