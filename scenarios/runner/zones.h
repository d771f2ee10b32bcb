// The zones of a story: those that it writes, and those that are made for whatever its zones leave out.
#pragma once
#include <string_view>

#include "scenarios/runner/story.h"

namespace scenarios {

/// The host that mails of `deliver` and of the junk client come from.
inline constexpr std::string_view outside_name = "mx.outside.example";
inline constexpr std::string_view outside_ip = "203.0.113.200";

/// Reads the story's zones and its name servers; what is wrong is added to the problems.
void decode_zones(const Value& root, Story& story, Problems& problems);
/// A member "origin: master-file text". Errors have their place in the story.
sim::Result<sim::dns::Zone> decode_zone(const Member& member);
/// Zone texts of the steps `set` that cannot be read, and records for zones that there are not.
void check_zone_changes(const Story& story, Problems& problems);
/// The zone with the record sets of `change` in place of its own (a set is all records of one name and type; an alias replaces everything),
/// numbered anew.
sim::dns::Zone with_records(sim::dns::Zone zone, const sim::dns::Zone& change);
/// Makes forward records for hosts, domains and people that no zone of the story encloses, and a reverse record for each address that
/// no reverse zone of the story encloses, so that forward-confirmed reverse DNS (RFC 8601, 2.7.3) holds unless the story says otherwise.
void complete_zones(Story& story);

}  // namespace scenarios
