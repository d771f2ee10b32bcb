// Reads YAML text into a Value tree. The text is hostile: depth, size and what aliases may copy are bounded, duplicate keys are found.
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/runner/value.h"

namespace scenarios {

struct YamlLimits {
  std::size_t octets = 4'000'000;
  std::size_t depth = 50;
  std::size_t values = 200'000;  ///< scalars, lists and maps, those that aliases copy included
};

/// Every problem found while reading goes to `problems`; nothing is returned if there is no tree to go on with.
std::optional<Value> read_yaml(std::string_view text, const std::string& file, std::vector<sim::Error>& problems,
                               const YamlLimits& limits = {});
/// The same from a file on disk.
std::optional<Value> read_yaml_file(const std::string& file, std::vector<sim::Error>& problems);
/// A whole file, or why it cannot be read.
sim::Result<std::string> read_file(const std::string& path, std::size_t most_octets);

}  // namespace scenarios
