#include "sim/sender/dmarc.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/sender/dmarc_discovery.h"

namespace sim::sender {
namespace {

/// One evaluation from top to bottom (RFC 7489, 6.6.2; RFC 9989, 5.3).
class DmarcCheck {
 public:
  DmarcCheck(const DmarcQuestion& question, dns::Lookup& dns, const PublicSuffixes& suffixes) : question_(question), discovery_(dns, suffixes, question.rules) {
    out_.author_domain = question.author_domain;
  }

  DmarcVerdict run() {
    author_ = comparable_domain(question_.author_domain);
    if (author_.empty()) {
      end(DmarcResult::permerror, fmt::format("'{}' is no domain name", question_.author_domain));
    } else if (const auto found = discovery_.find(author_); find_policy(found)) {
      judge(*found.published.record);
    }
    out_.cost = discovery_.cost;
    out_.steps = std::move(discovery_.steps);
    out_.steps.insert(out_.steps.end(), alignments_.begin(), alignments_.end());
    out_.findings.insert(out_.findings.end(), discovery_.findings.begin(), discovery_.findings.end());
    return std::move(out_);
  }

 private:
  void end(DmarcResult result, std::string reason) {
    out_.result = result;
    out_.reason = std::move(reason);
  }

  /// Fills the record and what it asks for; false if there is nothing to judge by.
  bool find_policy(const DmarcDiscovery::Found& found) {
    if (found.is_temporary) {
      end(DmarcResult::temperror, fmt::format("the DMARC record for {} cannot be looked up", author_));
      return false;
    }
    out_.organizational_domain = discovery_.organizational_domain(author_);
    if (found.domain.empty()) {
      const bool is_own = out_.organizational_domain == author_;
      end(DmarcResult::none, fmt::format("no DMARC record at {}{}", author_, is_own ? "" : " or " + out_.organizational_domain));
      return false;
    }
    const DmarcRecord& record = *found.published.record;
    out_.record_domain = found.domain;
    out_.record = found.published.text;
    for (const std::string& each : record.findings) out_.findings.push_back(fmt::format("_dmarc.{}: {}", found.domain, each));
    if (!record.counts) {
      end(DmarcResult::permerror, fmt::format("the DMARC record of {} does not count: {}", found.domain, record.findings.empty() ? "" : record.findings.front()));
      return false;
    }
    choose_policy(record, found.domain != author_);
    return true;
  }

  void choose_policy(const DmarcRecord& record, bool is_subdomain) {
    out_.policy_tag = "p";
    out_.policy = record.policy;
    if (is_subdomain && record.nonexistent_subdomains && discovery_.is_nonexistent(author_)) {
      out_.policy_tag = "np";
      out_.policy = *record.nonexistent_subdomains;
    } else if (is_subdomain && record.subdomains) {
      out_.policy_tag = "sp";
      out_.policy = *record.subdomains;
    }
  }

  void judge(const DmarcRecord& record) {
    if (question_.spf != nullptr) judge_spf(*question_.spf, record.strict_spf);
    if (question_.dkim != nullptr) {
      for (const DkimVerdict& verdict : *question_.dkim) judge_dkim(verdict, record.strict_dkim);
      if (question_.dkim->empty()) tell("no DKIM signature");
    }
    if (question_.spf == nullptr && question_.dkim == nullptr) tell("neither SPF nor DKIM was checked");
    const bool passes = out_.spf_aligned || out_.dkim_aligned;
    end(passes ? DmarcResult::pass : may_pass_later_ ? DmarcResult::temperror : DmarcResult::fail, fmt::format("{}", fmt::join(passes ? passed_ : alignments_, "; ")));
    if (out_.result == DmarcResult::fail) out_.disposition = sampled(record);
  }

  void judge_spf(const SpfVerdict& spf, bool strict) {
    const std::string passed = fmt::format("spf={} for {}", result_name(spf.result), spf.domain.empty() ? "no domain" : spf.domain);
    out_.spf_aligned = judge_one(passed, spf.domain, spf.result == SpfResult::pass, spf.result == SpfResult::temperror, strict, "aspf");
  }

  void judge_dkim(const DkimVerdict& dkim, bool strict) {
    const std::string passed = fmt::format("dkim={} for {}", result_name(dkim.result), dkim.domain.empty() ? "no domain" : dkim.domain);
    const bool is_aligned = judge_one(passed, dkim.domain, dkim.result == DkimResult::pass, dkim.result == DkimResult::temperror, strict, "adkim");
    out_.dkim_aligned = out_.dkim_aligned || is_aligned;
  }

  /// Tells what became of one identifier; whether it passed and is aligned. What failed for now would count only if it is aligned.
  bool judge_one(const std::string& passed, const std::string& domain, bool is_pass, bool is_temporary, bool strict, std::string_view tag) {
    if (!is_pass && !is_temporary) {
      tell(passed);
      return false;
    }
    const Alignment alignment = alignment_of(domain, strict);
    const bool is_aligned = alignment == Alignment::yes, is_unknown = alignment == Alignment::unknown;
    const std::string kind = strict ? fmt::format(" ({}=s)", tag) : "";
    const std::string_view failed = is_unknown ? "for DNS failed perhaps aligned with" : strict ? "not identical to" : "not aligned with";
    const std::string_view relation = is_aligned ? "aligned with" : failed;
    tell(fmt::format("{}, {} {}{}", passed, relation, question_.author_domain, kind));
    if (is_pass && is_aligned) passed_.push_back(alignments_.back());
    may_pass_later_ = may_pass_later_ || is_unknown || (is_temporary && is_aligned);
    return is_pass && is_aligned;
  }

  void tell(std::string what) { alignments_.push_back(std::move(what)); }

  /// RFC 7489, 3.1; RFC 9989, 4.4.
  Alignment alignment_of(const std::string& domain, bool strict) {
    const std::string other = comparable_domain(domain);
    if (other.empty()) return Alignment::no;
    if (other == author_) return Alignment::yes;
    return strict ? Alignment::no : discovery_.alignment(author_, other);
  }

  /// What pct= leaves out and what is a test gets the next weaker policy (RFC 7489, 6.6.4; RFC 9989, 4.7).
  DmarcPolicy sampled(const DmarcRecord& record) const {
    if (question_.sample < record.percent && !record.is_test) return out_.policy;
    return out_.policy == DmarcPolicy::reject ? DmarcPolicy::quarantine : DmarcPolicy::none;
  }

  const DmarcQuestion& question_;
  DmarcDiscovery discovery_;
  DmarcVerdict out_;
  std::string author_;
  std::vector<std::string> alignments_, passed_;
  bool may_pass_later_ = false;
};

}  // namespace

DmarcVerdict check_dmarc(const DmarcQuestion& question, dns::Lookup& dns, const PublicSuffixes& suffixes) { return DmarcCheck(question, dns, suffixes).run(); }

}  // namespace sim::sender
