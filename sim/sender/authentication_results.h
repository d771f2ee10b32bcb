// The header fields in which a receiver tells what it concluded: Authentication-Results (RFC 8601) and Received-SPF (RFC 7208, 9.1).
#pragma once
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/sender/arc.h"
#include "sim/sender/dkim_verify.h"
#include "sim/sender/dmarc.h"
#include "sim/sender/spf.h"

namespace sim::sender {

/// Whether the client's address has a name that leads back to it (RFC 8601, 2.7.3), IPv4 and IPv6.
enum class IprevResult { pass, fail, temperror, permerror };
std::string_view result_name(IprevResult result);
struct IprevVerdict {
  IprevResult result = IprevResult::permerror;
  IpAddress client;
  std::string name;                    ///< the name that leads back, else the first PTR, "" if there is none
  std::string reason;                  ///< why not pass: "no PTR record", "ptr.example leads to 192.0.2.9"
  Duration cost{0};
};
IprevVerdict check_iprev(const IpAddress& client, dns::Lookup& dns);

/// All that a host found about one mail; what was not checked is not told of.
struct Findings {
  std::optional<IprevVerdict> iprev;
  std::optional<SpfVerdict> spf_helo, spf;
  std::optional<std::vector<DkimVerdict>> dkim;   ///< empty: dkim=none
  std::optional<ArcVerdict> arc;
  std::optional<DmarcVerdict> dmarc;
};

/// "spf=pass smtp.mailfrom=corp.example; dkim=pass ...": the results without the authserv-id, on one line.
std::string results_text(const Findings& findings);
/// "Authentication-Results: mx.corp.example; ...\r\n", folded.
std::string authentication_results(std::string_view authserv_id, const Findings& findings);
/// "Received-SPF: fail (...) client-ip=...;\r\n", folded.
std::string received_spf(const SpfQuestion& question, const SpfVerdict& verdict);
/// `raw` without the Authentication-Results that claim to be of this host: whoever sent the mail wrote them (RFC 8601, 5). Those of others stay.
std::string without_forged_results(std::string_view raw, std::string_view authserv_id);

}  // namespace sim::sender
