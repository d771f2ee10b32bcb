#include "scenarios/runner/validate.h"

#include <algorithm>
#include <charconv>
#include <filesystem>

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "scenarios/runner/match.h"
#include "scenarios/runner/read_yaml.h"
#include "scenarios/runner/step.h"
#include "scenarios/runner/suggest.h"
#include "sim/clock.h"
#include "sim/mail/address.h"
#include "sim/network.h"

namespace scenarios {
namespace {

constexpr std::string_view default_instance_address = "acme@service-now.example";
constexpr std::size_t most_file_octets = 100'000'000;

struct Checker {
  const Names& names;
  Problems& problems;
  bool is_partial = false;

  void check(const Value& value, const Type& type) const;
  void check_members(const Value& value, const Shape& shape) const;
  void check_object(const Value& value, const Type& type) const;
  void check_step(const Value& value) const;
  void check_expectation(const Value& value) const;
  void check_name(const Value& value, const Type& type) const;
};

void wrong_type(const Value& value, std::string_view wanted, Problems& problems, std::string advice = {}) {
  problems.push_back({fmt::format("'{}' is not {}", value.brief(), wanted), std::move(advice), value.place});
}

/// What is wrong with a scalar of that kind; "" if nothing.
std::string scalar_fault(const Value& value, const Type& type, std::string& advice) {
  switch (type.kind) {
    case Type::Kind::integer: {
      long long number = 0;
      const auto [end, trouble] = std::from_chars(value.text.data(), value.text.data() + value.text.size(), number);
      const bool is_number = trouble == std::errc() && end == value.text.data() + value.text.size();
      return is_number ? "" : "an integer";
    }
    case Type::Kind::boolean:
      return value.text == "true" || value.text == "false" ? "" : "true or false";
    case Type::Kind::duration:
      advice = "write it like 90s, 5m, 2h or 1h30m";
      return sim::parse_duration(value.text) ? "" : "a duration";
    case Type::Kind::time:
      advice = "write it like 2026-01-05T09:00:00+09:00";
      return sim::parse_iso8601(value.text) ? "" : "a time";
    case Type::Kind::ip:
      advice = "write it like 192.0.2.10 or 2001:db8::1";
      return sim::IpAddress::parse(value.text) ? "" : "an IP address";
    case Type::Kind::address:
      advice = "write it like yuki@corp.example";
      return sim::mail::Address::parse(value.text) ? "" : "a mail address";
    default: return "";
  }
}

void check_scalar(const Value& value, const Type& type, Problems& problems) {
  if (!value.is_scalar()) {
    const std::string kind = type_text(type);
    const bool takes_an = kind.starts_with('i') || kind.starts_with('I');
    return wrong_type(value, type.kind == Type::Kind::boolean ? kind : (takes_an ? "an " : "a ") + kind, problems);
  }
  std::string advice;
  if (const std::string wanted = scalar_fault(value, type, advice); !wanted.empty()) wrong_type(value, wanted, problems, advice);
}

void check_choice(const Value& value, const Type& type, Problems& problems) {
  if (!value.is_scalar()) return wrong_type(value, type_text(type), problems);
  for (const std::string& word : type.words) {
    if (word == value.text) return;
  }
  wrong_type(value, type_text(type), problems, advice_for(value.text, type.words, "words"));
}

void Checker::check_members(const Value& value, const Shape& shape) const {
  for (const Member& member : value.members) {
    const Key* key = shape.find(member.key);
    if (key == nullptr) {
      problems.push_back({fmt::format("unknown key '{}' in {}", member.key, shape.name),
                          advice_for(member.key, shape.key_names(), "keys"), member.place});
    } else {
      check(member.value, key->type);
    }
  }
  if (is_partial) return;
  for (const Key& key : shape.keys) {
    if (key.is_required && value.find(key.name) == nullptr) {
      problems.push_back({fmt::format("{} needs the key '{}'", shape.name, key.name), key.doc, value.place});
    }
  }
}

void Checker::check_object(const Value& value, const Type& type) const {
  const Shape& shape = type.object();
  if (value.is_map()) return Checker{names, problems, is_partial || type.is_partial}.check_members(value, shape);
  if (type.may_be_switched_off && value.is_scalar() && value.text == "false") return;
  const Key* short_key = shape.find(shape.short_key);
  if (short_key != nullptr && !value.is_null()) return check(value, short_key->type);
  if (value.is_null() && is_partial) return;
  wrong_type(value, "a map of keys (" + shape.name + ")", problems, fmt::format("its keys: {}", fmt::join(shape.key_names(), ", ")));
}

void Checker::check_step(const Value& value) const {
  std::vector<std::string> known_steps;
  for (const Step& known : all_steps()) known_steps.push_back(known.name);
  if (!value.is_map() || value.members.size() != 1) {
    const std::string advice = value.is_map() && value.members.size() > 1 ? "begin each step with '- ' and indent what belongs to it" : "";
    return wrong_type(value, "a step: one word with what belongs to it, like 'wait: 5m'", problems, advice);
  }
  const Member& member = value.members.front();
  const Step* known = find_step(member.key);
  if (known == nullptr) {
    problems.push_back({fmt::format("unknown step '{}'", member.key), advice_for(member.key, known_steps, "steps"), member.place});
    return;
  }
  Checker{names, problems}.check(member.value, known->type);
}

void Checker::check_expectation(const Value& value) const {
  std::vector<std::string> known_words;
  for (const Expectation& known : all_expectations()) known_words.push_back(known.name);
  const Expectation* known = value.is_map() ? find_expectation(value) : nullptr;
  if (known != nullptr) return Checker{names, problems}.check_members(value, known->shape);
  const std::string first = value.is_map() && !value.members.empty() ? value.members.front().key : value.brief();
  problems.push_back({fmt::format("'{}' is not an expectation", first), advice_for(first, known_words, "expectations"), value.place});
}

std::string_view name_kind(Type::Kind kind) {
  switch (kind) {
    case Type::Kind::user: return "user";
    case Type::Kind::group: return "group";
    case Type::Kind::host:
    case Type::Kind::host_or_instance: return "host";
    default: return "person";
  }
}

void Checker::check_name(const Value& value, const Type& type) const {
  const std::string_view kind = name_kind(type.kind);
  if (!value.is_scalar()) return wrong_type(value, fmt::format("the name of a {}", kind), problems);
  if (type.kind == Type::Kind::host_or_instance && value.text == "instance") return;
  if (type.kind == Type::Kind::person_or_address && value.text.find('@') != std::string::npos) {
    return check_scalar(value, address(), problems);
  }
  const auto& known = kind == "user" ? names.users : kind == "group" ? names.groups : kind == "host" ? names.hosts : names.people;
  if (std::find(known.begin(), known.end(), value.text) != known.end()) return;
  problems.push_back({fmt::format("there is no {} '{}' in this story", kind, value.text),
                      advice_for(value.text, known, fmt::format("{}s", kind)), value.place});
}

void check_file(const Value& value, Problems& problems) {
  if (!value.is_scalar()) return wrong_type(value, "a file", problems);
  if (value.text.starts_with("-----BEGIN ")) return;  // PEM text in place of its file
  const auto content = read_file(path_beside(value), most_file_octets);
  if (!content) problems.push_back({content.error().what, "the path is relative to the file that names it", value.place});
}

void Checker::check(const Value& value, const Type& type) const {
  switch (type.kind) {
    case Type::Kind::any: return;
    case Type::Kind::choice: return check_choice(value, type, problems);
    case Type::Kind::list:
      for (const Value* item : items_of(value)) check(*item, *type.of);
      return;
    case Type::Kind::map:
      if (value.is_null()) return;
      if (!value.is_map()) return wrong_type(value, "a map of names to values", problems);
      for (const Member& member : value.members) check(member.value, *type.of);
      return;
    case Type::Kind::object: return check_object(value, type);
    case Type::Kind::step: return check_step(value);
    case Type::Kind::expectation: return check_expectation(value);
    case Type::Kind::match:
      if (!type.words.empty() && value.is_scalar() && !value.text.starts_with('/')) return check_choice(value, choice(type.words), problems);
      return check_match(value, problems);
    case Type::Kind::person:
    case Type::Kind::person_or_address:
    case Type::Kind::host:
    case Type::Kind::host_or_instance:
    case Type::Kind::user:
    case Type::Kind::group: return check_name(value, type);
    case Type::Kind::file: return check_file(value, problems);
    default: return check_scalar(value, type, problems);
  }
}

void add_entry_names(const Value* list, std::string_view key, std::vector<std::string>& names) {
  if (list == nullptr) return;
  for (const Value* entry : items_of(*list)) names.push_back(entry->is_scalar() ? entry->text : entry->text_of(key));
}

void add_mail_host(const std::string& mail_address, std::vector<std::string>& hosts) {
  const auto at = mail_address.rfind('@');
  if (at != std::string::npos) hosts.push_back("mail." + mail_address.substr(at + 1));
}

void add_names(const Value& story, Names& names) {
  if (const Value* hosts = story.find("hosts")) {
    for (const Member& host : hosts->members) names.hosts.push_back(host.key);
  }
  if (const Value* people = story.find("people")) {
    for (const Member& person : people->members) {
      names.people.push_back(person.key);
      add_mail_host(person.value.is_scalar() ? person.value.text : person.value.text_of("address"), names.hosts);
    }
  }
  const Value* instance = story.find("instance");
  const std::string fallback(default_instance_address);
  add_mail_host(instance == nullptr ? fallback : instance->text_of("address", fallback), names.hosts);
  if (instance == nullptr) return;
  add_entry_names(instance->find("users"), "user_name", names.users);
  add_entry_names(instance->find("groups"), "name", names.groups);
}

}  // namespace

std::string path_beside(const Value& named) {
  return (std::filesystem::path(named.place.file).parent_path() / named.text).string();
}

Names names_of(const Value& story) {
  Names names;
  add_names(story, names);
  const Value* fixed = story.find("fixed");
  if (const Value* change = fixed == nullptr ? nullptr : fixed->find("change")) add_names(*change, names);
  for (std::vector<std::string>* list : {&names.people, &names.hosts, &names.users, &names.groups}) {
    std::sort(list->begin(), list->end());
    list->erase(std::unique(list->begin(), list->end()), list->end());
  }
  return names;
}

void validate(const Value& value, const Type& type, const Names& names, Problems& problems) {
  Checker{names, problems}.check(value, type);
}

}  // namespace scenarios
