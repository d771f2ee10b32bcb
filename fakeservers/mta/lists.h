// Distribution lists of a host: addresses that stand for others (aliases in the sense of RFC 5321, 3.9.1: the reverse path stays unless the list has
// one of its own), and what a list changes in a mail before it passes it on.
#pragma once
#include <vector>

#include "fakeservers/mta/accepted.h"
#include "fakeservers/mta/host.h"

namespace fakeservers::mta {

/// One copy for those who are named themselves and one for each list with its members, lists within it opened too. Somebody who is named
/// and a member gets two copies, as from a list server (case-O24). A list's copy has its subject tag, its footer and its List-Id.
std::vector<Accepted> with_lists_opened(const Host& host, const Accepted& mail);
/// Puts an ARC set on a mail that leaves this host again, if the host seals (RFC 8617, 5.1); traced.
void seal(Host& host, Accepted& mail);

}  // namespace fakeservers::mta
