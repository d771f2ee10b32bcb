// The story's shapes as a JSON Schema (draft 2020-12), for editors: `mailrig schema`.
#pragma once
#include <string>

namespace scenarios {

std::string json_schema();
/// The Markdown tables of scenarios/README.md: every shape, step and expectation. `mailrig steps` prints them.
std::string reference_tables();

}  // namespace scenarios
