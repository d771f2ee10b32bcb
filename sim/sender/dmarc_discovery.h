// Which DMARC record is for a domain, and which domain owns it: by the public suffix list (RFC 7489, 6.6.3) or by walking the tree (RFC 9989, 4.10).
#pragma once
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "sim/dns/lookup.h"
#include "sim/sender/dmarc_record.h"
#include "sim/sender/domain_name.h"
#include "sim/sender/public_suffix.h"

namespace sim::sender {

/// RFC 9989, 4.10: a walk asks at most so many names.
inline constexpr std::size_t most_tree_walk_queries = 8;

/// The names that a walk asks, from the longest to the top level.
std::vector<std::string> tree_walk_names(const std::string& domain);

/// Whether two names have one owner; unknown if DNS failed where it would have told.
enum class Alignment { no, yes, unknown };

/// What _dmarc below a name says.
struct PublishedRecord {
  bool is_temporary = false;             ///< nobody knows: DNS failed
  bool has_several = false;              ///< several records, which count as none
  std::optional<DmarcRecord> record;
  std::string text;
};

/// Asks each name once. Domains are comparable ones.
class DmarcDiscovery {
 public:
  DmarcDiscovery(dns::Lookup& dns, const PublicSuffixes& suffixes, DmarcRules rules) : dns_(dns), suffixes_(suffixes), rules_(rules) {}

  struct Found {
    bool is_temporary = false;
    std::string domain;                  ///< where the record was found, "" if there is none
    PublishedRecord published;
  };
  Found find(const std::string& author_domain);
  /// The domain itself if no other owns it.
  std::string organizational_domain(const std::string& domain);
  /// Relaxed alignment of two different names (RFC 7489, 3.1; RFC 9989, 4.4 and 4.10.2). A walk that DNS cut short leaves it unknown, unless the two cannot have
  /// one owner whatever is published: else a sender's own DNS that fails would spare his forgeries.
  Alignment alignment(const std::string& one, const std::string& other);
  /// Whether the name is not there at all (RFC 8020), for np=; false if DNS fails.
  bool is_nonexistent(const std::string& domain);

  std::vector<std::string> steps;        ///< each question, each conclusion
  std::vector<std::string> findings;     ///< records that are none though they were probably meant to be
  Duration cost{0};

 private:
  const PublishedRecord& ask(const std::string& domain);
  PublishedRecord read(const std::string& owner, const dns::Answer& answer);
  Found find_by_list(const std::string& author_domain);
  Found find_by_walk(const std::string& author_domain);
  /// The names of a walk that have a record that counts, from the longest.
  std::vector<std::string> walk(const std::string& domain, bool& is_temporary);
  std::string owner_by_walk(const std::string& domain, const std::vector<std::string>& with_record);

  dns::Lookup& dns_;
  const PublicSuffixes& suffixes_;
  DmarcRules rules_;
  std::map<std::string, PublishedRecord> asked_;
  std::map<std::string, std::string> owners_;
  std::set<std::string> incomplete_;     ///< whose walk met an error of DNS
};

}  // namespace sim::sender
