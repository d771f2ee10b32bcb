#include "sim/sender/spf_record.h"

#include <arpa/inet.h>
#include <fmt/format.h>

#include <algorithm>
#include <cstring>

#include "sim/sender/spf_macro.h"

namespace sim::sender {
namespace {

constexpr std::string_view spf_version = "v=spf1";

bool is_name_start(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_name_octet(char c) { return is_name_start(c) || (c >= '0' && c <= '9') || c == '-' || c == '_' || c == '.'; }
char small(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

bool is_alike(std::string_view text, std::string_view lower_case) {
  return std::equal(text.begin(), text.end(), lower_case.begin(), lower_case.end(), [](char a, char b) { return small(a) == b; });
}

/// What a mechanism may have behind its name.
struct MechanismForm {
  std::string_view name;
  SpfMechanism mechanism;
  enum { nothing, domain, needed_domain, domain_and_prefixes, network } arguments;
};
constexpr MechanismForm mechanism_forms[] = {
    {"all", SpfMechanism::all, MechanismForm::nothing},
    {"include", SpfMechanism::include, MechanismForm::needed_domain},
    {"a", SpfMechanism::a, MechanismForm::domain_and_prefixes},
    {"mx", SpfMechanism::mx, MechanismForm::domain_and_prefixes},
    {"ptr", SpfMechanism::ptr, MechanismForm::domain},
    {"ip4", SpfMechanism::ip4, MechanismForm::network},
    {"ip6", SpfMechanism::ip6, MechanismForm::network},
    {"exists", SpfMechanism::exists, MechanismForm::needed_domain},
};

using Problem = std::optional<std::string>;

bool read_bits(int family, std::string_view text, std::uint8_t* octets) {
  char zero_ended[INET6_ADDRSTRLEN + 1];
  if (text.size() >= sizeof zero_ended || text.find('\0') != std::string_view::npos) return false;
  std::memcpy(zero_ended, text.data(), text.size());
  zero_ended[text.size()] = '\0';
  return inet_pton(family, zero_ended, octets) == 1;
}

/// Takes "/24" off the end of `text` into `prefix`. The digits have no leading zero, as in ip4-network.
Problem take_prefix(std::string_view& text, std::string_view slashes, unsigned most, unsigned& prefix) {
  std::size_t digits = 0;
  while (digits < text.size() && text[text.size() - 1 - digits] >= '0' && text[text.size() - 1 - digits] <= '9') ++digits;
  const std::string_view before = text.substr(0, text.size() - digits);
  if (digits == 0 || !before.ends_with(slashes)) return std::nullopt;
  const std::string_view number = text.substr(text.size() - digits);
  unsigned value = 0;
  for (const char c : number.substr(0, 4)) value = value * 10 + static_cast<unsigned>(c - '0');
  if (value > most || digits > 3) return fmt::format("the prefix length {} is larger than {}", number.substr(0, 10), most);
  if (digits > 1 && number[0] == '0') return fmt::format("the prefix length {} begins with 0", number);
  prefix = value;
  text = before.substr(0, before.size() - slashes.size());
  return std::nullopt;
}

/// [ "/" ip4 ] [ "//" ip6 ], from the right, for a domain-spec may hold slashes too.
Problem take_prefixes(std::string_view& text, SpfDirective& out) {
  if (auto problem = take_prefix(text, "//", 128, out.prefix6)) return problem;
  return take_prefix(text, "/", 32, out.prefix4);
}

Problem read_network(std::string_view text, SpfDirective& out) {
  const bool is_v6 = out.mechanism == SpfMechanism::ip6;
  if (auto problem = take_prefix(text, "/", is_v6 ? 128 : 32, is_v6 ? out.prefix6 : out.prefix4)) return problem;
  out.network.is_v6 = is_v6;
  if (read_bits(is_v6 ? AF_INET6 : AF_INET, text, out.network.octets.data())) return std::nullopt;
  return fmt::format("'{}' is no IPv{} network", text.substr(0, 80), is_v6 ? 6 : 4);
}

Problem read_arguments(const MechanismForm& form, std::string_view text, SpfDirective& out) {
  if (form.arguments == MechanismForm::nothing) {
    if (!text.empty()) return fmt::format("'{}' takes nothing behind its name", form.name);
    return std::nullopt;
  }
  if (form.arguments == MechanismForm::network) {
    if (!text.starts_with(':')) return fmt::format("'{}' names no network", form.name);
    return read_network(text.substr(1), out);
  }
  if (form.arguments == MechanismForm::domain_and_prefixes) {
    if (auto problem = take_prefixes(text, out)) return problem;
  }
  if (text.empty() && form.arguments != MechanismForm::needed_domain) return std::nullopt;
  if (!text.starts_with(':')) return fmt::format("'{}' names no domain", form.name);
  out.domain_spec = text.substr(1);
  return spf_text_problem(out.domain_spec, SpfText::domain_spec);
}

Problem read_directive(std::string_view term, SpfRecord& record) {
  SpfDirective out;
  out.text = term;
  if (std::string_view("+-~?").find(term[0]) != std::string_view::npos) {
    out.qualifier = static_cast<SpfQualifier>(term[0]);
    term.remove_prefix(1);
  }
  const std::size_t end = std::min(term.find_first_of(":/"), term.size());
  for (const MechanismForm& form : mechanism_forms) {
    if (!is_alike(term.substr(0, end), form.name)) continue;
    out.mechanism = form.mechanism;
    if (auto problem = read_arguments(form, term.substr(end), out)) return problem;
    record.directives.push_back(out);
    return std::nullopt;
  }
  return fmt::format("'{}' is no mechanism", term.substr(0, std::min<std::size_t>(end, 80)));
}

Problem read_modifier(std::string_view name, std::string_view value, SpfRecord& record) {
  const bool is_redirect = is_alike(name, "redirect");
  if (!is_redirect && !is_alike(name, "exp")) return spf_text_problem(value, SpfText::modifier_value);
  std::string_view& place = is_redirect ? record.redirect : record.explanation;
  if (!place.empty()) return fmt::format("'{}=' stands in it twice", is_redirect ? "redirect" : "exp");
  place = value;
  return spf_text_problem(value, SpfText::domain_spec);
}

Problem read_term(std::string_view term, SpfRecord& record) {
  std::size_t name = 0;
  if (is_name_start(term[0])) {
    while (name < term.size() && is_name_octet(term[name])) ++name;
  }
  if (name > 0 && name < term.size() && term[name] == '=') return read_modifier(term.substr(0, name), term.substr(name + 1), record);
  return read_directive(term, record);
}

}  // namespace

IpBits IpBits::of(const IpAddress& address) {
  static constexpr std::uint8_t mapped[12] = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};
  IpBits out;
  out.is_v6 = address.is_v6();
  read_bits(out.is_v6 ? AF_INET6 : AF_INET, address.text(), out.octets.data());
  if (out.is_v6 && std::equal(std::begin(mapped), std::end(mapped), out.octets.begin())) {
    std::copy(out.octets.begin() + 12, out.octets.end(), out.octets.begin());
    std::fill(out.octets.begin() + 4, out.octets.end(), std::uint8_t{0});
    out.is_v6 = false;
  }
  return out;
}

bool IpBits::shares_prefix(const IpBits& other, unsigned prefix) const {
  if (is_v6 != other.is_v6) return false;
  const unsigned whole = prefix / 8;
  if (std::memcmp(octets.data(), other.octets.data(), whole) != 0) return false;
  const unsigned rest = prefix % 8;
  return rest == 0 || ((octets[whole] ^ other.octets[whole]) >> (8 - rest)) == 0;
}

bool is_spf_record(std::string_view text) {
  if (text.size() < spf_version.size() || !is_alike(text.substr(0, spf_version.size()), spf_version)) return false;
  return text.size() == spf_version.size() || text[spf_version.size()] == ' ';
}

Result<SpfRecord> parse_spf_record(std::string_view text) {
  if (!is_spf_record(text)) return Error{"the text does not begin with v=spf1", "", {"", 1, 1}};
  SpfRecord record;
  record.directives.reserve(static_cast<std::size_t>(std::count(text.begin(), text.end(), ' ')));
  for (std::size_t at = spf_version.size(); at < text.size();) {
    if (text[at] == ' ') {
      ++at;
      continue;
    }
    const std::size_t end = std::min(text.find(' ', at), text.size());
    if (auto problem = read_term(text.substr(at, end - at), record)) {
      return Error{std::move(*problem), "", {"", 1, static_cast<int>(at + 1)}};
    }
    at = end;
  }
  return record;
}

}  // namespace sim::sender
