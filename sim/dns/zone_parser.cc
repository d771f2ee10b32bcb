#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <type_traits>

#include "sim/dns/record_data.h"
#include "sim/dns/zone_file.h"

namespace sim::dns {
namespace {

constexpr std::uint32_t default_ttl = 3600;
constexpr std::uint32_t default_minimum = 300;

/// What the text is: one zone, or a file of many domains, each SOA the beginning of a zone of its own.
enum class Whole { zone, file };

void add_soa(Zone& zone) {
  const Name& origin = zone.origin();
  const auto mailbox = origin.is_root() ? Name::parse("hostmaster") : Name::parse("hostmaster." + origin.text());
  const SoaData data{origin, mailbox ? *mailbox : origin, 1, 3600, 600, 86'400, default_minimum};
  zone.add({origin, Type::SOA, default_ttl, data});
}

constexpr std::string_view ttl_advice = "write 3600 or 1h30m; a TTL is 0 to 2147483647 seconds (RFC 2181, 8)";

/// Types that real zone files hold and nothing here asks for.
std::string unread_type_advice(std::string_view type) {
  if (type == "DNAME") return "write the records of the names below it themselves: DNAME (RFC 6672) is not followed";
  static constexpr std::pair<std::string_view, unsigned> unread[] = {{"CAA", 257}, {"SRV", 33},    {"NAPTR", 35}, {"DS", 43},     {"SSHFP", 44}, {"RRSIG", 46},
                                                                     {"NSEC", 47}, {"DNSKEY", 48}, {"TLSA", 52},  {"HINFO", 13},  {"LOC", 29},   {"SPF", 99},
                                                                     {"SVCB", 64}, {"HTTPS", 65},  {"URI", 256},  {"OPENPGPKEY", 61}};
  for (const auto& [name, number] : unread) {
    if (type == name) return fmt::format("leave it out, mail does not need it, or write TYPE{} \\# LENGTH HEX (RFC 3597, 5)", number);
  }
  return {};
}

/// Reads the texts' entries, in order.
class Parser {
 public:
  Parser(const Name& origin, Whole whole) : zone_(origin), whole_(whole) {}

  /// The next text begins: what directives said holds no more. Nothing for an origin: none was named.
  void begin(Place start, const std::optional<Name>& origin) {
    start_ = std::move(start);
    relative_to_ = origin.value_or(Name());
    has_origin_ = origin.has_value();
    ttl_.reset();
    owner_.reset();
  }

  Result<void> read(const Entry& entry) {
    const Token& first = entry.tokens.front();
    if (!entry.begins_blank && !first.quoted && first.text.starts_with('$')) return read_directive(entry.tokens);
    return read_record(entry);
  }

  /// All records that were read.
  Zone take() && { return std::move(zone_); }

 private:
  Result<void> read_directive(const std::vector<Token>& tokens) {
    const Token& word = tokens.front();
    if (word.text == "$INCLUDE") {
      return error(word, "$INCLUDE is refused: zones read no other files", "put that file's records here; `mailrig check` takes several --zone");
    }
    if (word.text == "$GENERATE") return error(word, "$GENERATE is not played, it is BIND's own", "write out the records that it would make");
    if (word.text != "$ORIGIN" && word.text != "$TTL") {
      return error(word, fmt::format("'{}' is not a directive of zones here", word.text), "$ORIGIN and $TTL are");
    }
    if (tokens.size() != 2) return error(word, word.text + " takes one value", "as in '$ORIGIN corp.example.' or '$TTL 1h'");
    if (word.text == "$TTL") {
      ttl_ = read_ttl(tokens[1].text);
      if (!ttl_) return error(tokens[1], fmt::format("'{}' is not a time to live", tokens[1].text), std::string(ttl_advice));
      return {};
    }
    auto origin = read_name(tokens[1].text, relative_to_);
    if (!origin) return placed(tokens[1], origin.error());
    relative_to_ = *std::move(origin);
    has_origin_ = true;
    return {};
  }

  Result<void> read_record(const Entry& entry) {
    std::size_t at = 0;
    if (!entry.begins_blank) {
      const Token& named = entry.tokens[at];
      if (!has_origin_ && !named.quoted && named.text == "@") {
        return error(named, "'@' stands for the zone's name, which nobody said", "name the zone: $ORIGIN corp.test. or --origin corp.test");
      }
      auto owner = read_name(entry.tokens[at].text, relative_to_);
      if (!owner) return placed(entry.tokens[at], owner.error());
      owner_ = *std::move(owner);
      ++at;
    }
    if (!owner_) return error(entry.tokens[0], "the first record has no owner", "begin its line with a name, or '@' for the zone");
    if (!owner_->is_below_or_at(zone_.origin())) {
      return error(entry.tokens[0], fmt::format("{} is not in the zone {}", owner_->text(), zone_.origin().text()),
                   "move it to the zone that it belongs to");
    }
    Record record{*owner_, Type::A, ttl_.value_or(default_ttl), {}};
    if (auto read = read_ttl_and_class(entry, at, record); !read) return read;
    if (at == entry.tokens.size()) {
      return error(entry.tokens.back(), "the record has no type", "write one of " + known_types() + type_first(entry));
    }
    const auto type = parse_type(entry.tokens[at].text);
    if (!type || entry.tokens[at].quoted) return unknown_type(entry, entry.tokens[at]);
    record.type = *type;
    const auto data_tokens = std::span(entry.tokens).subspan(at + 1);
    std::size_t culprit = 0;
    auto data = read_data(*type, data_tokens, relative_to_, culprit);
    if (!data) {
      return placed(culprit < data_tokens.size() ? data_tokens[culprit] : entry.tokens.back(), data.error());
    }
    record.data = *std::move(data);
    return add(entry.tokens[at], std::move(record));
  }

  /// TTL and class stand in either order, both optional (RFC 1035, 5.1).
  Result<void> read_ttl_and_class(const Entry& entry, std::size_t& at, Record& record) {
    bool has_ttl = false;
    bool has_class = false;
    for (; at < entry.tokens.size() && !entry.tokens[at].quoted; ++at) {
      const std::string& text = entry.tokens[at].text;
      const auto ttl = has_ttl ? std::nullopt : read_ttl(text);
      if (ttl) {
        record.ttl = *ttl;
        has_ttl = true;
      } else if (!has_class && (text == "IN" || text == "in")) {
        has_class = true;
      } else if (!has_class && (text == "CH" || text == "HS" || text == "CS")) {
        return error(entry.tokens[at], fmt::format("the class {} is not served", text), "write IN or leave it out");
      } else {
        break;
      }
    }
    return {};
  }

  Error unknown_type(const Entry& entry, const Token& token) const {
    const bool is_number = !token.quoted && token.text.find_first_not_of("0123456789smhdwSMHDW") == std::string::npos && token.text.front() <= '9';
    if (is_number) return error(token, fmt::format("'{}' is not a time to live", token.text.substr(0, 80)), std::string(ttl_advice));
    if (const std::string advice = unread_type_advice(token.text); !advice.empty()) {
      return error(token, fmt::format("records of type {} are not read", token.text), advice);
    }
    const std::string near = nearest_type(token.text);
    const std::string advice = near.empty() ? "zones here hold " + known_types() : fmt::format("did you mean {}?", near);
    return error(token, fmt::format("'{}' is not a record type", token.text.substr(0, 80)), advice + type_first(entry));
  }

  /// The likely reason when a line begins with what looks like a type.
  static std::string type_first(const Entry& entry) {
    if (entry.begins_blank || !parse_type(entry.tokens[0].text)) return {};
    return fmt::format("; a line begins with its owner: write '@ {} ...' if the zone itself is meant", entry.tokens[0].text);
  }

  Result<void> add(const Token& type, Record record) {
    const auto known = zone_.records().find(record.owner);
    const bool at_origin = whole_ == Whole::zone && record.owner == zone_.origin();
    if (record.type == Type::SOA && whole_ == Whole::zone) {
      if (!at_origin) return error(type, "a SOA stands only at the zone's own name", fmt::format("write it for '{}'", zone_.origin().text()));
      if (zone_.soa()) return error(type, "the zone has two SOA records", "keep one");
    }
    if (record.type == Type::CNAME && at_origin) {
      return error(type, "the zone's own name cannot be an alias, for it has a SOA (RFC 2181, 10.1)", "write A or MX records for it");
    }
    if (known != zone_.records().end()) {
      const Record& other = known->second.front();
      const bool is_same = other.type == record.type && other.data == record.data;
      const bool clashes = other.type == Type::CNAME || record.type == Type::CNAME;
      if (clashes && !is_same) {
        return error(type, fmt::format("{} has a CNAME and other data (RFC 2181, 10.1)", record.owner.text()),
                     "an alias has one CNAME and nothing else: remove one of them");
      }
    }
    zone_.add(std::move(record));
    return {};
  }

  Error error(const Token& at, std::string what, std::string advice) const {
    return {std::move(what), std::move(advice), place_at(start_, at.line, at.column)};
  }
  Error placed(const Token& at, Error error) const {
    error.place = place_at(start_, at.line, at.column);
    return error;
  }

  Zone zone_;
  Name relative_to_;
  bool has_origin_ = true;   ///< false: until $ORIGIN names one, `@` means nothing
  Place start_;
  Whole whole_;
  std::optional<std::uint32_t> ttl_;
  std::optional<Name> owner_;
};

Result<void> read_text(Parser& parser, std::string_view text, const Place& start, const std::optional<Name>& origin) {
  const auto entries = read_entries(text, start);
  if (!entries) return entries.error();
  parser.begin(start, origin);
  for (const Entry& entry : *entries) {
    if (auto read = parser.read(entry); !read) return read;
  }
  return {};
}

using RecordMap = std::remove_cvref_t<decltype(std::declval<const Zone&>().records())>;

bool has(const std::vector<Record>& records, Type type) {
  return std::any_of(records.begin(), records.end(), [type](const Record& record) { return record.type == type; });
}

/// True if the files hold nothing at or below the cut but its NS records and the addresses of those servers: then it delegates to nobody.
bool is_bare_cut(const RecordMap& all, const Name& cut) {
  const std::vector<Record>& own = all.at(cut);
  const auto is_glue = [&](const Name& owner) {
    return std::any_of(own.begin(), own.end(), [&](const Record& record) {
      return record.type == Type::NS && std::get<NameData>(record.data).name == owner;
    });
  };
  for (const auto& [owner, records] : all) {
    if (!owner.is_below_or_at(cut)) continue;
    for (const Record& record : records) {
      const bool is_address = record.type == Type::A || record.type == Type::AAAA;
      if (!(owner == cut && record.type == Type::NS) && !(is_address && is_glue(owner))) return false;
    }
  }
  return true;
}

/// Below a name of the files that begins a zone.
bool is_in_a_zone(const RecordMap& all, const Name& name) {
  for (Name at = name; !at.is_root();) {
    at = at.parent();
    const auto above = all.find(at);
    if (above != all.end() && (has(above->second, Type::SOA) || has(above->second, Type::NS))) return true;
  }
  return false;
}

}  // namespace

Result<Zone> Zone::parse(const Name& origin, std::string_view text, Place start) {
  Parser parser(origin, Whole::zone);
  if (auto read = read_text(parser, text, start, origin); !read) return read.error();
  Zone zone = std::move(parser).take();
  if (!zone.soa()) add_soa(zone);
  return zone;
}

Result<Zones> read_zone_file(std::string_view text, Place start) {
  const ZoneText only{text, std::move(start)};
  return read_zone_files({&only, 1});
}

Result<Zones> read_zone_files(std::span<const ZoneText> texts) {
  Parser parser(Name(), Whole::file);
  for (const ZoneText& each : texts) {
    if (auto read = read_text(parser, each.text, each.start, each.origin); !read) return read.error();
  }
  const Zone whole = std::move(parser).take();
  const RecordMap& all = whole.records();
  std::map<Name, Zone> zones;
  zones.emplace(Name(), Zone(Name()));
  for (const auto& [owner, records] : all) {
    const bool is_cut = !has(records, Type::SOA) && has(records, Type::NS);
    if (has(records, Type::SOA) || (is_cut && !(is_in_a_zone(all, owner) && is_bare_cut(all, owner)))) zones.try_emplace(owner, owner);
  }
  for (const auto& [owner, records] : all) {
    Name origin = owner;
    while (!zones.contains(origin)) origin = origin.parent();
    for (const Record& record : records) zones.at(origin).add(record);
  }
  Zones out;
  for (auto& [origin, zone] : zones) {
    if (!zone.soa()) add_soa(zone);
    out.put(std::move(zone));
  }
  return out;
}

}  // namespace sim::dns
