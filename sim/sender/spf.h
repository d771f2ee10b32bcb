// The Sender Policy Framework (RFC 7208): whether a host may send for a domain, and which terms of which records said so.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "sim/clock.h"
#include "sim/dns/lookup.h"
#include "sim/network.h"

namespace sim::sender {

inline constexpr int most_spf_lookups = 10;       ///< terms that ask DNS (RFC 7208, 4.6.4)
inline constexpr int most_spf_void_lookups = 2;   ///< answers without records
inline constexpr std::size_t most_spf_names = 10; ///< MX hosts of one term, PTR names of the client

enum class SpfResult { none, neutral, pass, fail, softfail, temperror, permerror };
/// "softfail", as RFC 8601, 2.7.2 writes it.
std::string_view result_name(SpfResult result);
enum class SpfIdentity { helo, mail_from };

struct SpfQuestion {
  IpAddress client;
  std::string helo;
  std::string mail_from;   ///< "a@b.example"; "" for the null reverse path: postmaster@helo is asked about (RFC 7208, 2.4)
  std::string receiver;    ///< the asking host's name (%{r}); "" if unknown
  Instant now{};           ///< %{t}
  bool tells_steps = true; ///< false: SpfVerdict::steps stays empty, for who needs the result alone
};

/// One term that was looked at, in order; of included and redirected records too.
struct SpfStep {
  std::string domain;      ///< whose record
  std::string term;        ///< as written: "include:_spf.example.com"; "" for the record itself
  std::string evidence;    ///< "192.0.2.1 is in 192.0.2.0/24", "no such name"
  int depth = 0;           ///< 0: the domain's own record
};

struct SpfVerdict {
  SpfResult result = SpfResult::none;
  SpfIdentity identity = SpfIdentity::mail_from;
  std::string domain;       ///< that was asked about
  std::string mechanism;    ///< the directive that decided: "ip4:192.0.2.0/24", "-all"; "default" if none matched; "" without a record
  std::string problem;      ///< why permerror, temperror or none
  std::string explanation;  ///< of a fail: exp= expanded, "" if there is none (RFC 7208, 6.2)
  std::vector<SpfStep> steps;
  int lookups = 0, void_lookups = 0;  ///< counted against 10 and 2 (RFC 7208, 4.6.4)
  Duration cost{0};         ///< what asking DNS took
  /// One sentence's end: "192.0.2.1 is not permitted by corp.example (-all)".
  std::string evidence;
};

/// The MAIL FROM identity, postmaster@HELO for the null reverse path.
SpfVerdict check_spf(const SpfQuestion& question, dns::Lookup& dns);
/// The HELO identity (RFC 7208, 2.3); none if HELO is no domain name.
SpfVerdict check_spf_helo(const SpfQuestion& question, dns::Lookup& dns);

}  // namespace sim::sender
