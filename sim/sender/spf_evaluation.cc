#include "sim/sender/spf_evaluation.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>

#include "sim/dns/reverse_name.h"
#include "sim/mail/detail/charset.h"

namespace sim::sender {
namespace {

constexpr std::size_t most_label = 63, most_name = 253;
/// A check takes at most so long (RFC 7208, 4.6.4: at least 20 seconds).
constexpr Duration spf_patience = std::chrono::seconds(20);

std::string text_of(const IpBits& bits) {
  char text[INET6_ADDRSTRLEN] = "";
  inet_ntop(bits.is_v6 ? AF_INET6 : AF_INET, bits.octets.data(), text, sizeof text);
  return text;
}

/// %{i} of IPv6: the nibbles with dots (RFC 7208, 7.3), in the letters of the RFC's test suite.
std::string nibbles_of(const IpBits& bits) {
  static constexpr char digits[] = "0123456789ABCDEF";
  std::string out;
  for (const std::uint8_t octet : bits.octets) {
    out += {digits[octet >> 4], '.', digits[octet & 15], '.'};
  }
  out.pop_back();
  return out;
}

SpfResult result_of(SpfQualifier qualifier) {
  switch (qualifier) {
    case SpfQualifier::fail: return SpfResult::fail;
    case SpfQualifier::softfail: return SpfResult::softfail;
    case SpfQualifier::neutral: return SpfResult::neutral;
    default: return SpfResult::pass;
  }
}

/// Whether a record can be asked for: several labels of printable characters; "[192.0.2.1]" is no name (RFC 7208, 4.3).
bool is_multi_label_domain(std::string_view domain, const std::optional<dns::Name>& name) {
  if (!name || name->labels().size() < 2 || domain.front() == '[') return false;
  return std::all_of(domain.begin(), domain.end(), [](char c) { return c > 0x20 && c < 0x7f; });
}

}  // namespace

std::optional<dns::Name> spf_name(std::string_view domain) {
  if (domain.ends_with('.')) domain.remove_suffix(1);
  if (domain.empty() || domain.size() > most_name) return std::nullopt;
  std::vector<std::string> labels;
  labels.reserve(static_cast<std::size_t>(std::count(domain.begin(), domain.end(), '.')) + 1);
  while (true) {
    const std::size_t end = std::min(domain.find('.'), domain.size());
    if (end == 0 || end > most_label) return std::nullopt;
    std::string& label = labels.emplace_back(domain.substr(0, end));
    for (char& c : label) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    if (end == domain.size()) break;
    domain.remove_prefix(end + 1);
  }
  return dns::Name(std::move(labels));
}

SpfEvaluation::SpfEvaluation(const SpfQuestion& question, const SpfSender& sender, dns::Lookup& dns, SpfVerdict& verdict)
    : question_(question),
      sender_(sender),
      dns_(dns),
      verdict_(verdict),
      client_(IpBits::of(question.client)),
      client_text_(question.client.is_v6() ? text_of(client_) : question.client.text()),
      dotted_(client_.is_v6 ? nibbles_of(client_) : client_text_),
      address_type_(client_.is_v6 ? dns::Type::AAAA : dns::Type::A) {}

std::size_t SpfEvaluation::begin_step(const std::string& domain, std::string_view term, int depth) {
  evidence_.clear();
  if (question_.tells_steps) verdict_.steps.push_back({domain, std::string(term), "", depth});
  return verdict_.steps.size();
}

dns::Answer SpfEvaluation::ask(const dns::Name& name, dns::Type type) {
  dns::Answer answer = dns_.look_up(name, type);
  verdict_.cost += answer.cost;
  return answer;
}

bool SpfEvaluation::is_broken(const dns::Answer& answer, const dns::Name& name, dns::Type type, Frame& frame) const {
  if (answer.is_temporary()) {
    frame.problem = fmt::format("asking for {} of {} failed: {}", type_name(type), name.text(), answer.outcome());
    return true;
  }
  if (verdict_.cost <= spf_patience) return false;
  frame.problem = "DNS took longer than 20 s";
  return true;
}

bool SpfEvaluation::counts_lookup(Frame& frame) {
  if (++verdict_.lookups <= most_spf_lookups) return true;
  frame.problem = fmt::format("more than {} terms ask DNS", most_spf_lookups);
  return false;
}

SpfMacroValues SpfEvaluation::macro_values(std::string_view domain) const {
  return {.sender = sender_.whole,
          .local_part = sender_.local_part,
          .sender_domain = sender_.domain,
          .domain = domain,
          .dotted_ip = dotted_,
          .shown_ip = client_text_,
          .helo = sender_.helo,
          .receiver = question_.receiver,
          .seconds = std::chrono::duration_cast<std::chrono::seconds>(question_.now.time_since_epoch()).count(),
          .is_v6 = client_.is_v6};
}

SpfEvaluation::Target SpfEvaluation::target_of(std::string_view domain_spec, const Frame& frame) {
  if (domain_spec.empty()) return {frame.domain, frame.name};
  if (domain_spec.find('%') == std::string_view::npos) {
    Target target{std::string(domain_spec), spf_name(domain_spec)};
    if (target.text.ends_with('.')) target.text.pop_back();
    return target;
  }
  if (is_unnamable(domain_spec)) return {std::string(domain_spec), {}};
  SpfMacroValues values = macro_values(frame.domain);
  const std::function<std::string()> name = [&] { return validated_name(frame.domain); };
  values.validated_name = &name;
  Target target{expand_spf_domain(domain_spec, values), {}};
  target.name = spf_name(target.text);
  return target;
}

bool SpfEvaluation::is_unnamable(std::string_view domain_spec) const {
  return !mail::detail::is_ascii(sender_.local_part) && (spf_uses_macro(domain_spec, 'l') || spf_uses_macro(domain_spec, 's'));
}

const std::vector<dns::Name>& SpfEvaluation::validated_names() {
  if (validated_) return *validated_;
  validated_.emplace();
  const dns::Answer pointers = ask(dns::reverse_name(*IpAddress::parse(client_text_)), dns::Type::PTR);
  ptr_failed_ = pointers.is_temporary();
  ptr_names_ = ptr_failed_ ? 0 : pointers.records.size();
  for (std::size_t i = 0; i < std::min(ptr_names_, most_spf_names); ++i) {
    const auto* pointer = std::get_if<dns::NameData>(&pointers.records[i].data);
    if (pointer == nullptr || verdict_.cost > spf_patience) continue;
    const dns::Answer addresses = ask(pointer->name, address_type_);
    const bool leads_back = std::any_of(addresses.records.begin(), addresses.records.end(), [&](const dns::Record& record) {
      const auto* address = std::get_if<dns::AddressData>(&record.data);
      return address != nullptr && IpBits::of(address->ip) == client_;
    });
    if (leads_back) validated_->push_back(pointer->name);
  }
  return *validated_;
}

std::string SpfEvaluation::validated_name(std::string_view domain) {
  // The question for PTR counts like a term's (RFC 7208, 4.6.4), once, but not in an explanation.
  if (!validated_ && counts_ptr_of_macros_ && ++verdict_.lookups > most_spf_lookups) {
    is_over_limit_ = true;
    return "unknown";
  }
  const std::vector<dns::Name>& names = validated_names();
  if (names.empty()) return "unknown";
  // The domain itself, else a name below it, else any (RFC 7208, 7.3).
  const auto wanted = spf_name(domain);
  const dns::Name* best = &names.front();
  if (wanted) {
    const auto below = std::find_if(names.begin(), names.end(), [&](const dns::Name& name) { return name.is_below_or_at(*wanted); });
    const auto same = std::find(names.begin(), names.end(), *wanted);
    if (same != names.end()) best = &*same;
    else if (below != names.end()) best = &*below;
  }
  return best->text();
}

std::optional<std::string> SpfEvaluation::find_record(const std::string& domain, const dns::Name& name, int depth, Outcome& outcome) {
  const dns::Answer answer = ask(name, dns::Type::TXT);
  Frame frame{domain, name, depth, {}, false};
  if (is_broken(answer, name, dns::Type::TXT, frame)) {
    outcome = {SpfResult::temperror, "", frame.problem, "", ""};
    return std::nullopt;
  }
  std::optional<std::string> found;
  for (const dns::Record& record : answer.records) {
    const auto* data = std::get_if<dns::TxtData>(&record.data);
    if (data == nullptr) continue;
    std::string text = data->strings.size() == 1 ? data->strings.front() : data->joined();
    if (!is_spf_record(text)) continue;
    if (found) {
      outcome = {SpfResult::permerror, "", domain + " has more than one SPF record", "", ""};
      return std::nullopt;
    }
    found = std::move(text);
  }
  if (!found) {
    const bool is_there = answer.status != dns::Status::nxdomain;
    outcome = {SpfResult::none, "", domain + (is_there ? " has no SPF record" : " does not exist"), "", ""};
  }
  return found;
}

SpfEvaluation::Outcome SpfEvaluation::check_host(const std::string& first_domain, int depth) {
  std::string domain = first_domain;
  for (bool is_redirected = false;; is_redirected = true) {
    Outcome outcome;
    const auto name = spf_name(domain);
    begin_step(domain, "", depth);
    const auto with_step = [&](const std::string& evidence) {
      if (question_.tells_steps) verdict_.steps.back().evidence = evidence;
    };
    const auto failed = [&] {
      const std::string own = domain + " ";
      with_step(outcome.problem.starts_with(own) ? outcome.problem.substr(own.size()) : outcome.problem);
      // Where redirect= leads there must be a record (RFC 7208, 6.1).
      if (is_redirected && outcome.result == SpfResult::none) outcome.result = SpfResult::permerror;
      return outcome;
    };
    if (!is_multi_label_domain(domain, name)) {
      outcome.problem = fmt::format("'{}' is no domain name of several labels", domain.substr(0, most_name));
      return failed();
    }
    const auto text = find_record(domain, *name, depth, outcome);
    if (!text) return failed();
    const auto record = parse_spf_record(*text);
    with_step(*text);
    if (!record) {
      const std::string where = fmt::format("column {}: {}", record.error().place.column, record.error().what);
      outcome = {SpfResult::permerror, "", fmt::format("the record of {}, {}", domain, where), "", ""};
      with_step(fmt::format("{}  ({})", *text, where));
      return outcome;
    }
    Frame frame{domain, *name, depth, {}, false};
    if (decide(*record, frame, outcome)) return outcome;
    if (record->redirect.empty()) return outcome;
    begin_step(domain, "redirect=" + std::string(record->redirect), depth);
    if (!counts_lookup(frame)) {
      outcome = {SpfResult::permerror, "", frame.problem, "", ""};
      return failed();
    }
    Target target = target_of(record->redirect, frame);
    const bool is_unnamed = is_unnamable(record->redirect);
    if (is_over_limit_ || is_unnamed) {
      const std::string why = is_unnamed ? std::string(not_ascii_local_part) : fmt::format("more than {} terms ask DNS", most_spf_lookups);
      outcome = {SpfResult::permerror, "", why, "", ""};
      return failed();
    }
    with_step("nothing matched: go to " + target.text);
    domain = std::move(target.text);
  }
}

bool SpfEvaluation::decide(const SpfRecord& record, Frame& frame, Outcome& outcome) {
  for (const SpfDirective& directive : record.directives) {
    const std::size_t step = begin_step(frame.domain, directive.text, frame.depth);
    frame.met_void = false;
    Match found = match(directive, frame);
    if (frame.met_void && ++verdict_.void_lookups > most_spf_void_lookups && found != Match::temporary) {
      found = Match::permanent;
      frame.problem = fmt::format("more than {} terms ask for what is not there", most_spf_void_lookups);
    }
    if (question_.tells_steps) {
      std::string& told = verdict_.steps[step - 1].evidence;
      told = found == Match::temporary || found == Match::permanent ? frame.problem : std::move(evidence_);
    }
    if (found == Match::no) continue;
    outcome.mechanism = directive.text;
    outcome.problem = frame.problem;
    outcome.result = found == Match::yes ? result_of(directive.qualifier)
                     : found == Match::temporary ? SpfResult::temperror : SpfResult::permerror;
    outcome.explanation_spec = record.explanation;
    outcome.explanation_domain = frame.domain;
    return true;
  }
  outcome.mechanism = "default";
  outcome.result = SpfResult::neutral;
  return false;
}

std::string SpfEvaluation::explain(const Outcome& outcome) {
  if (outcome.explanation_spec.empty()) return {};
  counts_ptr_of_macros_ = false;
  const auto name = spf_name(outcome.explanation_domain);
  if (!name) return {};
  const Frame frame{outcome.explanation_domain, *name, 0, {}, false};
  const Target target = target_of(outcome.explanation_spec, frame);
  begin_step(frame.domain, "exp=" + outcome.explanation_spec, 0);
  const auto with_step = [&](std::string evidence) {
    if (question_.tells_steps) verdict_.steps.back().evidence = std::move(evidence);
    return std::string();
  };
  if (!target.name) return with_step("'" + target.text + "' is no name");
  const dns::Answer answer = ask(*target.name, dns::Type::TXT);
  if (answer.records.size() != 1) return with_step(target.text + (answer.records.empty() ? " has no text" : " has several texts"));
  const auto* data = std::get_if<dns::TxtData>(&answer.records.front().data);
  const std::string text = data == nullptr ? "" : data->joined();
  if (const auto problem = spf_text_problem(text, SpfText::explanation)) return with_step(*problem);
  SpfMacroValues values = macro_values(frame.domain);
  const std::function<std::string()> validated = [&] { return validated_name(frame.domain); };
  values.validated_name = &validated;
  std::string explanation = expand_spf_explanation(text, values);
  // What a client wrote may hold any octet; a reply's text is ASCII.
  if (!mail::detail::is_ascii(explanation)) return with_step("the text is not ASCII");
  with_step(text);
  return explanation;
}

}  // namespace sim::sender
