#include "fakeservers/imap/search_key.h"

#include <algorithm>

#include "fakeservers/imap/structure.h"

namespace fakeservers::imap {
namespace {

using Kind = SearchKey::Kind;

constexpr int most_depth = 50;
constexpr std::size_t most_searched_octets = 20'000'000;

/// Keys of a word and nothing else.
struct FlagKey {
  std::string_view name;
  Kind kind;
  unsigned flag;
  bool is_negated;
};
constexpr FlagKey flag_keys[] = {
    {"ALL", Kind::all, 0, false},
    {"ANSWERED", Kind::flag, flag_answered, false},
    {"DELETED", Kind::flag, flag_deleted, false},
    {"DRAFT", Kind::flag, flag_draft, false},
    {"FLAGGED", Kind::flag, flag_flagged, false},
    {"SEEN", Kind::flag, flag_seen, false},
    {"NEW", Kind::fresh, 0, false},
    {"OLD", Kind::recent, 0, true},
    {"RECENT", Kind::recent, 0, false},
    {"UNANSWERED", Kind::flag, flag_answered, true},
    {"UNDELETED", Kind::flag, flag_deleted, true},
    {"UNDRAFT", Kind::flag, flag_draft, true},
    {"UNFLAGGED", Kind::flag, flag_flagged, true},
    {"UNSEEN", Kind::flag, flag_seen, true},
};

struct ArgumentKey {
  std::string_view name;
  Kind kind;
  std::string_view field;  ///< of a header key
};
constexpr ArgumentKey argument_keys[] = {
    {"BCC", Kind::header, "Bcc"},     {"BEFORE", Kind::before, ""},         {"BODY", Kind::body, ""},
    {"CC", Kind::header, "Cc"},       {"FROM", Kind::header, "From"},       {"HEADER", Kind::header, ""},
    {"KEYWORD", Kind::keyword, ""},   {"LARGER", Kind::larger, ""},         {"NOT", Kind::negated, ""},
    {"ON", Kind::on, ""},             {"OR", Kind::either, ""},             {"SENTBEFORE", Kind::sent_before, ""},
    {"SENTON", Kind::sent_on, ""},    {"SENTSINCE", Kind::sent_since, ""},  {"SINCE", Kind::since, ""},
    {"SMALLER", Kind::smaller, ""},   {"SUBJECT", Kind::header, "Subject"}, {"TEXT", Kind::text, ""},
    {"TO", Kind::header, "To"},       {"UID", Kind::uids, ""},              {"UNKEYWORD", Kind::keyword, ""},
};

SearchKey negated(SearchKey key) {
  SearchKey out;
  out.kind = Kind::negated;
  out.keys.push_back(std::move(key));
  return out;
}

SearchKey read_search_key(Arguments& arguments, int depth);

SearchKey read_argument(const ArgumentKey& form, Arguments& arguments, int depth) {
  SearchKey key;
  key.kind = form.kind;
  key.name = form.field;
  arguments.space();
  switch (form.kind) {
    case Kind::header:
      if (key.name.empty()) {
        key.name = arguments.astring();
        arguments.space();
      }
      key.words = upper(arguments.astring());
      break;
    case Kind::body:
    case Kind::text: key.words = upper(arguments.astring()); break;
    case Kind::keyword: key.name = arguments.atom(); break;
    case Kind::larger:
    case Kind::smaller: key.octets = arguments.number(); break;
    case Kind::uids: key.set = arguments.sequence_set(); break;
    case Kind::negated: key.keys.push_back(read_search_key(arguments, depth + 1)); break;
    case Kind::either:
      key.keys.push_back(read_search_key(arguments, depth + 1));
      arguments.space();
      key.keys.push_back(read_search_key(arguments, depth + 1));
      break;
    default: key.day = arguments.date(); break;
  }
  return form.name == "UNKEYWORD" ? negated(std::move(key)) : key;
}

SearchKey read_search_key(Arguments& arguments, int depth) {
  SearchKey key;
  if (depth > most_depth) arguments.fail();
  if (arguments.is_bad()) return key;
  const char next = arguments.peek();
  if (next == '(') {
    arguments.skip('(');
    key = read_search_keys(arguments, depth + 1);
    arguments.expect(')');
    return key;
  }
  if (next == '*' || (next >= '0' && next <= '9')) {
    key.kind = Kind::numbers;
    key.set = arguments.sequence_set();
    return key;
  }
  const std::string word = arguments.word();
  for (const FlagKey& each : flag_keys) {
    if (each.name != word) continue;
    key.kind = each.kind;
    key.flag = each.flag;
    return each.is_negated ? negated(std::move(key)) : key;
  }
  for (const ArgumentKey& each : argument_keys)
    if (each.name == word) return read_argument(each, arguments, depth);
  arguments.fail();
  return key;
}

bool holds_words(const std::string& text, const std::string& words) { return upper(text).find(words) != std::string::npos; }

/// Texts of the parts, and of messages inside with their headers.
void collect_body(const sim::mail::Message& message, std::string& out, int depth) {
  for (const sim::mail::Part& part : message.parts()) {
    if (out.size() > most_searched_octets) return;
    if (part.content_type.starts_with("text/")) {
      out += message.text_of(part) + "\n";
    } else if (part.content_type == "message/rfc822" && depth < 10) {
      const sim::mail::Message inner(message.content(part));
      for (const sim::mail::HeaderField& field : inner.headers()) out.append(field.name).append(":").append(field.value).append("\n");
      collect_body(inner, out, depth + 1);
    }
  }
}

}  // namespace

SearchKey read_search_keys(Arguments& arguments, int depth) {
  SearchKey all;
  all.kind = Kind::all_of;
  do {
    all.keys.push_back(read_search_key(arguments, depth));
  } while (arguments.skip(' '));
  return all;
}

void resolve(SearchKey& key, std::uint32_t largest_number, std::uint32_t largest_uid) {
  if (key.kind == Kind::numbers) key.set = key.set.resolved(largest_number);
  if (key.kind == Kind::uids) key.set = key.set.resolved(largest_uid);
  for (SearchKey& each : key.keys) resolve(each, largest_number, largest_uid);
}

bool SearchedMail::fits(const SearchKey& key) {
  const auto fits_too = [this](const SearchKey& each) { return fits(each); };
  switch (key.kind) {
    case Kind::all: return true;
    case Kind::all_of: return std::all_of(key.keys.begin(), key.keys.end(), fits_too);
    case Kind::either: return std::any_of(key.keys.begin(), key.keys.end(), fits_too);
    case Kind::negated: return !fits(key.keys.front());
    case Kind::numbers: return key.set.contains(number_);
    case Kind::uids: return key.set.contains(mail_.number);
    case Kind::flag: return (mail_.flags & key.flag) != 0;
    case Kind::keyword:
      return std::any_of(mail_.keywords.begin(), mail_.keywords.end(), [&](const auto& each) { return equal_words(each, key.name); });
    case Kind::recent: return is_recent_;
    case Kind::fresh: return is_recent_ && (mail_.flags & flag_seen) == 0;
    case Kind::before: return day_of(mail_.arrived) < key.day;
    case Kind::on: return day_of(mail_.arrived) == key.day;
    case Kind::since: return day_of(mail_.arrived) >= key.day;
    case Kind::sent_before:
    case Kind::sent_on:
    case Kind::sent_since: return was_sent(key);
    case Kind::larger: return mail_.raw.size() > key.octets;
    case Kind::smaller: return mail_.raw.size() < key.octets;
    case Kind::header: return has_header(key);
    case Kind::body: return holds_words(body_text(), key.words);
    case Kind::text: return holds_words(header_text(), key.words) || holds_words(body_text(), key.words);
  }
  return false;
}

const sim::mail::Message& SearchedMail::message() {
  if (!message_) message_ = std::make_unique<sim::mail::Message>(mail_.raw);
  return *message_;
}

bool SearchedMail::has_header(const SearchKey& key) {
  const bool is_address = equal_words(key.name, "From") || equal_words(key.name, "To") || equal_words(key.name, "Cc") || equal_words(key.name, "Bcc");
  for (const sim::mail::HeaderField& field : message().headers()) {
    if (!equal_words(field.name, key.name)) continue;
    if (key.words.empty() || holds_words(unfolded(field.value), key.words)) return true;
    if (!is_address) continue;
    // RFC 3501 looks into the envelope's structure: comments inside an address are no part of it.
    for (const EnvelopeAddress& each : envelope_addresses(field.value))
      if (each.has_host && holds_words(each.mailbox + "@" + each.host, key.words)) return true;
  }
  const std::vector<std::string> decoded = message().all(key.name);
  return std::any_of(decoded.begin(), decoded.end(), [&](const std::string& value) { return holds_words(value, key.words); });
}

bool SearchedMail::was_sent(const SearchKey& key) {
  const auto day = day_of_header(message().raw_header("Date").value_or(""));
  if (!day) return false;
  if (key.kind == Kind::sent_before) return *day < key.day;
  return key.kind == Kind::sent_on ? *day == key.day : *day >= key.day;
}

const std::string& SearchedMail::body_text() {
  if (!body_) collect_body(message(), body_.emplace(), 0);
  return *body_;
}

const std::string& SearchedMail::header_text() {
  if (header_) return *header_;
  std::string& out = header_.emplace(message().header_block());
  for (const sim::mail::HeaderField& field : message().headers())
    if (field.value.find("=?") != std::string_view::npos)
      for (const std::string& value : message().all(field.name)) out += value + "\n";
  return out;
}

}  // namespace fakeservers::imap
