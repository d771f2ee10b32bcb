// Holds a Value against a Type and tells everything that is wrong with it, each with its place and a suggestion.
#pragma once
#include <vector>

#include "scenarios/runner/shape.h"
#include "scenarios/runner/value.h"

namespace scenarios {

using Problems = std::vector<sim::Error>;

/// What may be named in a story: taken from its YAML before it is known to be right.
struct Names {
  std::vector<std::string> people, hosts, users, groups;
};
Names names_of(const Value& story);

void validate(const Value& value, const Type& type, const Names& names, Problems& problems);
/// The path that a story's `file:` means: relative to the file that names it.
std::string path_beside(const Value& named);

}  // namespace scenarios
