// What waits in the Outbox, in the order it is tried: new mail first, then what is due again.
#pragma once
#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "engine/parts.h"

namespace engine::outbound {

/// Walks the waiting mails of one run; between runs it remembers which ones stay, so that each is decided and traced once.
class Waiting {
 public:
  explicit Waiting(Parts& parts);

  /// Begins a run. What stayed is asked again if the configuration (told by `fingerprint`) has changed.
  void rewind(std::uint64_t fingerprint);
  /// The next mail that is due, nothing if there is no more.
  std::optional<EmailRecord> next();
  /// The mail that next() gave last is to stay where it is until the configuration changes.
  void stays();
  /// The newest waiting mail's time of creation.
  std::optional<sim::Instant> newest();

 private:
  struct Lane {
    std::string_view type;
    std::int64_t after = 0;    ///< ids up to here have been looked at in this run
    std::int64_t passed = 0;   ///< ids up to here stay
  };
  bool fill_page();

  Parts& parts_;
  std::array<Lane, 3> lanes_;
  std::size_t lane_ = 0;
  std::vector<std::int64_t> page_;   ///< ids in reverse: taken from the end
  std::uint64_t fingerprint_ = 0;
  Statement due_, newest_;
};

}  // namespace engine::outbound
