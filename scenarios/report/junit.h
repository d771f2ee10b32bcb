// Results as JUnit XML, which every CI system reads.
#pragma once
#include <string>
#include <vector>

#include "scenarios/report/console.h"
#include "scenarios/runner/replay.h"

namespace scenarios {

/// One story's <testcase>.
std::string junit_case(const Result& result);
/// The whole document around the cases.
std::string junit_document(const std::vector<std::string>& cases, const Tally& tally);

}  // namespace scenarios
