// The test suite of RFC 7208: YAML documents, each a zone and the cases asked in it. The file is read as data that may be wrong in any way: what cannot be
// understood fails its case (or its document, or the file) with a message.
#include <yaml-cpp/yaml.h>

#include <algorithm>
#include <map>
#include <set>

#include "sim/sender/spf.h"
#include "sim/sender/spf_evaluation.h"
#include "tests/corpora/suites.h"

namespace corpora {
namespace {

namespace dns = sim::dns;

constexpr std::size_t most_suite_octets = 20'000'000;
constexpr int most_aliases_followed = 10;

/// A document that is not of the suite's form.
struct Malformed {
  std::string why;
};

std::string text_of(const YAML::Node& node, std::string_view what) {
  if (!node.IsDefined() || node.IsNull()) return {};
  if (!node.IsScalar()) throw Malformed{std::string(what) + " is no text"};
  return node.Scalar();
}

std::string lower(std::string text) {
  for (char& c : text) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
  return text;
}

/// "" and "." are the root, which null MX records name.
dns::Name name_of(const std::string& text) { return text.empty() || text == "." ? dns::Name() : sim::sender::spf_name(text).value_or(dns::Name()); }

dns::Data address_of(const YAML::Node& value) {
  const auto ip = sim::IpAddress::parse(text_of(value, "an address"));
  if (!ip) throw Malformed{ip.error().what};
  return dns::AddressData{*ip};
}

dns::Data text_data_of(const YAML::Node& value) {
  dns::TxtData data;
  if (value.IsSequence()) {
    for (const YAML::Node& part : value) data.strings.push_back(text_of(part, "a part of TXT"));
  } else {
    data.strings.push_back(text_of(value, "TXT"));
  }
  return data;
}

dns::Data exchange_of(const YAML::Node& value) {
  if (!value.IsSequence() || value.size() != 2) throw Malformed{"MX is no list of preference and name"};
  std::uint16_t preference = 0;
  if (!YAML::convert<std::uint16_t>::decode(value[0], preference)) throw Malformed{"an MX preference is no number"};
  return dns::MxData{preference, name_of(text_of(value[1], "an MX name"))};
}

/// What stands in the zone for one owner. TIMEOUT: who asks for a type that is not listed before it gets no answer; `A: TIMEOUT` is silence about one type.
struct Owner {
  std::vector<dns::Record> records;
  std::set<dns::Type> silent_types;
  bool is_silent = false;
};

class ZoneData final : public dns::Lookup {
 public:
  explicit ZoneData(const YAML::Node& zone) {
    if (!zone.IsDefined() || zone.IsNull()) return;
    if (!zone.IsMap()) throw Malformed{"zonedata is no map"};
    for (const auto& entry : zone) add(text_of(entry.first, "an owner"), entry.second);
  }

  dns::Answer look_up(const dns::Name& asked, dns::Type type) override {
    dns::Answer answer;
    dns::Name name = asked;
    for (int hop = 0; hop < most_aliases_followed; ++hop) {
      const auto found = owners_.find(name);
      if (found == owners_.end()) return answer;
      const Owner& owner = found->second;
      std::copy_if(owner.records.begin(), owner.records.end(), std::back_inserter(answer.records),
                   [&](const dns::Record& record) { return record.type == type; });
      const auto alias = std::find_if(owner.records.begin(), owner.records.end(), [](const auto& each) { return each.type == dns::Type::CNAME; });
      answer.status = !answer.records.empty() ? dns::Status::found : owner.is_silent || owner.silent_types.contains(type) ? dns::Status::timed_out : dns::Status::nodata;
      if (!answer.records.empty() || alias == owner.records.end() || type == dns::Type::CNAME) return answer;
      answer.chain.push_back(*alias);
      name = std::get<dns::NameData>(alias->data).name;
    }
    answer.status = dns::Status::servfail;
    return answer;
  }

 private:
  void add(const std::string& owner_text, const YAML::Node& entries) {
    const dns::Name owner = name_of(owner_text);
    Owner& place = owners_[owner];
    if (!entries.IsSequence()) throw Malformed{"the records of " + owner_text + " are no list"};
    const bool has_txt = std::any_of(entries.begin(), entries.end(), [](const YAML::Node& each) { return each.IsMap() && each["TXT"].IsDefined(); });
    for (const YAML::Node& entry : entries) {
      if (entry.IsScalar() && entry.Scalar() == "TIMEOUT") {
        place.is_silent = true;
        return;
      } else if (entry.IsMap() && entry.size() == 1) {
        add_record(place, owner, text_of(entry.begin()->first, "a type"), entry.begin()->second, has_txt);
      } else {
        throw Malformed{"a record of " + owner_text + " is neither a map of one type nor TIMEOUT"};
      }
    }
  }

  /// `SPF` stands for TXT unless the owner has a TXT entry; `TXT: NONE` is none.
  static void add_record(Owner& place, const dns::Name& owner, const std::string& type, const YAML::Node& value, bool has_txt) {
    if (type == "SPF" && has_txt) return;
    if (type == "TXT" && value.IsScalar() && value.Scalar() == "NONE") return;
    const auto known = dns::parse_type(type == "SPF" ? "TXT" : type);
    if (!known) throw Malformed{type + " is no type"};
    if (value.IsScalar() && value.Scalar() == "TIMEOUT") {
      place.silent_types.insert(*known);
      return;
    }
    dns::Record record{owner, *known, 3600, {}};
    switch (*known) {
      case dns::Type::TXT: record.data = text_data_of(value); break;
      case dns::Type::MX: record.data = exchange_of(value); break;
      case dns::Type::A:
      case dns::Type::AAAA: record.data = address_of(value); break;
      case dns::Type::PTR:
      case dns::Type::NS:
      case dns::Type::CNAME: record.data = dns::NameData{name_of(text_of(value, type))}; break;
      default: throw Malformed{type + " is not a type of the suite"};
    }
    place.records.push_back(std::move(record));
  }

  std::map<dns::Name, Owner> owners_;
};

std::vector<std::string> results_of(const YAML::Node& node) {
  std::vector<std::string> out;
  if (node.IsSequence()) {
    for (const YAML::Node& each : node) out.push_back(lower(text_of(each, "a result")));
  } else {
    out.push_back(lower(text_of(node, "the result")));
  }
  return out;
}

/// "" if the case holds.
std::string judge(const YAML::Node& test, ZoneData& zone) {
  if (!test.IsMap()) throw Malformed{"the case is no map"};
  const auto client = sim::IpAddress::parse(text_of(test["host"], "host"));
  if (!client) throw Malformed{client.error().what};
  sim::sender::SpfQuestion question;
  question.client = *client;
  question.helo = text_of(test["helo"], "helo");
  question.mail_from = text_of(test["mailfrom"], "mailfrom");
  const auto wanted = results_of(test["result"]);
  const auto verdict = sim::sender::check_spf(question, zone);
  const std::string ours(result_name(verdict.result));
  if (std::find(wanted.begin(), wanted.end(), ours) == wanted.end()) {
    return ours + " (" + verdict.evidence + ") instead of " + (wanted.empty() ? "" : wanted.front());
  }
  if (!test["explanation"].IsDefined()) return {};
  const std::string explanation = text_of(test["explanation"], "explanation");
  const bool is_right = verdict.explanation == (explanation == "DEFAULT" ? "" : explanation);
  return is_right ? "" : "the explanation is '" + verdict.explanation + "' instead of '" + explanation + "'";
}

void run_document(const YAML::Node& document, Report& report) {
  if (!document.IsMap()) throw Malformed{"a document is no map"};
  const YAML::Node tests = document["tests"];
  if (!tests.IsMap()) throw Malformed{"a document has no tests"};
  ZoneData zone(document["zonedata"]);
  for (const auto& test : tests) {
    std::string name = "?";
    try {
      name = text_of(test.first, "a case's name");
      report.judge(name, judge(test.second, zone));
    } catch (const Malformed& wrong) {
      report.fail(name, wrong.why);
    } catch (const YAML::Exception& wrong) {
      report.fail(name, wrong.what());
    }
  }
}

void run_file(const std::filesystem::path& file, Report& report) {
  const std::string name = file.filename().string();
  const std::string text = bytes_of(file);
  if (text.empty() || text.size() > most_suite_octets) {
    report.fail(name, text.empty() ? "the file is empty" : "the file is too large");
    return;
  }
  std::vector<YAML::Node> documents;
  try {
    documents = YAML::LoadAll(text);
  } catch (const YAML::Exception& wrong) {
    report.fail(name, wrong.what());
    return;
  }
  for (std::size_t i = 0; i < documents.size(); ++i) {
    const std::string place = name + ", document " + std::to_string(i + 1);
    try {
      if (!documents[i].IsNull()) run_document(documents[i], report);
    } catch (const Malformed& wrong) {
      report.fail(place, wrong.why);
    } catch (const YAML::Exception& wrong) {
      report.fail(place, wrong.what());
    }
  }
}

}  // namespace

void run_spf_rfc7208(const Suite& suite, Report& report) {
  std::vector<std::filesystem::path> files = suite.files(".yml");
  for (const auto& file : suite.files(".yaml")) files.push_back(file);
  if (files.empty()) report.fail(suite.name, "there is no .yml file");
  for (const auto& file : files) run_file(file, report);
}

}  // namespace corpora
