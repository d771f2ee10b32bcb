// Runs a fuzz target over files and some hundred deterministic mutations of each, for compilers without libFuzzer.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <vector>

#include "sim/random.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size);

namespace {

using Bytes = std::vector<std::uint8_t>;

constexpr std::size_t most_of_one = 300, most_of_all = 1500;

Bytes bytes_of(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void run(const Bytes& input) { LLVMFuzzerTestOneInput(input.data(), input.size()); }

/// One small change: a byte set, taken out or put in, a stretch doubled, or the end cut off.
void change(Bytes& input, sim::Random& random) {
  static constexpr std::uint8_t odd[] = {0, '\r', '\n', ' ', '"', '.', ':', '=', '-', '<', '@', 0x1B, 0x7F, 0x80, 0xE3, 0xFF};
  if (input.empty()) input.push_back(odd[random.below(sizeof odd)]);
  const auto at = input.begin() + static_cast<std::ptrdiff_t>(random.below(input.size()));
  switch (random.below(5)) {
    case 0: *at = odd[random.below(sizeof odd)]; break;
    case 1: input.erase(at); break;
    case 2: input.insert(at, odd[random.below(sizeof odd)]); break;
    case 3: {
      const Bytes stretch(at, input.end());
      if (input.size() < 65536) input.insert(input.end(), stretch.begin(), stretch.end());
      break;
    }
    default: input.erase(at, input.end());
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2 || !std::filesystem::is_directory(argv[1])) {
    std::cerr << "usage: " << argv[0] << " DIRECTORY-OF-INPUTS\n";
    return 2;
  }
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::directory_iterator(argv[1]))
    if (entry.is_regular_file()) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  std::size_t runs = 0;
  run({});
  for (const auto& file : files) {
    const Bytes seed = bytes_of(file);
    run(seed);
    sim::Random random(1, file.filename().string());
    for (std::size_t i = 0; i < std::min(most_of_one, most_of_all / files.size()); ++i, ++runs) {
      Bytes input = seed;
      for (std::uint64_t changes = 1 + random.below(6); changes > 0; --changes) change(input, random);
      run(input);
    }
  }
  std::cout << files.size() << " inputs and " << runs << " mutations\n";
  return files.empty() ? 1 : 0;
}
