// A DMARC record as a value (RFC 7489, 6.3; RFC 9989, 4.7): what it asks for, and what is wrong with it.
#pragma once
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/result.h"
#include "sim/sender/dmarc.h"

namespace sim::sender {

/// One address for reports: "mailto:dmarc@corp.example!10m".
struct DmarcUri {
  std::string uri;                               ///< as written, without the size
  std::string address;                           ///< of a mailto: URI, percent signs undone; "" for other schemes, which nobody sends to
  std::optional<std::uint64_t> most_octets;      ///< the size behind "!" (RFC 7489, 6.4)
};
/// Reads one URI; an error says why it is none. RFC 9989 has no size any more: it is read and left out of account.
Result<DmarcUri> read_dmarc_uri(std::string_view text);

/// Is the domain a public suffix? RFC 9989's psd=.
enum class PublicSuffixDomain { unknown, yes, no };

struct DmarcRecord {
  bool counts = true;                            ///< false: DMARC does not apply (RFC 7489, 6.6.3; RFC 9989, 4.10.1); `findings` say why
  DmarcPolicy policy = DmarcPolicy::none;                          ///< p=
  std::optional<DmarcPolicy> subdomains, nonexistent_subdomains;   ///< sp=, np= (RFC 9989)
  bool strict_dkim = false, strict_spf = false;  ///< adkim=s, aspf=s
  unsigned percent = 100;                        ///< pct= (RFC 7489)
  bool is_test = false;                          ///< t=y (RFC 9989)
  PublicSuffixDomain psd = PublicSuffixDomain::unknown;
  std::vector<DmarcUri> aggregate_to, failure_to;  ///< rua=, ruf=: those that can be read
  std::string failure_options = "0";             ///< fo=: those that are known, "1:d"
  std::vector<std::string> findings;             ///< what a person should mend
};

/// Whether a TXT record is a DMARC record at all: v=DMARC1 comes first, the version spelled so; names of tags have no case.
bool is_dmarc_record(std::string_view text);
/// A record that was probably meant to be one: "DMARC1" stands in it somewhere.
bool resembles_dmarc_record(std::string_view text);
/// Reads a record that is one; any octets.
DmarcRecord read_dmarc_record(std::string_view text, DmarcRules rules);

}  // namespace sim::sender
