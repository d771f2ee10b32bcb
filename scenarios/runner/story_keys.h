// The certificates and signing keys of a story: who holds which, and what DNS says of them.
#pragma once
#include "scenarios/runner/story.h"

namespace scenarios {

/// Opens the S/MIME identities of people and instance and the DKIM keys of hosts, once everything else is complete; tells what cannot be
/// opened. Everybody's address book gets everybody's certificate.
void decode_keys(const Value& root, Story& story, Problems& problems);
/// Puts each DKIM key's record into the zone that encloses it (RFC 6376, 3.6.2.1), unless the story has a record of that name.
void publish_dkim(Story& story);
/// What a person reads S/MIME with: their own identity, and trust in the instance's authorities. Nothing of their own for other names.
sim::auth::Keyring keyring_of(const Story& story, std::string_view person);

}  // namespace scenarios
