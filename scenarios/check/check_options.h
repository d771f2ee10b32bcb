// What checks have in common: their options, the DNS that they ask, the mail that they read, and the moment at which they stand.
#pragma once
#include <memory>
#include <string>

#include "scenarios/check/check.h"
#include "sim/dns/resolver.h"
#include "sim/network.h"
#include "sim/sender/dkim_verify.h"
#include "sim/sender/spf.h"

namespace scenarios {

void add_zone_option(CLI::App& command, CheckOptions& options);
void add_client_options(CLI::App& command, CheckOptions& options);   ///< --ip (required) --helo --from --receiver
void add_dkim_policy_options(CLI::App& command, CheckOptions& options);   ///< --least-key --sha1 --ed25519
void add_now_option(CLI::App& command, CheckOptions& options);
void add_mail_argument(CLI::App& command, CheckOptions& options);

/// Where checks stand in time unless --now or the mail's Date says otherwise: 2026-01-05T09:00:00Z, when stories begin.
sim::Instant default_check_time();
/// --now, else the Date of `raw` ("" for no mail) or the latest t= of its signatures, else default_check_time().
sim::Result<sim::Instant> check_time(const CheckOptions& options, const std::string& raw = {});

sim::Result<sim::IpAddress> client_address(const CheckOptions& options);
/// SPF's question; nothing without --ip, or without --from and --helo, of which one must name a domain (RFC 7208, 2.4).
sim::Result<std::optional<sim::sender::SpfQuestion>> spf_question(const CheckOptions& options, sim::Instant now);
sim::sender::DkimPolicy dkim_policy(const CheckOptions& options);
/// An error of an option's value, placed at the option.
sim::Error of_option(std::string_view option, sim::Error error);
/// The mail with CRLF line ends.
sim::Result<std::string> read_mail(const CheckOptions& options);
/// What a user should know where `raw` came of a file that had other line ends; "" if it had CRLF.
std::string line_end_note(const CheckOptions& options, const std::string& raw);
/// Puts a note below the text, unless it is empty, and into the object as `note`.
void add_note(const std::string& note, CheckReport& report);

/// A DNS that holds a zone file and nothing else.
class ZoneFileDns {
 public:
  explicit ZoneFileDns(sim::dns::Zones zones, sim::Instant now)
      : zones_(std::move(zones)), clock_(now), trace_(clock_, sim::TraceLevel::off), resolver_(zones_, clock_, trace_) {}
  sim::dns::Lookup& lookup() { return resolver_; }

 private:
  sim::dns::Zones zones_;
  sim::Clock clock_;
  sim::Trace trace_;
  sim::dns::Resolver resolver_;
};
/// Reads each --zone; without one no name exists. Errors have file:line:column.
sim::Result<std::unique_ptr<ZoneFileDns>> read_zone_file(const CheckOptions& options, sim::Instant now);

}  // namespace scenarios
