// How a verdict came about, as lines for a person: what `mailrig check` prints and what a trace keeps (the field `lines` of sender.checked).
#pragma once
#include <string>
#include <vector>

#include "sim/sender/arc.h"
#include "sim/sender/dkim_verify.h"
#include "sim/sender/dmarc.h"
#include "sim/sender/spf.h"

namespace sim::sender {

/// Each term, those of included records further right, then what DNS cost, then the owner's explanation.
std::vector<std::string> verdict_lines(const SpfVerdict& verdict);
/// Each step of one signature, and what to think of its key and of l=.
std::vector<std::string> verdict_lines(const DkimVerdict& verdict);
/// "dkim=pass header.d=corp.example header.s=s1 ...": which signature it is.
std::string headline(const DkimVerdict& verdict);
/// Each set, each step, and between which hops the mail was changed.
std::vector<std::string> verdict_lines(const ArcVerdict& verdict);
/// The record, what it asks for, each lookup and alignment, and what its owner should mend.
std::vector<std::string> verdict_lines(const DmarcVerdict& verdict);

}  // namespace sim::sender
