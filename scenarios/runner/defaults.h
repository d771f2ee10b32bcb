// What a story leaves out: the instance's mail host and accounts, people's servers and maildrops, addresses, zones.
#pragma once
#include "scenarios/runner/story.h"

namespace scenarios {

/// Completes everything but `zones`.
void complete(Story& story);
/// Makes forward zones for hosts and domains that no zone of the story encloses, and reverse zones for addresses.
void complete_zones(Story& story);

}  // namespace scenarios
