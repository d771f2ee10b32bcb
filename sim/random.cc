#include "sim/random.h"

#include <algorithm>

namespace sim {
namespace {

/// FNV-1a: names a stream by its text, alike on every machine (std::hash is not).
std::uint64_t fold(std::uint64_t hash, std::string_view text) {
  for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3ULL;
  return hash;
}

/// Draws from here on are the uneven top of the range; they are thrown away, so that every value below `bound` is equally likely.
std::uint64_t even_limit(std::uint64_t bound) { return UINT64_MAX - UINT64_MAX % bound; }

}  // namespace

MersenneTwister& MersenneTwister::operator=(const MersenneTwister& other) {
  if (this == &other) return *this;
  std::copy_n(other.state_.begin(), other.filled_, state_.begin());
  filled_ = other.filled_;
  at_ = other.at_;
  return *this;
}

void MersenneTwister::fill_to(std::size_t last) {
  for (; filled_ <= last; ++filled_) {
    const std::uint64_t before = state_[filled_ - 1];
    state_[filled_] = 6364136223846793005ULL * (before ^ (before >> 62)) + filled_;
  }
}

std::uint64_t MersenneTwister::operator()() {
  fill_to(std::min(at_ + middle, size - 1));
  const std::uint64_t mixed = (state_[at_] & 0xffffffff80000000ULL) | (state_[at_ + 1 < size ? at_ + 1 : 0] & 0x7fffffffULL);
  const std::uint64_t far = state_[at_ < middle ? at_ + middle : at_ - middle];
  std::uint64_t out = state_[at_] = far ^ (mixed >> 1) ^ ((mixed & 1) != 0 ? 0xb5026f5aa96619e9ULL : 0);
  at_ = at_ + 1 < size ? at_ + 1 : 0;
  out ^= (out >> 29) & 0x5555555555555555ULL;
  out ^= (out << 17) & 0x71d67fffeda60000ULL;
  out ^= (out << 37) & 0xfff7eee000000000ULL;
  return out ^ (out >> 43);
}

Random::Random(std::uint64_t seed, std::string_view stream)
    : seed_(seed), name_(stream), engine_(fold(0xcbf29ce484222325ULL ^ (seed * 0x9e3779b97f4a7c15ULL), stream)) {}

Random Random::stream(std::string_view name) const { return Random(seed_, name_ + "/" + std::string(name)); }

std::uint64_t Random::below(std::uint64_t bound) {
  assert(bound > 0);
  const std::uint64_t limit = even_limit(bound);
  std::uint64_t drawn = next();
  while (drawn >= limit) drawn = next();
  return drawn % bound;
}

std::string Random::draw(std::string_view alphabet, std::size_t length) {
  std::string out(length, '0');
  const std::uint64_t limit = even_limit(alphabet.size());
  for (char& c : out) {
    std::uint64_t drawn = next();
    while (drawn >= limit) drawn = next();
    c = alphabet[drawn % alphabet.size()];
  }
  return out;
}

std::string Random::token(std::size_t length) {
  return draw("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789", length);
}

std::string Random::hex(std::size_t length) { return draw("0123456789abcdef", length); }

}  // namespace sim
