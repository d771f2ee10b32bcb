// check_host() of SPF (RFC 7208, 4): a domain's record, evaluated for one client.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "sim/sender/spf.h"
#include "sim/sender/spf_macro.h"
#include "sim/sender/spf_record.h"

namespace sim::sender {

/// Who is asked about: the sender and its parts, for macros; domains in A-labels.
struct SpfSender {
  std::string whole, local_part, domain, helo;
};

/// A domain as a name of DNS; nothing if no question can be made of it (an empty or long label). One dot at the end is allowed.
std::optional<dns::Name> spf_name(std::string_view domain);

inline constexpr std::string_view not_ascii_local_part = "the local part is not ASCII, so no name can be made of it";

/// One evaluation with its counters. Steps, lookups and cost go into the verdict as they happen.
class SpfEvaluation {
 public:
  struct Outcome {
    SpfResult result = SpfResult::none;
    std::string mechanism, problem;
    std::string explanation_spec, explanation_domain;   ///< exp= of the record that decided
  };

  SpfEvaluation(const SpfQuestion& question, const SpfSender& sender, dns::Lookup& dns, SpfVerdict& verdict);
  Outcome check_host(const std::string& domain, int depth);
  /// exp= expanded; "" if there is none or anything is wrong with it (RFC 7208, 6.2).
  std::string explain(const Outcome& outcome);
  const std::string& client_text() const { return client_text_; }

 private:
  enum class Match { no, yes, temporary, permanent };
  /// A record under evaluation.
  struct Frame {
    const std::string& domain;
    const dns::Name& name;
    int depth;
    std::string problem;          ///< why temporary or permanent
    bool met_void = false;        ///< the term asked for something that is not there
  };
  struct Target {
    std::string text;
    std::optional<dns::Name> name;
  };

  /// The domain's one record; nothing if `outcome` says why there is none.
  std::optional<std::string> find_record(const std::string& domain, const dns::Name& name, int depth, Outcome& outcome);
  /// Whether the record decided; if not, `outcome` is neutral.
  bool decide(const SpfRecord& record, Frame& frame, Outcome& outcome);
  Match match(const SpfDirective& directive, Frame& frame);
  Match match_counted(const SpfDirective& directive, Frame& frame);
  Match match_include(const SpfDirective& directive, Frame& frame);
  Match match_a(const SpfDirective& directive, Frame& frame);
  Match match_mx(const SpfDirective& directive, Frame& frame);
  Match match_ptr(const SpfDirective& directive, Frame& frame);
  Match match_network(const SpfDirective& directive);
  Match match_exists(const SpfDirective& directive, Frame& frame);
  /// Whether one of a host's addresses lies in the client's network.
  Match match_host(const dns::Name& host, const SpfDirective& directive, Frame& frame);

  dns::Answer ask(const dns::Name& name, dns::Type type);
  bool is_broken(const dns::Answer& answer, const dns::Name& name, dns::Type type, Frame& frame) const;
  bool counts_lookup(Frame& frame);
  Target target_of(std::string_view domain_spec, const Frame& frame);
  /// Whether a domain-spec needs a local part that no name of DNS can have (RFC 8616, 4).
  bool is_unnamable(std::string_view domain_spec) const;
  SpfMacroValues macro_values(std::string_view domain) const;
  /// The names that lead from the client's address and back, at most ten asked for; found once.
  const std::vector<dns::Name>& validated_names();
  std::string validated_name(std::string_view domain);

  /// Opens a term's step, whose number (from 1) it returns; what is found becomes its evidence.
  std::size_t begin_step(const std::string& domain, std::string_view term, int depth);

  const SpfQuestion& question_;
  const SpfSender& sender_;
  dns::Lookup& dns_;
  SpfVerdict& verdict_;
  IpBits client_;
  std::string client_text_, dotted_;
  dns::Type address_type_;
  std::optional<std::vector<dns::Name>> validated_;
  std::size_t ptr_names_ = 0;
  bool ptr_failed_ = false;      ///< DNS did not answer about the client's names
  std::string evidence_;         ///< of the term at hand
  bool is_over_limit_ = false;   ///< %{p} was one question too many
  bool counts_ptr_of_macros_ = true;
};

}  // namespace sim::sender
