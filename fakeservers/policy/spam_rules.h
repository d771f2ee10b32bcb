// What a host's spam scorer goes by, as data: patterns, weights, the threshold, and what happens when scoring is slow.
#pragma once
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "fakeservers/policy/scan.h"
#include "sim/clock.h"
#include "sim/result.h"

namespace fakeservers::policy {

/// Scores count in thousandths, so that sums are exact. The threshold of the instance's mail servers (spec 8).
inline constexpr int spam_threshold = 6200;

/// A literal without regard to case (ASCII), or a regular expression in Perl's form that gives up rather than take long.
class SpamPattern {
 public:
  static constexpr std::size_t most_octets = 1000;   ///< of a pattern
  static SpamPattern literal(std::string_view text);
  /// An error says what is wrong with the expression, and where.
  static sim::Result<SpamPattern> expression(const std::string& text);
  enum class Outcome { found, absent, gave_up };
  /// Looks at the first 256 KiB of a text in lower case, an expression at 64 KiB; one that would take long gives up.
  Outcome search(std::string_view text) const;

 private:
  struct Expression;
  std::string literal_;
  std::shared_ptr<const Expression> expression_;
};

/// A test that a story or a file brings.
struct SpamRule {
  enum class Where { subject, body, both, header };
  std::string name;
  Where where = Where::both;
  std::string header;          ///< of a header test: the field's name
  SpamPattern pattern;
  int weight = 0;              ///< thousandths
};

struct SpamRules {
  std::vector<SpamRule> rules;                             ///< asked after the built-in ones
  std::vector<std::pair<std::string, int>> weights;        ///< other weights for tests by name; 0 turns one off
  bool has_built_in = true;                                ///< the patterns of spam_table.h; tests of header and sender stay
  int required = spam_threshold;
  int tagged_above = -999'000;                             ///< a lower score adds no header
  std::string prefix = "X-ServiceNow-Spam-";               ///< of the four header fields
  std::optional<int> refused_from;                         ///< a score from which the mail is refused; the instance's servers have none
  bool spf_failure_flags = false;                          ///< C14: an SPF fail alone makes spam, whatever the sum
  std::size_t most_octets = 409'600;                       ///< larger mail is not scored, as amavisd has it ($sa_mail_body_size_limit)
  sim::Duration patience = std::chrono::seconds{30};       ///< scoring that takes longer is dropped
  bool defers_if_slow = false;                             ///< instead of dropping the score: 451
  std::string scanner_name;                                ///< "rspamd at 127.0.0.1:11333", "" for the built-in scorer
  Scanner scanner;
  sim::Place place;

  /// The weight of a test by its name.
  int weight_of(std::string_view name, int documented) const;
};

}  // namespace fakeservers::policy
