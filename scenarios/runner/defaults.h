// What a story leaves out: the instance's mail host and accounts, people's servers and maildrops, addresses, zones.
#pragma once
#include "scenarios/runner/story.h"

namespace scenarios {

/// Completes everything but `zones`.
void complete(Story& story);

}  // namespace scenarios
