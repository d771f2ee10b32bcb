#include <algorithm>

#include <fmt/format.h>

#include "scenarios/runner/decode.h"
#include "scenarios/runner/read_yaml.h"
#include "scenarios/runner/shapes.h"
#include "scenarios/runner/validate.h"
#include "scenarios/servers/scanners.h"

namespace scenarios {
namespace {

using fakeservers::mta::PolicyConfig;
using fakeservers::policy::DnsblZone;
using fakeservers::policy::SpamPattern;
using fakeservers::policy::SpamRule;
using fakeservers::policy::SpamRules;
using fakeservers::policy::VirusRules;

constexpr int most_points = 1'000'000;   // in thousandths: SpamAssassin gives GTUBE a thousand points

/// Reads one host's scanning policies; what cannot be understood is left out and told.
class Reader {
 public:
  explicit Reader(Problems& problems) : problems_(problems) {}
  void read_spam(const Value& value, SpamRules& rules);
  void read_virus(const Value& value, VirusRules& rules);
  std::vector<DnsblZone> read_lists(const Value& policies, std::string_view key);

 private:
  void tell(std::string what, std::string advice, const sim::Place& place) { problems_.push_back({std::move(what), std::move(advice), place}); }
  std::optional<int> points(const Value& map, std::string_view key);
  void read_rules(const Value& list, SpamRules& rules, bool is_of_file);
  void read_file(const Value& entry, SpamRules& rules);
  void read_rule(const Value& entry, SpamRules& rules);
  bool read_where(const Value& entry, SpamRule& rule);
  template <class Rules>
  void read_scanner(const Value& map, std::string_view key, ScannerKind kind, Rules& rules);

  Problems& problems_;
};

std::optional<int> Reader::points(const Value& map, std::string_view key) {
  const Value* found = map.find(key);
  if (found == nullptr) return std::nullopt;
  const auto value = sim::client::points_of(found->text);
  if (value && std::abs(*value) <= most_points) return *value;
  tell(fmt::format("'{}' is no number of points", found->text), "write it like 3.5 or -0.001, at most 1000", found->place);
  return std::nullopt;
}

void Reader::read_file(const Value& entry, SpamRules& rules) {
  const Value& named = *entry.find("file");
  Problems found;
  const auto list = read_yaml_file(path_beside(named), found);
  if (list) validate(*list, list_of(object(spam_rule_shape)), {}, found);
  const bool is_good = list && found.empty();
  for (sim::Error& problem : found) problems_.push_back(std::move(problem));
  if (is_good) read_rules(*list, rules, true);
}

void Reader::read_rules(const Value& list, SpamRules& rules, bool is_of_file) {
  for (const Value* item : items_of(list)) {
    const Value entry = long_form(*item, "file");
    if (entry.find("file") == nullptr) read_rule(entry, rules);
    else if (is_of_file) tell("a file of rules names another file", "", item->place);
    else read_file(entry, rules);
  }
}

bool Reader::read_where(const Value& entry, SpamRule& rule) {
  const std::string where = entry.text_of("where", "both");
  constexpr std::string_view header = "header ";
  if (where == "subject") rule.where = SpamRule::Where::subject;
  else if (where == "body") rule.where = SpamRule::Where::body;
  else if (where.starts_with(header) && where.size() > header.size()) {
    rule.where = SpamRule::Where::header;
    rule.header = where.substr(header.size());
  } else if (where != "both") {
    tell(fmt::format("'{}' is no place to look", where), "one of subject, body, both, or header NAME", entry.find("where")->place);
    return false;
  }
  return true;
}

void Reader::read_rule(const Value& entry, SpamRules& rules) {
  SpamRule rule;
  rule.name = entry.text_of("name");
  const auto is_word = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_'; };
  if (rule.name.empty() || rule.name.size() > 60 || !std::all_of(rule.name.begin(), rule.name.end(), is_word)) {
    return tell(fmt::format("'{}' is no name of a test", rule.name), "letters, digits and _, at most 60", entry.place);
  }
  if (entry.find("score") == nullptr) return tell(fmt::format("the test {} has no score", rule.name), "", entry.place);
  const auto weight = points(entry, "score");
  if (!weight) return;
  const Value* pattern = entry.find("pattern");
  if (pattern == nullptr) return rules.weights.emplace_back(rule.name, *weight), void();
  rule.weight = *weight;
  if (!read_where(entry, rule)) return;
  const std::string& text = pattern->text;
  if (text.empty()) return tell(fmt::format("the pattern of {} is empty", rule.name), "", pattern->place);
  if (text.size() > 1 && text.starts_with('/') && text.ends_with('/')) {
    auto expression = SpamPattern::expression(text.substr(1, text.size() - 2));
    if (!expression) return tell(expression.error().what, expression.error().advice, pattern->place);
    rule.pattern = *std::move(expression);
  } else {
    rule.pattern = SpamPattern::literal(text);
  }
  rules.rules.push_back(std::move(rule));
}

template <class Rules>
void Reader::read_scanner(const Value& map, std::string_view key, ScannerKind kind, Rules& rules) {
  const Value* where = map.find(key);
  if (where == nullptr) return;
  if (rules.scanner) return tell("two scanners cannot both score", "name rspamd or spamd", where->place);
  const ScannerPlace place{kind, where->text, flag_at(map, "remote").value_or(false),
                           duration_at(map, "patience").value_or(ScannerPlace().patience), where->place};
  auto scanner = scanner_at(place);
  if (!scanner) return tell(scanner.error().what, scanner.error().advice, where->place);
  rules.scanner = *std::move(scanner);
  rules.scanner_name = scanner_name(place);
}

/// A field's name without what cannot stand in one.
std::string field_name(std::string name) {
  std::erase_if(name, [](char c) { return c <= ' ' || c > '~' || c == ':'; });
  return name;
}

void Reader::read_spam(const Value& value, SpamRules& rules) {
  const Value map = long_form(value, "required");
  rules.place = value.place;
  rules.required = points(map, "required").value_or(rules.required);
  rules.tagged_above = points(map, "tagged_above").value_or(rules.tagged_above);
  rules.refused_from = points(map, "refuse_from");
  rules.has_built_in = flag_at(map, "built_in").value_or(true);
  rules.spf_failure_flags = map.text_of("spf_failure") == "flags";
  rules.prefix = field_name(map.text_of("header", rules.prefix));
  if (const auto most = number_at(map, "max_size")) rules.most_octets = static_cast<std::size_t>(std::max(*most, 0LL));
  rules.patience = duration_at(map, "patience").value_or(rules.patience);
  rules.defers_if_slow = map.text_of("when_slow") == "defer";
  if (const Value* list = map.find("rules")) read_rules(*list, rules, false);
  read_scanner(map, "rspamd", ScannerKind::rspamd, rules);
  read_scanner(map, "spamd", ScannerKind::spamd, rules);
}

void Reader::read_virus(const Value& value, VirusRules& rules) {
  const Value map = long_form(value, "then");
  rules.place = value.place;
  if (const auto put = text_at(map, "quarantine")) {
    if (auto address = sim::mail::Address::parse(*put)) rules.quarantine = *std::move(address);
    rules.then = VirusRules::Then::quarantine;
  }
  const std::string then = map.text_of("then");
  if (then == "mark") rules.then = VirusRules::Then::mark;
  if (then == "refuse") rules.then = VirusRules::Then::refuse;
  if (then == "quarantine" && !rules.quarantine) tell("there is nobody who gets what is put aside", "say quarantine: ADDRESS", value.place);
  if (const auto reply = text_at(map, "reply")) rules.reply = reply_of(*reply);
  rules.header = field_name(map.text_of("header", rules.header));
  rules.defers_if_slow = map.text_of("when_slow") == "defer";
  read_scanner(map, "clamd", ScannerKind::clamd, rules);
}

std::vector<DnsblZone> Reader::read_lists(const Value& policies, std::string_view key) {
  std::vector<DnsblZone> lists;
  const Value* found = policies.find(key);
  if (found == nullptr) return lists;
  for (const Value* item : items_of(*found)) {
    const Value map = long_form(*item, "zone");
    DnsblZone list;
    list.place = item->place;
    list.zone = map.text_of("zone");
    if (const auto name = sim::dns::Name::parse(list.zone); !name || name->is_root()) {
      tell(fmt::format("'{}' is no zone", list.zone), "write it like zen.dnsbl.example", item->place);
    }
    if (const auto reply = text_at(map, "reply")) list.reply = reply_of(*reply);
    list.ignore = texts_at(map, "ignore");
    list.is_naive = flag_at(map, "naive").value_or(false);
    lists.push_back(std::move(list));
  }
  return lists;
}

void read(const Value& policies, PolicyConfig& config, Problems& problems) {
  Reader reader(problems);
  if (const Value* spam = policies.find("spam")) {
    config.score_spam = true;
    reader.read_spam(*spam, config.spam);
  }
  if (const Value* virus = policies.find("virus")) {
    config.scan_virus = true;
    reader.read_virus(*virus, config.virus);
  }
  config.dnsbl = reader.read_lists(policies, "dnsbl");
  config.uribl = reader.read_lists(policies, "uribl");
}

}  // namespace

void decode_scans(const Value& policies, PolicyConfig& config) {
  Problems ignored;   // scan_problems tells them
  read(policies, config, ignored);
}

std::vector<sim::Error> scan_problems(const Value& policies) {
  Problems problems;
  PolicyConfig config;
  read(policies, config, problems);
  return problems;
}

}  // namespace scenarios
