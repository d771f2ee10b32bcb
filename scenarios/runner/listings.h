// The program's own tables in Markdown: events and properties. (Steps and shapes are in schema.h.)
#pragma once
#include <string>

namespace scenarios {

std::string event_listing();
std::string property_listing();

}  // namespace scenarios
