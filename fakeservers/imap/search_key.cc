#include "fakeservers/imap/search_key.h"

#include <algorithm>
#include <set>

#include "fakeservers/imap/structure.h"

namespace fakeservers::imap {
namespace {

using KeyKind = SearchKey::Kind;

constexpr int most_depth = 50;
constexpr std::size_t most_searched_octets = 20'000'000;

/// Keys of a word and nothing else.
struct FlagKey {
  std::string_view name;
  KeyKind kind;
  unsigned flag;
  bool is_negated;
};
constexpr FlagKey flag_keys[] = {
    {"ALL", KeyKind::all, 0, false},
    {"ANSWERED", KeyKind::flag, flag_answered, false},
    {"DELETED", KeyKind::flag, flag_deleted, false},
    {"DRAFT", KeyKind::flag, flag_draft, false},
    {"FLAGGED", KeyKind::flag, flag_flagged, false},
    {"SEEN", KeyKind::flag, flag_seen, false},
    {"NEW", KeyKind::fresh, 0, false},
    {"OLD", KeyKind::recent, 0, true},
    {"RECENT", KeyKind::recent, 0, false},
    {"UNANSWERED", KeyKind::flag, flag_answered, true},
    {"UNDELETED", KeyKind::flag, flag_deleted, true},
    {"UNDRAFT", KeyKind::flag, flag_draft, true},
    {"UNFLAGGED", KeyKind::flag, flag_flagged, true},
    {"UNSEEN", KeyKind::flag, flag_seen, true},
};

struct ArgumentKey {
  std::string_view name;
  KeyKind kind;
  std::string_view field;  ///< of a header key
};
constexpr ArgumentKey argument_keys[] = {
    {"BCC", KeyKind::header, "Bcc"},     {"BEFORE", KeyKind::before, ""},         {"BODY", KeyKind::body, ""},
    {"CC", KeyKind::header, "Cc"},       {"FROM", KeyKind::header, "From"},       {"HEADER", KeyKind::header, ""},
    {"KEYWORD", KeyKind::keyword, ""},   {"LARGER", KeyKind::larger, ""},         {"NOT", KeyKind::negated, ""},
    {"ON", KeyKind::on, ""},             {"OR", KeyKind::either, ""},             {"SENTBEFORE", KeyKind::sent_before, ""},
    {"SENTON", KeyKind::sent_on, ""},    {"SENTSINCE", KeyKind::sent_since, ""},  {"SINCE", KeyKind::since, ""},
    {"SMALLER", KeyKind::smaller, ""},   {"SUBJECT", KeyKind::header, "Subject"}, {"TEXT", KeyKind::text, ""},
    {"TO", KeyKind::header, "To"},       {"UID", KeyKind::uids, ""},              {"UNKEYWORD", KeyKind::keyword, ""},
};

SearchKey negated(SearchKey key) {
  SearchKey out;
  out.kind = KeyKind::negated;
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
    case KeyKind::header:
      if (key.name.empty()) {
        key.name = arguments.astring();
        arguments.space();
      }
      key.words = upper(arguments.astring());
      break;
    case KeyKind::body:
    case KeyKind::text: key.words = upper(arguments.astring()); break;
    case KeyKind::keyword: key.name = arguments.atom(); break;
    case KeyKind::larger:
    case KeyKind::smaller: key.octets = arguments.number(); break;
    case KeyKind::uids: key.set = arguments.sequence_set(); break;
    case KeyKind::negated: key.keys.push_back(read_search_key(arguments, depth + 1)); break;
    case KeyKind::either:
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
    key.kind = KeyKind::numbers;
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
  all.kind = KeyKind::all_of;
  do {
    all.keys.push_back(read_search_key(arguments, depth));
  } while (arguments.skip(' '));
  return all;
}

void resolve(SearchKey& key, std::uint32_t largest_number, std::uint32_t largest_uid) {
  if (key.kind == KeyKind::numbers) key.set = key.set.resolved(largest_number);
  if (key.kind == KeyKind::uids) key.set = key.set.resolved(largest_uid);
  for (SearchKey& each : key.keys) resolve(each, largest_number, largest_uid);
}

bool SearchedMail::fits(const SearchKey& key) {
  const auto fits_too = [this](const SearchKey& each) { return fits(each); };
  switch (key.kind) {
    case KeyKind::all: return true;
    case KeyKind::all_of: return std::all_of(key.keys.begin(), key.keys.end(), fits_too);
    case KeyKind::either: return std::any_of(key.keys.begin(), key.keys.end(), fits_too);
    case KeyKind::negated: return !fits(key.keys.front());
    case KeyKind::numbers: return key.set.contains(number_);
    case KeyKind::uids: return key.set.contains(mail_.number);
    case KeyKind::flag: return (mail_.flags & key.flag) != 0;
    case KeyKind::keyword:
      return std::any_of(mail_.keywords.begin(), mail_.keywords.end(), [&](const auto& each) { return equal_words(each, key.name); });
    case KeyKind::recent: return is_recent_;
    case KeyKind::fresh: return is_recent_ && (mail_.flags & flag_seen) == 0;
    case KeyKind::before: return day_of(mail_.arrived) < key.day;
    case KeyKind::on: return day_of(mail_.arrived) == key.day;
    case KeyKind::since: return day_of(mail_.arrived) >= key.day;
    case KeyKind::sent_before:
    case KeyKind::sent_on:
    case KeyKind::sent_since: return was_sent(key);
    case KeyKind::larger: return mail_.raw.size() > key.octets;
    case KeyKind::smaller: return mail_.raw.size() < key.octets;
    case KeyKind::header: return has_header(key);
    case KeyKind::body: return body_text().find(key.words) != std::string::npos;
    case KeyKind::text: return header_text().find(key.words) != std::string::npos || body_text().find(key.words) != std::string::npos;
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
  if (key.kind == KeyKind::sent_before) return *day < key.day;
  return key.kind == KeyKind::sent_on ? *day == key.day : *day >= key.day;
}

const std::string& SearchedMail::body_text() {
  if (body_) return *body_;
  std::string text;
  collect_body(message(), text, 0);
  return body_.emplace(upper(text));
}

const std::string& SearchedMail::header_text() {
  if (header_) return *header_;
  std::string out(message().header_block());
  std::set<std::string> encoded;
  for (const sim::mail::HeaderField& field : message().headers())
    if (field.value.find("=?") != std::string_view::npos) encoded.insert(upper(field.name));
  for (const std::string& name : encoded)
    for (const std::string& value : message().all(name)) out += value + "\n";
  return header_.emplace(upper(out));
}

}  // namespace fakeservers::imap
