// Distribution lists of a host: addresses that stand for others (aliases in the sense of RFC 5321, 3.9.1: the reverse path stays).
#pragma once
#include <vector>

#include "fakeservers/mta/host.h"

namespace fakeservers::mta {

/// One envelope for those who are named themselves and one for each list with its members, lists within it opened too. Somebody who is named
/// and a member gets two copies, as from a list server (case-O24).
std::vector<sim::mail::Envelope> with_lists_opened(const Host& host, const sim::mail::Envelope& envelope);

}  // namespace fakeservers::mta
