// The oracle of the session fuzzers: any split of the input gives the same bytes out.
#pragma once
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "sim/session.h"

namespace fuzz {

/// Feeds the bytes in pieces of that many (0: at once); what the session said, and whether it closed.
inline std::string converse(sim::Session& session, std::string_view bytes, std::size_t piece) {
  std::string said;
  bool is_closed = false;
  const auto take = [&](const sim::Actions& actions) {
    for (const sim::Action& action : actions) {
      if (const auto* sent = std::get_if<sim::Send>(&action)) said += sent->bytes;
      if (std::holds_alternative<sim::Close>(action)) is_closed = true;
    }
  };
  take(session.open());
  while (!bytes.empty() && !is_closed) {
    const std::size_t size = piece == 0 ? bytes.size() : std::min(piece, bytes.size());
    take(session.receive(bytes.substr(0, size)));
    bytes.remove_prefix(size);
  }
  return said + (is_closed ? "CLOSED" : "");
}

/// Aborts if the pieces matter.
template <class MakeAndConverse>
void must_not_depend_on_pieces(const MakeAndConverse& run) {
  const std::string whole = run(0);
  for (const std::size_t piece : {1U, 2U, 7U, 1000U})
    if (run(piece) != whole) std::abort();
}

}  // namespace fuzz
