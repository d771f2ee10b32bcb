#include "sim/random.h"

namespace sim {
namespace {

/// FNV-1a: names a stream by its text, alike on every machine (std::hash is not).
std::uint64_t fold(std::uint64_t hash, std::string_view text) {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash;
}

}  // namespace

Random::Random(std::uint64_t seed, std::string_view stream)
    : seed_(seed), name_(stream), engine_(fold(0xcbf29ce484222325ULL ^ (seed * 0x9e3779b97f4a7c15ULL), stream)) {}

Random Random::stream(std::string_view name) const { return Random(seed_, name_ + "/" + std::string(name)); }

std::uint64_t Random::below(std::uint64_t bound) {
  assert(bound > 0);
  // Draws from the uneven top of the range are thrown away, so that every value is equally likely.
  const std::uint64_t limit = UINT64_MAX - UINT64_MAX % bound;
  std::uint64_t drawn = next();
  while (drawn >= limit) drawn = next();
  return drawn % bound;
}

std::string Random::draw(std::string_view alphabet, std::size_t length) {
  std::string out(length, '0');
  for (char& c : out) c = alphabet[below(alphabet.size())];
  return out;
}

std::string Random::token(std::size_t length) {
  return draw("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", length);
}

std::string Random::hex(std::size_t length) { return draw("0123456789abcdef", length); }

}  // namespace sim
