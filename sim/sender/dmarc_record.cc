#include "sim/sender/dmarc_record.h"

#include <fmt/format.h>

#include <algorithm>

#include "sim/mail/address.h"
#include "sim/sender/tag_list.h"

namespace sim::sender {
namespace {

/// Further URIs of one tag are passed over.
constexpr std::size_t most_report_uris = 20;
constexpr std::size_t most_findings = 50;
constexpr std::string_view dmarc_version = "DMARC1";

std::string lower_ascii(std::string_view text) {
  std::string out(text);
  for (char& c : out) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return out;
}

/// A value as a finding shows it: short, and printable.
std::string shown_value(std::string_view text) {
  std::string out;
  for (const char c : text.substr(0, 60)) out += static_cast<unsigned char>(c) < ' ' || c == 127 ? '?' : c;
  return out;
}

std::optional<DmarcPolicy> policy_of(std::string_view text) {
  const std::string word = lower_ascii(text);
  for (const DmarcPolicy policy : {DmarcPolicy::none, DmarcPolicy::quarantine, DmarcPolicy::reject})
    if (word == policy_name(policy)) return policy;
  return std::nullopt;
}

std::optional<std::uint64_t> number_of(std::string_view text, std::uint64_t most) {
  if (text.empty() || text.size() > 18 || text.find_first_not_of("0123456789") != std::string_view::npos) return std::nullopt;
  std::uint64_t out = 0;
  for (const char c : text) out = out * 10 + static_cast<std::uint64_t>(c - '0');
  return out <= most ? std::optional(out) : std::nullopt;
}

/// "10m" in octets: k, m, g and t are powers of 1024 (RFC 7489, 6.4).
std::optional<std::uint64_t> size_of_report(std::string_view text) {
  static constexpr std::string_view units = "kmgt";
  const std::size_t unit = text.empty() ? std::string_view::npos : units.find(lower_ascii(text.substr(text.size() - 1)));
  if (unit == std::string_view::npos) return number_of(text, std::uint64_t{1} << 50);
  const auto count = number_of(text.substr(0, text.size() - 1), 1 << 20);
  return count ? std::optional(*count << (10 * (unit + 1))) : std::nullopt;
}

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char low = static_cast<char>(c | 0x20);
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

std::string without_percent_signs(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool is_escape = text[i] == '%' && i + 2 < text.size() && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
    out += is_escape ? static_cast<char>(hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2])) : text[i];
    if (is_escape) i += 2;
  }
  return out;
}

bool has_scheme(std::string_view text, std::string_view scheme) { return lower_ascii(text.substr(0, scheme.size())) == scheme; }

/// One record as it is being read; each tag that DMARC knows has its own function.
class RecordReader {
 public:
  RecordReader(std::string_view text, DmarcRules rules) : list_(read_tags(text)), rules_(rules) {}

  DmarcRecord read() {
    for (const std::string& fault : list_.faults) find(fault);
    for (const Tag& tag : list_.tags) read_tag(lower_ascii(tag.name), tag.value);
    conclude();
    if (out_.findings.size() > most_findings) out_.findings.resize(most_findings);
    return std::move(out_);
  }

 private:
  using Reading = void (RecordReader::*)(std::string_view value);
  struct Known {
    std::string_view name;
    Reading read;
  };

  void read_tag(const std::string& name, std::string_view value) {
    static constexpr Known known[] = {{"v", nullptr},
                                      {"p", &RecordReader::read_policy},
                                      {"sp", &RecordReader::read_subdomains},
                                      {"np", &RecordReader::read_nonexistent},
                                      {"adkim", &RecordReader::read_dkim_mode},
                                      {"aspf", &RecordReader::read_spf_mode},
                                      {"pct", &RecordReader::read_percent},
                                      {"t", &RecordReader::read_test},
                                      {"psd", &RecordReader::read_psd},
                                      {"rua", &RecordReader::read_aggregate},
                                      {"ruf", &RecordReader::read_failure},
                                      {"fo", &RecordReader::read_failure_options},
                                      {"rf", &RecordReader::read_failure_format},
                                      {"ri", &RecordReader::read_interval}};
    const auto* found = std::find_if(std::begin(known), std::end(known), [&](const Known& each) { return each.name == name; });
    if (found == std::end(known)) return find(fmt::format("unknown tag '{}'", shown_value(name)));
    if (found->read != nullptr) (this->*found->read)(value);
  }

  void find(std::string what) { out_.findings.push_back(std::move(what)); }
  bool is_old() const { return rules_ == DmarcRules::rfc7489; }
  void find_unless(bool is_known, std::string_view tag, std::string_view where) {
    if (!is_known) find(fmt::format("{}= {}", tag, where));
  }

  std::optional<DmarcPolicy> policy(std::string_view tag, std::string_view value) {
    const auto out = policy_of(value);
    if (!out) {
      has_bad_policy_ = true;
      find(fmt::format("{}={} is no policy (none, quarantine or reject)", tag, shown_value(value)));
    }
    return out;
  }
  void read_policy(std::string_view value) {
    has_policy_ = true;
    out_.policy = policy("p", value).value_or(DmarcPolicy::none);
  }
  void read_subdomains(std::string_view value) { out_.subdomains = policy("sp", value); }
  void read_nonexistent(std::string_view value) {
    if (is_old()) return find("np= is of RFC 9989 and means nothing to a receiver of RFC 7489");
    out_.nonexistent_subdomains = policy("np", value);
  }

  void read_mode(std::string_view tag, std::string_view value, bool& strict) {
    const std::string mode = lower_ascii(value);
    strict = mode == "s";
    if (mode != "s" && mode != "r") find(fmt::format("{}={} is neither r nor s: relaxed", tag, shown_value(value)));
  }
  void read_dkim_mode(std::string_view value) { read_mode("adkim", value, out_.strict_dkim); }
  void read_spf_mode(std::string_view value) { read_mode("aspf", value, out_.strict_spf); }

  void read_percent(std::string_view value) {
    if (!is_old()) return find("pct= is gone since RFC 9989: the policy is for all mail (t=y asks for a test)");
    const auto percent = number_of(value, 100);
    if (!percent) return find(fmt::format("pct={} is no number from 0 to 100: 100", shown_value(value)));
    out_.percent = static_cast<unsigned>(*percent);
  }
  void read_test(std::string_view value) {
    if (is_old()) return find("t= is of RFC 9989 and means nothing to a receiver of RFC 7489");
    const std::string word = lower_ascii(value);
    out_.is_test = word == "y";
    if (word != "y" && word != "n") find(fmt::format("t={} is neither y nor n: n", shown_value(value)));
  }
  void read_psd(std::string_view value) {
    if (is_old()) return find("psd= is of RFC 9989 and means nothing to a receiver of RFC 7489");
    const std::string word = lower_ascii(value);
    if (word == "y") out_.psd = PublicSuffixDomain::yes;
    if (word == "n") out_.psd = PublicSuffixDomain::no;
    if (word != "y" && word != "n" && word != "u") find(fmt::format("psd={} is neither y, n nor u: u", shown_value(value)));
  }

  void read_uris(std::string_view tag, std::string_view value, std::vector<DmarcUri>& into) {
    for (const std::string& piece : pieces_of(value, ',')) {
      if (into.size() >= most_report_uris) return find(fmt::format("{}= has more than {} addresses", tag, most_report_uris));
      auto uri = read_dmarc_uri(piece);
      if (!uri) {
        find(fmt::format("{}: {}", tag, uri.error().what));
        continue;
      }
      if (uri->most_octets && !is_old()) find(fmt::format("{}: the size behind ! is gone since RFC 9989", tag));
      into.push_back(std::move(*uri));
    }
  }
  void read_aggregate(std::string_view value) { read_uris("rua", value, out_.aggregate_to); }
  void read_failure(std::string_view value) { read_uris("ruf", value, out_.failure_to); }

  void read_failure_options(std::string_view value) {
    std::string known;
    for (const std::string& option : pieces_of(value, ':')) {
      const std::string letter = lower_ascii(option);
      if (letter.size() != 1 || std::string_view("01ds").find(letter.front()) == std::string_view::npos) {
        find(fmt::format("fo={} is none of 0, 1, d and s", shown_value(option)));
      } else if (known.find(letter) == std::string::npos) {
        known += (known.empty() ? "" : ":") + letter;
      }
    }
    if (!known.empty()) out_.failure_options = known;
  }
  void read_failure_format(std::string_view value) { find_unless(is_old() && lower_ascii(value) == "afrf", "rf", is_old() ? "knows afrf alone" : "is gone since RFC 9989"); }
  void read_interval(std::string_view value) {
    find_unless(is_old() && number_of(value, UINT32_MAX), "ri", is_old() ? "is no number of seconds" : "is gone since RFC 9989");
  }

  /// RFC 7489, 6.6.3 and RFC 9989, 4.10.1: without a valid policy the record counts as p=none if it asks for reports, else not at all.
  void conclude() {
    const bool may_lack_policy = !is_old();  // RFC 9989, 4.7: a record without p= is one with p=none
    if (!has_policy_) find(may_lack_policy ? "no p= tag: p=none" : "no p= tag");
    if (has_policy_ && is_old() && list_.tags.size() > 1 && lower_ascii(list_.tags[1].name) != "p") find("p= does not stand directly behind v= (RFC 7489, 6.4)");
    if (!has_bad_policy_ && (has_policy_ || may_lack_policy)) return;
    out_.policy = DmarcPolicy::none;
    out_.subdomains = out_.nonexistent_subdomains = std::nullopt;
    out_.counts = !out_.aggregate_to.empty();
    find(out_.counts ? "it counts as p=none, since it has rua=" : "it does not count at all, since it has no rua= either");
  }

  TagList list_;
  DmarcRules rules_;
  DmarcRecord out_;
  bool has_policy_ = false, has_bad_policy_ = false;
};

}  // namespace

Result<DmarcUri> read_dmarc_uri(std::string_view text) {
  DmarcUri out;
  const std::size_t mark = text.rfind('!');
  out.uri = text.substr(0, mark);
  if (mark != std::string_view::npos) {
    out.most_octets = size_of_report(text.substr(mark + 1));
    if (!out.most_octets) return Error{fmt::format("'{}' has no size behind !", shown_value(text)), "write !10m, or nothing", {}};
  }
  const std::size_t colon = out.uri.find(':');
  const bool is_uri = colon != std::string::npos && colon > 0 && colon + 1 < out.uri.size() &&
                      lower_ascii(out.uri.substr(0, colon)).find_first_not_of("abcdefghijklmnopqrstuvwxyz0123456789+-.") == std::string::npos &&
                      std::none_of(out.uri.begin(), out.uri.end(), [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == 127; });
  if (!is_uri) return Error{fmt::format("'{}' is no URI", shown_value(text)), "write mailto: in front of an address", {}};
  if (!has_scheme(out.uri, "mailto:")) return out;
  std::string_view address = std::string_view(out.uri).substr(7);
  address = address.substr(0, address.find('?'));
  const auto parsed = mail::Address::parse(without_percent_signs(address));
  if (!parsed) return Error{fmt::format("'{}' is no mail address", shown_value(address)), "", {}};
  out.address = parsed->text();
  return out;
}

bool is_dmarc_record(std::string_view text) {
  const auto skip = [&text] { text = text.substr(std::min(text.find_first_not_of(" \t"), text.size())); };
  if (!text.starts_with('v') && !text.starts_with('V')) return false;
  text.remove_prefix(1);
  skip();
  if (!text.starts_with('=')) return false;
  text.remove_prefix(1);
  skip();
  if (!text.starts_with(dmarc_version)) return false;
  text.remove_prefix(dmarc_version.size());
  skip();
  return text.empty() || text.front() == ';';
}

bool resembles_dmarc_record(std::string_view text) { return !is_dmarc_record(text) && lower_ascii(text.substr(0, 512)).find("dmarc1") != std::string::npos; }

DmarcRecord read_dmarc_record(std::string_view text, DmarcRules rules) { return RecordReader(text, rules).read(); }

}  // namespace sim::sender
