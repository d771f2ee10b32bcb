// rspamd's functional cases for SPF, DKIM, DMARC and ARC: messages, a file of DNS answers, and the symbols that must come out.
#include <nlohmann/json.hpp>

#include <map>
#include <optional>
#include <set>
#include <sstream>

#include "sim/sender/arc.h"
#include "sim/sender/dmarc.h"
#include "tests/corpora/suites.h"

namespace corpora {
namespace {

using namespace sim::sender;
namespace dns = sim::dns;

/// Who sends: the manifest does not say, rspamd's own scripts (test/functional/cases) do.
struct Envelope {
  std::string_view test, ip, from;
};
constexpr Envelope envelopes[] = {
    {"DMARC NONE PASS SPF", "212.47.245.199", "foo@rspamd.tk"},
    {"DMARC SUBDOMAIN PASS SPF STRICT ALIGNMENT", "37.48.67.26", "foo@yo.mom.za.org"},
    {"DMARC SUBDOMAIN FAIL SPF STRICT ALIGNMENT", "37.48.67.26", "foo@mom.za.org"},
    {"DMARC SUBDOMAIN PASS SPF RELAXED ALIGNMENT", "37.48.67.26", "foo@mom.za.org"},
    {"DMARC DNSFAIL", "37.48.67.26", "foo@mom.za.org"},
    {"DMARC NA NXDOMAIN", "37.48.67.26", "foo@mom.za.org"},
    {"SPF FAIL UNRESOLVEABLE INCLUDE", "37.48.67.26", "x@fail3.org.org.za"},
    {"SPF DNSFAIL FAILED INCLUDE UNALIGNED", "8.8.8.8", "x@fail2.org.org.za"},
    {"SPF ALLOW UNRESOLVEABLE INCLUDE", "8.8.8.8", "x@fail3.org.org.za"},
    {"SPF ALLOW FAILED INCLUDE", "8.8.4.4", "x@fail2.org.org.za"},
    {"SPF NA NA", "8.8.8.8", "x@za"},
    {"SPF NA NOREC", "8.8.8.8", "x@co.za"},
    {"SPF NA NXDOMAIN", "8.8.8.8", "x@zzzzaaaa"},
    {"SPF PERMFAIL UNRESOLVEABLE REDIRECT", "8.8.8.8", "x@fail4.org.org.za"},
    {"SPF REDIRECT NO USEABLE ELEMENTS", "8.8.8.8", "x@fail10.org.org.za"},
    {"SPF DNSFAIL FAILED REDIRECT", "8.8.8.8", "x@fail1.org.org.za"},
    {"SPF PERMFAIL NO USEABLE ELEMENTS", "8.8.8.8", "x@fail5.org.org.za"},
    {"SPF FAIL", "8.8.8.8", "x@example.net"},
    {"SPF FAIL UNRESOLVEABLE MX", "1.2.3.4", "x@fail6.org.org.za"},
    {"SPF FAIL UNRESOLVEABLE A", "1.2.3.4", "x@fail7.org.org.za"},
    {"SPF DNSFAIL FAILED A", "1.2.3.4", "x@fail8.org.org.za"},
    {"SPF DNSFAIL FAILED MX", "1.2.3.4", "x@fail9.org.org.za"},
    {"SPF DNSFAIL FAILED RECORD", "1.2.3.4", "x@www.dnssec-failed.org"},
    {"SPF PASS INCLUDE", "8.8.8.8", "x@pass1.org.org.za"},
    {"SPF PERMFAIL REDIRECT WITHOUT SPF", "192.0.2.1", "a@fail1.org.org.za"},
    // Behind the last version of the scripts that could be read: the only domain of the DNS file that fits the name.
    {"SPF PERMFAIL MULTIPLE RECORDS", "8.8.8.8", "x@twospf.org.org.za"},
    {"SPF ALLOW ONE RECORD AMONG OTHER TXT", "8.8.8.8", "x@onespf.org.org.za"},
    {"SPF ALLOW MIXED CASE VERSION", "8.8.8.8", "x@mixedcasespf.org.org.za"},
    {"SPF PERMFAIL MULTIPLE MIXED CASE RECORDS", "8.8.8.8", "x@twomixedcasespf.org.org.za"},
    {"SPF ALLOW ONE RECORD BESIDE A LATER VERSION", "8.8.8.8", "x@spf10.org.org.za"},
    {"SPF ALLOW MX", "8.8.8.8", "x@fewmx.org.org.za"},
    {"SPF ALLOW NESTING AT LIMIT", "8.8.8.8", "x@nestok.org.org.za"},
    {"SPF ALLOW DNS REQUESTS AT LIMIT", "8.8.8.8", "x@fewreq.org.org.za"},
    {"SPF PERMFAIL DNS REQUESTS BEYOND LIMIT", "8.8.8.8", "x@manyreq.org.org.za"},
};

/// Where rspamd goes its own way, with what the standard says.
struct Deviation {
  std::string_view test, why;
};
constexpr Deviation deviations[] = {
    {"SPF ALLOW DNS REQUESTS AT LIMIT", "rspamd allows 30 terms that ask DNS; RFC 7208, 4.6.4 allows 10"},
};

/// The file's answers. Names that it does not have do not exist.
class JsonLookup final : public dns::Lookup {
 public:
  explicit JsonLookup(const nlohmann::json& entries) {
    for (const auto& entry : entries) {
      const auto name = dns::Name::parse(entry.value("name", ""));
      const auto type = dns::parse_type(upper(entry.value("type", "")));
      if (!name || !type) continue;
      names_.insert(*name);
      dns::Answer& answer = answers_[{*name, *type}];
      const std::string rcode = entry.value("rcode", "noerror");
      answer.status = rcode == "noerror" ? dns::Status::found : rcode == "nxdomain" ? dns::Status::nxdomain
                      : rcode == "norec" ? dns::Status::nodata : rcode == "timeout" ? dns::Status::timed_out : dns::Status::servfail;
      for (const auto& reply : entry.value("replies", nlohmann::json::array()))
        if (reply.is_string()) add(answer, *name, *type, reply.get<std::string>());
      if (answer.status == dns::Status::found && answer.records.empty()) answer.status = dns::Status::nodata;
    }
  }

  dns::Answer look_up(const dns::Name& name, dns::Type type) override {
    const auto found = answers_.find({name, type});
    if (found != answers_.end()) return found->second;
    if (std::find(name.labels().begin(), name.labels().end(), "_domainkey") != name.labels().end()) missing_key = name.text();
    dns::Answer none;
    none.status = names_.contains(name) ? dns::Status::nodata : dns::Status::nxdomain;
    return none;
  }

  std::string missing_key;   ///< a name of a key that was asked for and that the file does not have; "" if there was none

 private:
  static std::string upper(std::string text) {
    for (char& c : text) c = c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
    return text;
  }

  static void add(dns::Answer& answer, const dns::Name& name, dns::Type type, const std::string& reply) {
    dns::Record record{.owner = name, .type = type, .ttl = 3600, .data = {}};
    if (type == dns::Type::TXT) {
      record.data = dns::TxtData{{reply}};
    } else if (type == dns::Type::A || type == dns::Type::AAAA) {
      const auto ip = sim::IpAddress::parse(reply);
      if (!ip) return;
      record.data = dns::AddressData{*ip};
    } else {
      const std::size_t blank = type == dns::Type::MX ? reply.find(' ') : std::string::npos;
      const auto target = dns::Name::parse(blank == std::string::npos ? reply : reply.substr(blank + 1));
      if (!target) return;
      if (type == dns::Type::MX) record.data = dns::MxData{static_cast<std::uint16_t>(std::atoi(reply.c_str())), *target};
      else record.data = dns::NameData{*target};
    }
    answer.records.push_back(std::move(record));
  }

  std::set<dns::Name> names_;
  std::map<std::pair<dns::Name, dns::Type>, dns::Answer> answers_;
};

std::string with_crlf(const std::string& text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\n' && (i == 0 || text[i - 1] != '\r')) out += '\r';
    out += text[i];
  }
  return out;
}

std::string_view spf_symbol(SpfResult result) {
  switch (result) {
    case SpfResult::pass: return "R_SPF_ALLOW";
    case SpfResult::fail: return "R_SPF_FAIL";
    case SpfResult::softfail: return "R_SPF_SOFTFAIL";
    case SpfResult::neutral: return "R_SPF_NEUTRAL";
    case SpfResult::temperror: return "R_SPF_DNSFAIL";
    case SpfResult::permerror: return "R_SPF_PERMFAIL";
    case SpfResult::none: break;
  }
  return "R_SPF_NA";
}

std::string_view dkim_symbol(DkimResult result) {
  switch (result) {
    case DkimResult::pass: return "R_DKIM_ALLOW";
    case DkimResult::fail: return "R_DKIM_REJECT";
    case DkimResult::temperror: return "R_DKIM_TEMPFAIL";
    case DkimResult::none: return "R_DKIM_NA";
    default: return "R_DKIM_PERMFAIL";
  }
}

std::string_view dmarc_symbol(const DmarcVerdict& verdict) {
  switch (verdict.result) {
    case DmarcResult::pass: return "DMARC_POLICY_ALLOW";
    case DmarcResult::none: return "DMARC_NA";
    case DmarcResult::temperror: return "DMARC_DNSFAIL";
    case DmarcResult::permerror: return "DMARC_BAD_POLICY";
    case DmarcResult::fail: break;
  }
  if (verdict.disposition == DmarcPolicy::none) return "DMARC_POLICY_SOFTFAIL";
  return verdict.disposition == DmarcPolicy::reject ? "DMARC_POLICY_REJECT" : "DMARC_POLICY_QUARANTINE";
}

const Envelope* envelope_of(const std::string& test) {
  const auto* found = std::find_if(std::begin(envelopes), std::end(envelopes), [&](const Envelope& each) { return each.test == test; });
  return found == std::end(envelopes) ? nullptr : found;
}

/// All symbols of a mail, and why for a person.
struct Symbols {
  std::set<std::string> names;
  std::string why;
};

Symbols symbols_of(const std::string& raw, const Envelope* envelope, dns::Lookup& dns) {
  const sim::Instant now = *sim::parse_iso8601("2026-01-05T09:00:00Z");
  Symbols out;
  std::optional<SpfVerdict> spf;
  if (envelope != nullptr) {
    spf = check_spf({.client = *sim::IpAddress::parse(envelope->ip), .helo = "helo.example", .mail_from = std::string(envelope->from), .now = now}, dns);
    out.names.emplace(spf_symbol(spf->result));
    out.why += "spf: " + spf->evidence + spf->problem + "; ";
  }
  const std::vector<DkimVerdict> dkim = verify_dkim(raw, dns, now);
  for (const DkimVerdict& verdict : dkim) {
    out.names.emplace(dkim_symbol(verdict.result));
    out.why += "dkim: " + verdict.reason + "; ";
  }
  if (dkim.empty()) out.names.emplace("R_DKIM_NA");
  const ArcVerdict arc = verify_arc(raw, dns, now);
  // rspamd parts chains that are malformed from chains that do not verify; RFC 8617 does not.
  if (arc.result == ArcResult::fail) out.names.insert({"ARC_INVALID", "ARC_REJECT"});
  if (arc.result != ArcResult::fail) out.names.emplace(arc.result == ArcResult::pass ? "ARC_ALLOW" : "ARC_NA");
  // rspamd asks nothing about authors of several domains.
  if (const auto authors = author_domains(raw); authors && authors->domains.size() == 1) {
    const DmarcVerdict dmarc = check_dmarc({.author_domain = authors->domains.front(), .spf = spf ? &*spf : nullptr, .dkim = &dkim}, dns, PublicSuffixes::installed());
    out.names.emplace(dmarc_symbol(dmarc));
    out.why += "dmarc: " + dmarc.reason;
  } else {
    out.names.emplace("DMARC_NA");
  }
  return out;
}

/// "" if each wanted symbol is there and none of the unwanted ("!X").
std::string difference(const Symbols& found, const std::string& expected) {
  std::istringstream words(expected);
  std::string all, word;
  for (const std::string& name : found.names) all += ' ' + name;
  while (words >> word) {
    const bool is_unwanted = word.front() == '!';
    if (found.names.contains(is_unwanted ? word.substr(1) : word) == is_unwanted) return word + " expected, found" + all + " (" + found.why + ")";
  }
  return "";
}

/// Why a difference is none of ours; "" if it is.
std::string excuse_of(const Case& each, const Envelope* envelope, const JsonLookup& lookup) {
  for (const Deviation& known : deviations)
    if (known.test == each.name) return std::string(known.why);
  if (envelope == nullptr && (each.expected + each.name).find("SPF") != std::string::npos) return "the corpus does not tell the client's address and the reverse path";
  if (each.expected.find("ALLOW") != std::string::npos && !lookup.missing_key.empty()) return "the DNS file has no " + lookup.missing_key;
  return "";
}

/// The manifest names the cases after rspamd's scripts; they belong here by their file.
std::vector<Case> cases_of(const Suite& suite) {
  std::vector<Case> out = suite.cases;
  const std::filesystem::path folder = suite.root / suite.name;
  for (const Suite& other : suites_in(suite.root)) {
    if (other.name == suite.name) continue;
    for (const Case& each : other.cases)
      if (each.file.lexically_relative(folder).string().find("..") != 0) out.push_back(each);
  }
  return out;
}

}  // namespace

void run_dmarc_rspamd(const Suite& suite, Report& report) {
  const auto entries = nlohmann::json::parse(bytes_of(suite.root / suite.name / "rspamd-dns.json"), nullptr, false);
  if (!entries.is_array()) return report.fail("rspamd-dns.json", "is no list of answers");
  JsonLookup lookup(entries);
  for (const Case& each : cases_of(suite)) {
    if (!std::filesystem::exists(each.file)) {
      report.skip(each.name, "the message is missing");
      continue;
    }
    if (each.expected.empty()) {
      report.skip(each.name, "no symbol is expected: rspamd signs here");
      continue;
    }
    const Envelope* envelope = envelope_of(each.name);
    lookup.missing_key.clear();
    const std::string why = difference(symbols_of(with_crlf(bytes_of(each.file)), envelope, lookup), each.expected);
    const std::string excuse = why.empty() ? "" : excuse_of(each, envelope, lookup);
    excuse.empty() ? report.judge(each.name, why) : report.skip(each.name, excuse);
  }
}

}  // namespace corpora
