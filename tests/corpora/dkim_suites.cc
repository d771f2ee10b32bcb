// DKIM: canonical forms (dkim-canon), the RFCs' own mails (dkim-mailauth-rs) and Mail::DKIM's (dkim-maildkim), most of which are older than the RFC.
#include <algorithm>
#include <sstream>

#include "sim/sender/dkim_canon.h"
#include "sim/sender/dkim_verify.h"
#include "sim/sender/tag_list.h"
#include "tests/corpora/suites.h"
#include "tests/corpora/text_records.h"

namespace corpora {
namespace {

namespace fs = std::filesystem;
using sim::sender::DkimResult;
using sim::sender::DkimVerdict;

std::string canonical(const std::string& raw, sim::sender::Canon canon) {
  sim::sender::SignedMail mail(raw);
  std::string out;
  for (const auto& field : mail.fields()) {
    if (canon == sim::sender::Canon::simple) out += sim::sender::simple_header(field);
    else out += sim::sender::relaxed_header(field.name, field.value);
    out += "\r\n";
  }
  return out + "\r\n" + mail.body(canon);
}

std::string difference(const fs::path& file, std::string_view form, const std::string& found) {
  const fs::path expected = file.parent_path() / (std::string(form) + ".expected" + file.extension().string());
  if (!fs::exists(expected) || bytes_of(expected) == found) return {};
  return std::string(form) + " form differs: \"" + found + "\"";
}

std::string told(const std::vector<DkimVerdict>& verdicts) {
  std::string out;
  for (const DkimVerdict& each : verdicts) out += (out.empty() ? "" : ", ") + std::string(result_name(each.result)) + " (" + each.reason + ")";
  return out.empty() ? "none" : out;
}

bool has(const std::vector<DkimVerdict>& verdicts, DkimResult result) {
  return std::any_of(verdicts.begin(), verdicts.end(), [&](const DkimVerdict& each) { return each.result == result; });
}

/// "name text", as far as they are lines of that form.
void read_records(std::istream& in, TextRecords& records) {
  for (std::string line; std::getline(in, line);) {
    if (line.ends_with('\r')) line.pop_back();
    if (line.empty()) return;
    const std::size_t blank = std::min(line.find(' '), line.size());
    records.add(line.substr(0, blank), line.substr(std::min(line.find_first_not_of(' ', blank), line.size())));
  }
}

TextRecords fake_dns(const fs::path& file) {
  TextRecords out;
  std::istringstream in(bytes_of(file));
  for (std::string line; std::getline(in, line);) {
    if (line.ends_with('\r')) line.pop_back();
    const std::size_t blank = line.find_first_of(" \t");
    if (line.empty() || line.front() == '#' || blank == std::string::npos) continue;
    const std::string name = line.substr(0, blank), value = line.substr(std::min(line.find_first_not_of(" \t", blank), line.size()));
    if (value == "NXDOMAIN") continue;
    if (value.starts_with("~~")) out.fail(name, value.find("SERVFAIL") == std::string::npos ? sim::dns::Status::timed_out : sim::dns::Status::servfail);
    else out.add(name, value == "\"\"" ? "" : value);
  }
  return out;
}

/// Why a case of Mail::DKIM's says nothing about RFC 6376; "" if it does.
std::string outdated(const std::string& raw, TextRecords& dns, std::string_view expected) {
  const sim::sender::SignedMail mail(raw);
  for (const auto& field : mail.fields()) {
    if (sim::sender::lower_case(field.name) != "dkim-signature") continue;
    const auto tags = sim::sender::read_tags(field.value);
    if (tags.find("bh") == nullptr && expected != "invalid") return "a draft before RFC 4871 that has no bh=";
    const auto name = sim::dns::Name::parse(std::string(tags.value("s")) + "._domainkey." + std::string(tags.value("d")));
    if (!name) continue;
    for (const auto& record : dns.look_up(*name, sim::dns::Type::TXT).records) {
      const std::string text = std::get<sim::dns::TxtData>(record.data).joined();
      if (expected == "invalid" && sim::sender::read_tags(text).value("g", "*") != "*") return "granularity (g=) of RFC 4871, which RFC 6376 dropped";
    }
    return {};
  }
  return "DomainKeys (RFC 4870)";
}

std::string maildkim_trouble(const std::vector<DkimVerdict>& verdicts, std::string_view expected) {
  const bool passes = has(verdicts, DkimResult::pass);
  const bool is_met = expected == "pass"   ? passes
                      : expected == "fail" ? !passes && has(verdicts, DkimResult::fail)
                      : expected == "none" ? verdicts.empty()
                                           : !passes && !has(verdicts, DkimResult::fail);
  return is_met ? "" : std::string(expected) + " expected, " + told(verdicts) + " found";
}

}  // namespace

void run_dkim_canon(const Suite& suite, Report& report) {
  for (const Case& each : suite.cases) {
    const std::string raw = with_crlf(bytes_of(each.file));
    const std::string last = raw.substr(std::min(raw.rfind('\n') + 1, raw.size()));
    if (!last.empty() && last.find_first_not_of(" \t") == std::string::npos) {
      report.skip(each.name, "keeps a last line of blanks alone, which RFC 6376, 3.4.4 drops");
      continue;
    }
    std::string why = difference(each.file, "simple", canonical(raw, sim::sender::Canon::simple));
    if (why.empty()) why = difference(each.file, "relaxed", canonical(raw, sim::sender::Canon::relaxed));
    report.judge(each.name, why);
  }
}

void run_dkim_mailauth(const Suite& suite, Report& report) {
  for (const Case& each : suite.cases_or_files(".txt")) {
    std::istringstream in(bytes_of(each.file));
    TextRecords records;
    read_records(in, records);
    const std::string raw = with_crlf(std::string(std::istreambuf_iterator<char>(in), {}));
    const auto verdicts = sim::sender::verify_dkim(raw, records, sim::Instant{} + std::chrono::seconds{1'667'843'664}, {});
    if (!each.expected.empty() && each.expected != "pass") report.judge(each.name, has(verdicts, DkimResult::pass) ? told(verdicts) : "");
    else report.judge(each.name, !verdicts.empty() && verdicts.back().result == DkimResult::pass ? "" : told(verdicts));
  }
}

void run_dkim_maildkim(const Suite& suite, Report& report) {
  TextRecords dns = fake_dns(suite.root / suite.name / "t/FAKE_DNS.dat");
  // Its keys have 512 and 768 bits, its signatures are rsa-sha1 and some are of drafts: fit for 2006.
  const sim::sender::DkimPolicy policy{.least_rsa_bits = 512, .takes_sha1 = true, .takes_drafts = true};
  for (const Case& each : suite.cases_or_files(".txt")) {
    const std::string raw = with_crlf(bytes_of(each.file));
    const auto verdicts = sim::sender::verify_dkim(raw, dns, sim::Instant{} + std::chrono::seconds{1'731'542'400}, policy);
    const std::string why_not = outdated(raw, dns, each.expected);
    if (each.expected.empty()) report.skip(each.name, "nothing is expected of it");
    else if (each.expected != "none" && !why_not.empty()) report.skip(each.name, why_not);
    else report.judge(each.name, maildkim_trouble(verdicts, each.expected));
  }
}

}  // namespace corpora
