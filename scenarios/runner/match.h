// Values that are matched rather than equal: a text, /regex/ (POSIX extended), {contains: ..}, {absent: true}, {not: ..},
// a list (the same items in order) or {set: [..]} (in any order).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "scenarios/runner/value.h"

namespace scenarios {

/// Tells what cannot be matched with: a broken regex, an unknown word.
void check_match(const Value& wanted, std::vector<sim::Error>& problems);
/// Nothing means that there is no such thing. A list is compared with the parts of a comma-separated text.
bool matches(const Value& wanted, const std::optional<std::string>& actual);
/// Holds for at least one of several (attachments, headers of one name).
bool matches_any(const Value& wanted, const std::vector<std::string>& actual);
/// Compares a list as a whole: in order, as a set, or by what it contains.
bool matches_list(const Value& wanted, const std::vector<std::string>& actual);
/// "containing 'x'", "matching /x/", "'x'": for messages.
std::string wanted_text(const Value& wanted);
std::vector<std::string> split_list(std::string_view text);

}  // namespace scenarios
