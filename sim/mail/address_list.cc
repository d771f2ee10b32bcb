#include "sim/mail/address.h"
#include "sim/mail/detail/charset.h"
#include "sim/mail/detail/words.h"

namespace sim::mail {
namespace {

using detail::trim;

/// One member of the list as it was collected, before it is understood.
struct Member {
  std::string phrase;                ///< words and quoted strings, the quotes taken off
  std::string plain;                 ///< the same with quotes, without blanks: an address if no angle brackets came
  std::string comment;               ///< `a@b (Name)` is how names were written before RFC 822
  std::optional<std::string> angle;  ///< between < and >
  bool has_gap = false;              ///< blanks stood inside `plain`
};

/// Addresses as they are really written: local parts with a dot at the end or two in a row (Japanese carriers gave them out)
/// are taken as if they had been quoted.
std::optional<Address> read_address(std::string_view text) {
  text = trim(text);
  // RFC 5322, 4.4: a route is ignored.
  if (!text.empty() && text.front() == '@' && text.find(':') != std::string_view::npos) text.remove_prefix(text.find(':') + 1);
  if (text.size() > 7 && detail::equal_ignoring_case(text.substr(0, 7), "mailto:")) text.remove_prefix(7);
  if (auto strict = Address::parse(text)) return *strict;
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos || at == 0) return std::nullopt;
  const std::string_view local = text.substr(0, at);
  for (const char c : local)
    if (static_cast<unsigned char>(c) <= 32 || c == 127 || std::string_view("()<>[]:;@\\,\"").find(c) != std::string_view::npos)
      return std::nullopt;
  const auto domain = Address::parse("x@" + std::string(text.substr(at + 1)));
  if (!domain || local.size() > 64) return std::nullopt;
  return Address(std::string(local), domain->domain());
}

class ListReader {
 public:
  ListReader(std::string text, std::vector<std::string>* faults, std::size_t most)
      : text_(std::move(text)), faults_(faults), most_(most) {}

  std::vector<NamedAddress> read() {
    while (at_ < text_.size() && found_.size() < most_) step();
    if (found_.size() < most_) {
      finish();
    } else if (at_ < text_.size() && faults_ != nullptr) {
      faults_->push_back("more than " + std::to_string(most_) + " addresses");
    }
    return std::move(found_);
  }

 private:
  void step() {
    const char c = text_[at_];
    switch (c) {
      case '"': quoted(); return;
      case '(': comment(); return;
      case '<': angle(); return;
      case ',':
      case ';': finish(); break;
      case ':': colon(); break;
      case ' ':
      case '\t':
      case '\r':
      case '\n': blank(); break;
      default:
        member_.phrase += c;
        plain(c);
    }
    ++at_;
  }

  void plain(char c) {
    // Blanks around a dot or an @ are old syntax (RFC 5322, 4.4), elsewhere they part words.
    if (is_blank_before_ && !member_.plain.empty() && c != '@' && c != '.' && member_.plain.back() != '@' && member_.plain.back() != '.')
      member_.has_gap = true;
    is_blank_before_ = false;
    member_.plain += c;
  }

  void blank() {
    is_blank_before_ = true;
    if (!member_.phrase.empty() && member_.phrase.back() != ' ') member_.phrase += ' ';
  }

  void colon() {
    // What stands before the colon names a group; its members follow up to the semicolon.
    const bool is_mailto = detail::equal_ignoring_case(member_.plain, "mailto");
    if (member_.plain.find('@') == std::string::npos && !is_mailto) {
      member_ = {};
    } else {
      member_.phrase += ':';
      plain(':');
    }
  }

  void quoted() {
    std::string content;
    std::size_t i = at_ + 1;
    while (i < text_.size() && text_[i] != '"') {
      if (text_[i] == '\\' && i + 1 < text_.size()) ++i;
      content += text_[i++];
    }
    const std::size_t end = i < text_.size() ? i + 1 : i;
    if (i == text_.size()) fault("a quoted string does not end");
    for (; at_ < end; ++at_) member_.plain += text_[at_];
    is_blank_before_ = false;
    member_.phrase += content;
  }

  void comment() {
    std::size_t depth = 0;
    std::string content;
    for (; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\\' && at_ + 1 < text_.size()) {
        content += text_[++at_];
        continue;
      }
      if (c == ')' && --depth == 0) break;
      if (depth > 0) content += c;
      if (c == '(') ++depth;
    }
    if (at_ == text_.size()) fault("a comment does not end");
    ++at_;
    member_.comment = std::move(content);
    blank();
  }

  void angle() {
    std::string content;
    bool in_quotes = false;
    for (++at_; at_ < text_.size(); ++at_) {
      const char c = text_[at_];
      if (c == '\\' && in_quotes && at_ + 1 < text_.size()) {
        content += c;
        content += text_[++at_];
        continue;
      }
      if (c == '"') in_quotes = !in_quotes;
      if (c == '>' && !in_quotes) break;
      if (in_quotes || (c != ' ' && c != '\t' && c != '\r' && c != '\n')) content += c;
    }
    if (at_ >= text_.size()) fault("an angle bracket does not close");
    ++at_;
    member_.angle = std::move(content);
  }

  void finish() {
    Member member = std::move(member_);
    member_ = {};
    is_blank_before_ = false;
    if (!member.angle && member.plain.empty()) return;
    std::optional<Address> address;
    if (member.angle) {
      address = read_address(*member.angle);
    } else if (!member.has_gap) {
      address = read_address(member.plain);
    }
    if (!address) {
      const std::string& shown = member.angle ? *member.angle : member.phrase;
      fault("'" + detail::readable(shown.substr(0, 100)) + "' is no mail address");
      return;
    }
    const std::string name = member.angle ? member.phrase : member.comment;
    found_.push_back({detail::decode_words(name), std::move(*address)});
  }

  void fault(std::string what) {
    if (faults_ != nullptr && faults_->size() < 100) faults_->push_back(std::move(what));
  }

  std::string text_;
  std::vector<std::string>* faults_;
  std::size_t most_;
  std::size_t at_ = 0;
  Member member_;
  bool is_blank_before_ = false;
  std::vector<NamedAddress> found_;
};

}  // namespace

std::vector<NamedAddress> parse_address_list(std::string_view header_value, std::vector<std::string>* faults, std::size_t most) {
  return ListReader(detail::readable(header_value), faults, most).read();
}

}  // namespace sim::mail
