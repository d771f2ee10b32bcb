#include <algorithm>

#include "fakeservers/imap/imap_state.h"
#include "fakeservers/imap/structure.h"

namespace fakeservers::imap {
namespace {

/// One piece of a structured field (RFC 5322, 3.2): a word, a comment, or one special character.
struct Piece {
  enum class Kind { end, word, comment, special } kind = Kind::end;
  std::string text;
};

class Pieces {
 public:
  explicit Pieces(std::string_view text) : text_(text) {}

  Piece next() {
    while (at_ < text_.size() && is_blank(text_[at_])) ++at_;
    if (at_ == text_.size()) return {};
    const char c = text_[at_];
    if (c == '"') return {Piece::Kind::word, enclosed('"', '"')};
    if (c == '(') return {Piece::Kind::comment, enclosed('(', ')')};
    if (c == '[') return {Piece::Kind::word, "[" + enclosed('[', ']') + "]"};
    if (is_special(c)) {
      ++at_;
      return {Piece::Kind::special, std::string(1, c)};
    }
    const std::size_t from = at_;
    while (at_ < text_.size() && !is_blank(text_[at_]) && !is_special(text_[at_]) && text_[at_] != '"' && text_[at_] != '(') ++at_;
    return {Piece::Kind::word, std::string(text_.substr(from, at_ - from))};
  }

 private:
  static bool is_blank(char c) { return c == ' ' || c == '\t' || c == '\r' || c == '\n'; }
  static bool is_special(char c) { return std::string_view("<>@,;:").find(c) != std::string_view::npos; }

  /// What stands between; comments may be nested.
  std::string enclosed(char open, char close) {
    std::string out;
    std::size_t depth = 1;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == close && --depth == 0) break;
      if (c == open && open != close) ++depth;
      if (c == '\\' && at_ + 1 < text_.size()) out += text_[++at_];
      else out += c;
    }
    if (at_ < text_.size()) ++at_;
    return out;
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

/// Collects the pieces of one address at a time.
class AddressReader {
 public:
  AddressReader(std::string_view field, std::size_t most) : text_(unfolded(field)), pieces_(text_), most_(most) {}

  std::vector<EnvelopeAddress> read() {
    for (Piece piece = pieces_.next(); piece.kind != Piece::Kind::end && out_.size() < most_; piece = pieces_.next()) {
      if (piece.kind == Piece::Kind::comment) comment_ = piece.text;
      else if (piece.kind == Piece::Kind::word) add_word(piece.text);
      else take_special(piece.text.front());
    }
    finish();
    if (is_in_group_) end_group();
    return std::move(out_);
  }

 private:
  void add_word(const std::string& word) {
    if (is_in_angle_ && is_route_) return;
    if (has_at_) {
      address_.host += word;
    } else if (is_in_angle_) {
      address_.mailbox += word;
    } else {
      const bool joins = words_.empty() || words_.back() == '.' || word.front() == '.';
      words_ += (joins ? "" : " ") + word;
    }
    is_any_ = true;
  }

  void take_special(char c) {
    if (c == '<') {
      is_in_angle_ = is_any_ = true;
      has_at_ = false;
      address_.mailbox.clear();
    } else if (c == '>') {
      is_in_angle_ = false;
      has_angle_ = true;
    } else if (c == '@') {
      if (is_in_angle_ && address_.mailbox.empty()) is_route_ = true;  // <@a,@b:c@d> (RFC 822)
      else has_at_ = true;
    } else if (c == ':' && is_route_) {
      is_route_ = false;
    } else if (c == ':' && !is_in_angle_) {
      begin_group();
    } else if (c == ',' && !is_route_) {
      finish();
    } else if (c == ';') {
      finish();
      if (is_in_group_) end_group();
    }
  }

  void begin_group() {
    EnvelopeAddress group;
    group.mailbox = words_;
    group.has_host = false;
    out_.push_back(group);
    is_in_group_ = true;
    reset();
  }

  void end_group() {
    EnvelopeAddress end;
    end.has_host = false;
    end.ends_group = true;
    out_.push_back(end);
    is_in_group_ = false;
  }

  void finish() {
    if (is_any_) {
      if (has_angle_ || is_in_angle_) address_.name = words_;
      else address_.mailbox = words_;
      if (address_.name.empty()) address_.name = comment_;
      out_.push_back(address_);
    }
    reset();
  }

  void reset() {
    address_ = {};
    words_.clear();
    comment_.clear();
    is_in_angle_ = has_angle_ = has_at_ = is_route_ = is_any_ = false;
  }

  std::string text_;
  Pieces pieces_;
  std::size_t most_;
  std::vector<EnvelopeAddress> out_;
  EnvelopeAddress address_;
  std::string words_, comment_;
  bool is_in_angle_ = false, has_angle_ = false, has_at_ = false, is_route_ = false, is_any_ = false, is_in_group_ = false;
};

std::string nstring_text(std::string_view value) { return value.empty() ? "NIL" : string_text(value); }

const sim::mail::HeaderField* first_field(const std::vector<sim::mail::HeaderField>& fields, std::string_view name) {
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const auto& each) { return equal_words(each.name, name); });
  return found == fields.end() ? nullptr : &*found;
}

std::string field_text(const std::vector<sim::mail::HeaderField>& fields, std::string_view name) {
  const auto* field = first_field(fields, name);
  return field == nullptr ? "NIL" : string_text(unfolded(field->value));
}

std::string address_text(const EnvelopeAddress& address) {
  if (address.ends_group) return "(NIL NIL NIL NIL)";
  return fmt::format("({} NIL {} {})", nstring_text(address.name), string_text(address.mailbox),
                     address.has_host ? string_text(address.host) : "NIL");
}

std::string list_text(const std::vector<sim::mail::HeaderField>& fields, std::string_view name) {
  const auto* field = first_field(fields, name);
  std::string out;
  if (field != nullptr)
    for (const EnvelopeAddress& each : envelope_addresses(field->value)) out += address_text(each);
  return out.empty() ? "NIL" : "(" + out + ")";
}

}  // namespace

std::string unfolded(std::string_view value) {
  std::string out;
  for (const char c : value)
    if (c != '\r' && c != '\n' && c != '\0') out += c == '\t' ? ' ' : c;
  const std::size_t from = out.find_first_not_of(' ');
  if (from == std::string::npos) return "";
  return out.substr(from, out.find_last_not_of(' ') + 1 - from);
}

std::vector<EnvelopeAddress> envelope_addresses(std::string_view field, std::size_t most) {
  return AddressReader(field, most).read();
}

std::string envelope_text(const std::vector<sim::mail::HeaderField>& fields) {
  const std::string from = list_text(fields, "From");
  const std::string sender = list_text(fields, "Sender");
  const std::string reply_to = list_text(fields, "Reply-To");
  // RFC 3501, 7.4.2: who is not named is the one the mail is from.
  return fmt::format("({} {} {} {} {} {} {} {} {} {})", field_text(fields, "Date"), field_text(fields, "Subject"), from,
                     sender == "NIL" ? from : sender, reply_to == "NIL" ? from : reply_to, list_text(fields, "To"),
                     list_text(fields, "Cc"), list_text(fields, "Bcc"), field_text(fields, "In-Reply-To"),
                     field_text(fields, "Message-ID"));
}

}  // namespace fakeservers::imap
