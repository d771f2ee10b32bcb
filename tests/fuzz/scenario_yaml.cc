// Any bytes as a story: no crash, and every problem has its place.
#include <cstdint>
#include <cstdlib>

#include "scenarios/runner/story.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string text(data, data + size);
  const auto loaded = scenarios::load_story_text(text, "fuzz.yaml");
  if (loaded.story.has_value() != loaded.problems.empty()) std::abort();
  return 0;
}
