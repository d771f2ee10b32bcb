#include "sim/mail/html_text.h"

#include <algorithm>
#include <array>

#include "sim/mail/detail/charset.h"
#include "sim/mail/detail/html_entity.h"

namespace sim::mail {
namespace {

using detail::equal_ignoring_case;

/// Elements that stand on lines of their own, sorted.
constexpr std::array<std::string_view, 42> blocks{
    "address", "article", "aside", "blockquote", "body", "caption", "center", "dd", "details", "dialog", "dir", "div", "dl", "dt",
    "fieldset", "figure", "footer", "form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "html", "legend", "li", "main",
    "menu", "nav", "ol", "optgroup", "option", "pre", "section", "table", "tbody", "thead", "tr", "ul"};
/// Elements whose content nobody sees, up to their end tag.
constexpr std::array<std::string_view, 5> unseen{"style", "script", "title", "template", "iframe"};

template <class List>
bool holds(const List& list, std::string_view name) {
  return std::any_of(list.begin(), list.end(), [&](std::string_view each) { return equal_ignoring_case(each, name); });
}

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

class HtmlReader {
 public:
  explicit HtmlReader(std::string_view html) : html_(html) { out_.reserve(html.size() / 2); }

  std::string read() {
    while (at_ < html_.size()) {
      if (html_[at_] == '<' && markup()) continue;
      if (html_[at_] == '&' && reference()) continue;
      if (html_[at_] == '\xC2' && firm_blank()) continue;
      if (!is_preformatted_ && word()) continue;
      character(html_[at_++]);
    }
    while (!out_.empty() && (is_space(out_.back()))) out_.pop_back();
    return std::move(out_);
  }

 private:
  /// Passes a tag or a comment; false if the `<` at hand is text.
  bool markup() {
    const std::string_view rest = html_.substr(at_);
    if (rest.starts_with("<!--")) return pass_comment();
    const char next = rest.size() > 1 ? rest[1] : ' ';
    const bool is_declaration = next == '!' || next == '?';
    const std::size_t name_at = at_ + (next == '/' || is_declaration ? 2 : 1);
    if (name_at >= html_.size() || (!is_declaration && !is_letter(html_[name_at]))) return false;
    const std::size_t end = tag_end(name_at);
    if (end == std::string_view::npos) return false;
    std::size_t name_end = name_at;
    while (name_end < end && !is_space(html_[name_end]) && html_[name_end] != '/' && html_[name_end] != '>') ++name_end;
    at_ = end + 1;
    tag(html_.substr(name_at, name_end - name_at), next == '/');
    return true;
  }

  /// To the end of a comment, or to the end of all as browsers do.
  bool pass_comment() {
    const std::size_t found = html_.find("-->", at_ + 2);
    at_ = found == std::string_view::npos ? html_.size() : found + 3;
    return true;
  }

  /// The > that ends a tag; one inside a quoted value does not. A quote that nothing closes is no quote.
  std::size_t tag_end(std::size_t at) {
    while (has_end_) {
      at = html_.find_first_of("\"'>", at);
      if (at == std::string_view::npos) break;
      if (html_[at] == '>') return at;
      bool& is_closed = html_[at] == '"' ? has_double_ : has_single_;
      const std::size_t close = is_closed && html_[at - 1] == '=' ? html_.find(html_[at], at + 1) : std::string_view::npos;
      if (close == std::string_view::npos && html_[at - 1] == '=') is_closed = false;
      at = close == std::string_view::npos ? at + 1 : close + 1;
    }
    has_end_ = false;
    return std::string_view::npos;
  }

  void tag(std::string_view name, bool is_end) {
    if (!is_end && holds(unseen, name)) return pass_element(name);
    if (!is_end && equal_ignoring_case(name, "head")) return pass_head();
    if (equal_ignoring_case(name, "br")) return line_break();
    if (equal_ignoring_case(name, "p")) return want_lines(2);
    if (equal_ignoring_case(name, "pre")) is_preformatted_ = !is_end;
    if (!is_end && (equal_ignoring_case(name, "td") || equal_ignoring_case(name, "th"))) return cell();
    if (std::binary_search(blocks.begin(), blocks.end(), std::string_view(detail::lower(name)))) want_lines(1);
  }

  /// To the end tag of that name, or to the end as browsers do.
  void pass_element(std::string_view name) {
    at_ = end_tag(name, at_);
    if (at_ == std::string_view::npos) at_ = html_.size();
  }

  /// A head that is never closed hides nothing.
  void pass_head() {
    if (is_head_past_) return;
    is_head_past_ = true;
    const std::size_t end = end_tag("head", at_);
    if (end != std::string_view::npos) at_ = end;
  }

  /// Behind `</name`, where its own end will be found as text of a tag; npos if there is none.
  std::size_t end_tag(std::string_view name, std::size_t at) const {
    while ((at = html_.find("</", at)) != std::string_view::npos) {
      at += 2;
      const bool fits = html_.size() - at >= name.size() && equal_ignoring_case(html_.substr(at, name.size()), name);
      if (!fits || (at + name.size() < html_.size() && is_letter(html_[at + name.size()]))) continue;
      const std::size_t end = html_.find('>', at + name.size());
      return end == std::string_view::npos ? html_.size() : end + 1;
    }
    return at;
  }

  bool reference() {
    const detail::CharacterReference found = detail::character_reference(html_.substr(at_));
    if (found.size == 0) return false;
    at_ += found.size;
    before_text();
    // The soft hyphen is no character of the text.
    if (found.code == 0xA0) out_ += ' ';
    else if (found.code != 0xAD) detail::append_utf8(found.code, out_);
    return true;
  }

  /// Takes over a run of characters that mean themselves, as most of a text does.
  bool word() {
    const char* const begin = html_.data() + at_;
    const char* const end = html_.data() + html_.size();
    const char* next = begin;
    while (next != end && *next != '<' && *next != '&' && *next != '\xC2' && !(*next >= '\0' && *next <= ' ')) ++next;
    if (next == begin) return false;
    before_text();
    out_.append(begin, next);
    at_ += static_cast<std::size_t>(next - begin);
    return true;
  }

  /// A blank that must not break is a blank to who reads the text.
  bool firm_blank() {
    if (!html_.substr(at_).starts_with("\xC2\xA0")) return false;
    at_ += 2;
    before_text();
    out_ += ' ';
    return true;
  }

  void character(char c) {
    if (c == '\r') return;
    if (is_space(c) && !is_preformatted_) {
      is_blank_wanted_ = true;
      return;
    }
    before_text();
    out_ += c;
  }

  /// Writes the line ends or the blank that stand before the next character.
  void before_text() {
    if (lines_wanted_ > 0) {
      while (!out_.empty() && (out_.back() == ' ' || out_.back() == '\t')) out_.pop_back();
      std::size_t there = 0;
      while (there < out_.size() && there < lines_wanted_ && out_[out_.size() - 1 - there] == '\n') ++there;
      if (!out_.empty()) out_.append(lines_wanted_ - there, '\n');
    } else if (is_blank_wanted_ && !out_.empty() && out_.back() != '\n' && out_.back() != ' ' && out_.back() != '\t') {
      out_ += ' ';
    }
    lines_wanted_ = 0;
    is_blank_wanted_ = false;
  }

  void want_lines(std::size_t count) { lines_wanted_ = std::max(lines_wanted_, count); }

  void line_break() {
    before_text();
    if (!out_.empty()) out_ += '\n';
  }

  void cell() {
    if (lines_wanted_ > 0 || out_.empty() || out_.back() == '\n') return;
    is_blank_wanted_ = false;
    out_ += '\t';
  }

  std::string_view html_;
  std::string out_;
  std::size_t at_ = 0;
  std::size_t lines_wanted_ = 0;
  bool is_blank_wanted_ = false, is_preformatted_ = false, is_head_past_ = false;
  bool has_double_ = true, has_single_ = true, has_end_ = true;  ///< still one to be found further on
};

}  // namespace

std::string text_of_html(std::string_view html) { return HtmlReader(html).read(); }

}  // namespace sim::mail
