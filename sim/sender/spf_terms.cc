// The mechanisms of SPF (RFC 7208, 5), one function each.
#include <fmt/format.h>

#include "sim/sender/spf_evaluation.h"

namespace sim::sender {
namespace {

/// "nothing there" in words.
std::string lacks(const dns::Name& name, dns::Type type, const dns::Answer& answer) {
  if (answer.status == dns::Status::nxdomain) return name.text() + " does not exist";
  return fmt::format("{} has no {} record", name.text(), type_name(type));
}

/// The directive's network in words: "192.0.2.0/24".
std::string_view network_text(std::string_view term) { return term.substr(std::min(term.find(':'), term.size() - 1) + 1); }

}  // namespace

SpfEvaluation::Match SpfEvaluation::match(const SpfDirective& directive, Frame& frame) {
  switch (directive.mechanism) {
    case SpfMechanism::all:
      if (question_.tells_steps) evidence_ = "matches always";
      return Match::yes;
    case SpfMechanism::ip4:
    case SpfMechanism::ip6: return match_network(directive);
    default: break;
  }
  if (!counts_lookup(frame)) return Match::permanent;
  if (is_unnamable(directive.domain_spec)) {
    if (question_.tells_steps) evidence_ = not_ascii_local_part;
    return Match::no;
  }
  const Match found = match_counted(directive, frame);
  if (!is_over_limit_) return found;
  frame.problem = fmt::format("more than {} terms ask DNS", most_spf_lookups);
  return Match::permanent;
}

SpfEvaluation::Match SpfEvaluation::match_counted(const SpfDirective& directive, Frame& frame) {
  switch (directive.mechanism) {
    case SpfMechanism::include: return match_include(directive, frame);
    case SpfMechanism::a: return match_a(directive, frame);
    case SpfMechanism::mx: return match_mx(directive, frame);
    case SpfMechanism::ptr: return match_ptr(directive, frame);
    default: return match_exists(directive, frame);
  }
}

SpfEvaluation::Match SpfEvaluation::match_network(const SpfDirective& directive) {
  const bool is_in = client_.shares_prefix(directive.network, directive.network.is_v6 ? directive.prefix6 : directive.prefix4);
  if (question_.tells_steps) {
    // The commonest step by far: without a format string.
    evidence_.reserve(64);
    evidence_.assign(client_text_).append(is_in ? " is in " : " is not in ").append(network_text(directive.text));
  }
  return is_in ? Match::yes : Match::no;
}

SpfEvaluation::Match SpfEvaluation::match_include(const SpfDirective& directive, Frame& frame) {
  const Target target = target_of(directive.domain_spec, frame);
  if (is_over_limit_) return Match::permanent;
  const Outcome outcome = check_host(target.text, frame.depth + 1);
  if (question_.tells_steps) {
    evidence_ = fmt::format("{} for {}{}", result_name(outcome.result), target.text,
                            outcome.mechanism.empty() ? "" : " (" + outcome.mechanism + ")");
  }
  frame.problem = outcome.problem;
  switch (outcome.result) {
    case SpfResult::pass: return Match::yes;
    case SpfResult::temperror: return Match::temporary;
    case SpfResult::permerror:
    case SpfResult::none: return Match::permanent;
    default: return Match::no;
  }
}

SpfEvaluation::Match SpfEvaluation::match_host(const dns::Name& host, const SpfDirective& directive, Frame& frame) {
  const dns::Answer answer = ask(host, address_type_);
  if (is_broken(answer, host, address_type_, frame)) return Match::temporary;
  if (answer.records.empty()) {
    frame.met_void = true;
    if (question_.tells_steps) evidence_ = lacks(host, address_type_, answer);
    return Match::no;
  }
  const unsigned prefix = client_.is_v6 ? directive.prefix6 : directive.prefix4;
  std::string seen;
  for (const dns::Record& record : answer.records) {
    const auto* address = std::get_if<dns::AddressData>(&record.data);
    if (address == nullptr) continue;
    if (IpBits::of(address->ip).shares_prefix(client_, prefix)) {
      const bool is_whole = prefix == (client_.is_v6 ? 128U : 32U);
      if (question_.tells_steps) {
        evidence_ = is_whole ? fmt::format("{} has {}", host.text(), address->ip.text())
                             : fmt::format("{} is in {}/{} of {}", client_text_, address->ip.text(), prefix, host.text());
      }
      return Match::yes;
    }
    if (question_.tells_steps) seen += (seen.empty() ? "" : ", ") + address->ip.text();
  }
  if (question_.tells_steps) evidence_ = fmt::format("{} has {}", host.text(), seen);
  return Match::no;
}

SpfEvaluation::Match SpfEvaluation::match_a(const SpfDirective& directive, Frame& frame) {
  const Target target = target_of(directive.domain_spec, frame);
  if (target.name) return match_host(*target.name, directive, frame);
  if (question_.tells_steps) evidence_ = "'" + target.text + "' is no name";
  return Match::no;
}

SpfEvaluation::Match SpfEvaluation::match_mx(const SpfDirective& directive, Frame& frame) {
  const Target target = target_of(directive.domain_spec, frame);
  if (question_.tells_steps) evidence_ = "'" + target.text + "' is no name";
  if (!target.name) return Match::no;
  const dns::Answer answer = ask(*target.name, dns::Type::MX);
  if (is_broken(answer, *target.name, dns::Type::MX, frame)) return Match::temporary;
  if (answer.records.empty()) {
    frame.met_void = true;
    if (question_.tells_steps) evidence_ = lacks(*target.name, dns::Type::MX, answer);
    return Match::no;
  }
  if (answer.records.size() > most_spf_names) {
    frame.problem = fmt::format("{} has more than {} MX records", target.text, most_spf_names);
    return Match::permanent;
  }
  std::string seen;
  for (const dns::Record& record : answer.records) {
    const auto* exchange = std::get_if<dns::MxData>(&record.data);
    if (exchange == nullptr || exchange->is_null()) continue;
    const Match found = match_host(exchange->exchange, directive, frame);
    if (found != Match::no) return found;
    if (question_.tells_steps) seen += (seen.empty() ? "" : "; ") + evidence_;
  }
  if (question_.tells_steps) evidence_ = seen.empty() ? target.text + " takes no mail (null MX)" : seen;
  return Match::no;
}

SpfEvaluation::Match SpfEvaluation::match_ptr(const SpfDirective& directive, Frame& frame) {
  const Target target = target_of(directive.domain_spec, frame);
  const std::vector<dns::Name>& names = validated_names();
  frame.met_void = ptr_names_ == 0 && !ptr_failed_;  // an error is no answer, so no void one; the term does not match (RFC 7208, 5.5)
  std::string seen;
  for (const dns::Name& name : names) {
    if (target.name && name.is_below_or_at(*target.name)) {
      if (question_.tells_steps) evidence_ = fmt::format("{} leads to {} and back", client_text_, name.text());
      return Match::yes;
    }
    if (question_.tells_steps) seen += (seen.empty() ? "" : ", ") + name.text();
  }
  if (question_.tells_steps) {
    evidence_ = ptr_failed_ ? fmt::format("the names of {} cannot be asked for", client_text_)
                : seen.empty() ? fmt::format("no name of {} leads back to it", client_text_)
                             : fmt::format("{} is {}, not {}", client_text_, seen, target.text);
  }
  return Match::no;
}

SpfEvaluation::Match SpfEvaluation::match_exists(const SpfDirective& directive, Frame& frame) {
  const Target target = target_of(directive.domain_spec, frame);
  if (question_.tells_steps) evidence_ = "'" + target.text + "' is no name";
  if (!target.name) return Match::no;
  // A also for clients of IPv6 (RFC 7208, 5.7).
  const dns::Answer answer = ask(*target.name, dns::Type::A);
  if (is_broken(answer, *target.name, dns::Type::A, frame)) return Match::temporary;
  frame.met_void = answer.records.empty();
  if (question_.tells_steps) evidence_ = answer.records.empty() ? lacks(*target.name, dns::Type::A, answer) : target.text + " exists";
  return answer.records.empty() ? Match::no : Match::yes;
}

}  // namespace sim::sender
