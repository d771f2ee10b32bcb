// Seeded chance. Every part draws from a stream of its own, named after what it decides, so that a new draw in one part
// moves nothing in another. The only file that knows a random number generator.
#pragma once
#include <array>
#include <cassert>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sim {

/// std::mt19937_64, number for number, but each word of its state is made when it is first needed: a stream that gives three numbers
/// costs a sixth of what filling and stirring all 312 words would. Matsumoto, Nishimura: Mersenne Twister (64-bit version, 2004).
class MersenneTwister {
 public:
  explicit MersenneTwister(std::uint64_t seed) { state_[0] = seed; }
  MersenneTwister(const MersenneTwister& other) { *this = other; }
  MersenneTwister& operator=(const MersenneTwister& other);
  std::uint64_t operator()();

 private:
  static constexpr std::size_t size = 312, middle = 156;
  void fill_to(std::size_t last);
  std::size_t filled_ = 1, at_ = 0;
  std::array<std::uint64_t, size> state_;
};

class Random {
 public:
  explicit Random(std::uint64_t seed, std::string_view stream = "");

  /// A stream of its own: the same seed and name give the same draws, whatever was drawn here before.
  Random stream(std::string_view name) const;

  std::uint64_t next() { return engine_(); }
  /// Uniform in [0, bound); bound > 0.
  std::uint64_t below(std::uint64_t bound);
  /// True `numerator` times out of `denominator`. Ratios, not floats, so that nothing drifts between machines.
  bool chance(std::uint64_t numerator, std::uint64_t denominator) { return below(denominator) < numerator; }
  /// `length` characters of A-Z a-z 0-9 (the alphabet seen in watermarks).
  std::string token(std::size_t length);
  /// `length` lower-case hexadecimal digits (32 make a sys_id).
  std::string hex(std::size_t length);

  template <class Container>
  const auto& pick(const Container& from) {
    assert(!std::empty(from));
    return *(std::begin(from) + static_cast<std::ptrdiff_t>(below(std::size(from))));
  }
  template <class T>
  void shuffle(std::vector<T>& items) {
    for (std::size_t i = items.size(); i > 1; --i) std::swap(items[i - 1], items[below(i)]);
  }

 private:
  std::string draw(std::string_view alphabet, std::size_t length);
  std::uint64_t seed_;
  std::string name_;
  MersenneTwister engine_;
};

}  // namespace sim
