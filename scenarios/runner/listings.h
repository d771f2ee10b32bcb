// The program's own tables in Markdown: events, properties, profiles. (Steps and shapes are in schema.h.)
#pragma once
#include <string>

namespace scenarios {

std::string event_listing();
std::string property_listing();   ///< and the plugins
std::string profile_listing();    ///< profiles and the switches they are made of

}  // namespace scenarios
