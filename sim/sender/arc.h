// The Authenticated Received Chain (RFC 8617): what each hop saw, sealed.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "sim/sender/dkim_sign.h"
#include "sim/sender/dkim_verify.h"

namespace sim::sender {

inline constexpr unsigned most_arc_sets = 50;  ///< RFC 8617, 4.2.1

/// The chain validation status (RFC 8617, 4.4).
enum class ArcResult { none, pass, fail };
std::string_view result_name(ArcResult result);

struct ArcVerdict {
  ArcResult result = ArcResult::none;
  unsigned sets = 0;                   ///< the highest instance number
  std::vector<std::string> sealers;    ///< d= of the seals, from instance 1
  std::vector<std::string> results;    ///< the ARC-Authentication-Results without i=, from instance 1
  unsigned oldest_pass = 0;            ///< the lowest instance whose message signature still holds; 0: all do or nothing does (RFC 8617, 5.2)
  std::string reason;                  ///< why fail
  std::vector<std::string> steps;
  Duration cost{0};
};

ArcVerdict verify_arc(std::string_view raw, dns::Lookup& dns, Instant now, const DkimPolicy& policy = {});

struct ArcSealer {
  std::string domain, selector;
  DkimKey key;
  std::string authserv_id;             ///< who speaks in ARC-Authentication-Results
  std::vector<std::string> signed_fields;  ///< empty: those of DKIM signing that are there, and DKIM-Signature
};

/// The next set: "ARC-Seal: ...\r\nARC-Message-Signature: ...\r\nARC-Authentication-Results: ...\r\n", to be put in front of `raw`. `results` is what
/// this host found, without the authserv-id ("spf=pass smtp.mailfrom=a.example; dkim=none"). A chain that failed is sealed as failed (RFC 8617, 5.1.2); "" if
/// an earlier set says cv=fail already or the chain is full.
std::string arc_set(std::string_view raw, const ArcSealer& sealer, std::string_view results, const ArcVerdict& found, Instant now);

}  // namespace sim::sender
