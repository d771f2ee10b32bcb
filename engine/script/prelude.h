// The JavaScript that every script finds around it: engine/script/*.js as one text, put into the program by CMake.
#pragma once

namespace engine::script {

/// An expression: a function of (host, tell, global) that gives {run, compile, clean}.
const char* prelude_text();

}  // namespace engine::script
