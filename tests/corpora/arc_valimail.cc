// ValiMail's cases for ARC (RFC 8617): chains to be judged, and mails to be sealed octet by octet.
#include <yaml-cpp/yaml.h>

#include <set>

#include "sim/sender/arc.h"
#include "sim/sender/dkim_canon.h"
#include "sim/sender/tag_list.h"
#include "tests/corpora/suites.h"
#include "tests/corpora/text_records.h"

namespace corpora {
namespace {

using sim::sender::ArcResult;
using sim::sender::lower_case;

std::string text_of(const YAML::Node& node) { return node && node.IsScalar() ? node.as<std::string>() : std::string(); }

std::string squeezed(std::string text) {
  std::erase_if(text, [](char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; });
  return text;
}

TextRecords records_of(const YAML::Node& group) {
  TextRecords out;
  for (const auto& record : group["txt-records"]) out.add(text_of(record.first), text_of(record.second));
  return out;
}

void judge_chain(const std::string& name, const YAML::Node& test, TextRecords& dns, Report& report) {
  const std::string expected = lower_case(text_of(test["cv"]));
  const auto found = sim::sender::verify_arc(with_crlf(text_of(test["message"])), dns, sim::Instant{} + std::chrono::seconds{1'500'000'000});
  if (expected.empty()) return report.skip(name, "the suite leaves the result open");
  report.judge(name, result_name(found.result) == expected ? "" : expected + " expected, " + std::string(result_name(found.result)) + " (" + found.reason + ") found");
}

/// What the host of that name found, by the Authentication-Results at the top that carry it, joined (RFC 8617, 5.1).
std::string merged_results(const std::string& raw, const std::string& authserv_id) {
  std::string out;
  const sim::sender::SignedMail mail(raw);
  for (const auto& field : mail.fields()) {
    if (lower_case(field.name) != "authentication-results") continue;
    const auto pieces = sim::sender::pieces_of(field.value, ';');
    if (pieces.size() < 2 || pieces[0] != authserv_id) continue;
    for (std::size_t i = 1; i < pieces.size(); ++i) out += (out.empty() ? "" : "; ") + pieces[i];
  }
  return out;
}

std::string seal_trouble(const YAML::Node& group, const YAML::Node& test, TextRecords& dns) {
  const std::string raw = with_crlf(text_of(test["message"]));
  const auto key = sim::sender::DkimKey::from_pem(text_of(group["privatekey"]));
  if (!key) return key.error().what;
  const sim::sender::ArcSealer sealer{text_of(group["domain"]), text_of(group["sel"]), *key, text_of(test["srv-id"]),
                                      sim::sender::pieces_of(text_of(test["sig-headers"]), ':')};
  const sim::Instant now = sim::Instant{} + std::chrono::seconds{std::stoll(text_of(test["t"]))};
  const auto found = sim::sender::verify_arc(raw, dns, now);
  const std::string set = sim::sender::arc_set(raw, sealer, merged_results(raw, sealer.authserv_id), found, now);
  const sim::sender::SignedMail sealed(set);
  std::string seal, signature, results;
  for (const auto& field : sealed.fields()) {
    const std::string name = lower_case(field.name);
    (name == "arc-seal" ? seal : name == "arc-message-signature" ? signature : results) = field.value;
  }
  if (squeezed(results) != squeezed(text_of(test["AAR"]))) return "ARC-Authentication-Results differ: " + results;
  if (squeezed(signature) != squeezed(text_of(test["AMS"]))) return "ARC-Message-Signature differs: " + signature;
  if (squeezed(seal) != squeezed(text_of(test["AS"]))) return "ARC-Seal differs: " + seal;
  return {};
}

}  // namespace

void run_arc_valimail(const Suite& suite, Report& report) {
  std::set<std::filesystem::path> files;
  for (const Case& each : suite.cases_or_files(".yml")) files.insert(each.file);
  for (const auto& file : files) {
    try {
      for (const YAML::Node& group : YAML::LoadAll(bytes_of(file))) {
        TextRecords dns = records_of(group);
        for (const auto& test : group["tests"]) {
          const std::string name = text_of(group["description"]) + "/" + text_of(test.first);
          if (group["privatekey"]) report.judge(name, seal_trouble(group, test.second, dns));
          else judge_chain(name, test.second, dns, report);
        }
      }
    } catch (const std::exception& error) {
      report.fail(file.filename().string(), error.what());
    }
  }
}

}  // namespace corpora
