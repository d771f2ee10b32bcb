#include "sim/client/imap_response.h"

#include <algorithm>
#include <charconv>

namespace sim::client {
namespace {

/// A message may come as several literals of nothing: their number is bounded too.
constexpr std::size_t most_literals = 1000;

template <class Number>
std::optional<Number> number_of(std::string_view text) {
  Number value = 0;
  const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (text.empty() || fault != std::errc{} || end != text.data() + text.size()) return std::nullopt;
  return value;
}

/// Walks over the items of a FETCH response.
class FetchWalk {
 public:
  explicit FetchWalk(ImapResponse& response) : response_(response) {}

  std::optional<FetchedMail> read(std::string_view items) {
    text_ = items;
    FetchedMail mail;
    if (!text_.starts_with('(')) return std::nullopt;
    text_.remove_prefix(1);
    while (!text_.empty() && text_.front() != ')') {
      const std::string name = take_name();
      if (name.empty() || text_.empty() || text_.front() != ' ') return std::nullopt;
      text_.remove_prefix(1);
      if (!take_value(name, mail)) return std::nullopt;
      while (text_.starts_with(' ')) text_.remove_prefix(1);
    }
    return mail;
  }

 private:
  std::string take_name() {
    std::size_t end = 0;
    while (end < text_.size() && text_[end] != ' ' && text_[end] != ')' && text_[end] != '[') ++end;
    if (end < text_.size() && text_[end] == '[') end = std::min(text_.find(']', end), text_.size() - 1) + 1;
    std::string name(text_.substr(0, end));
    for (char& c : name)
      if (c >= 'a' && c <= 'z') c = static_cast<char>(c - 32);
    text_.remove_prefix(end);
    return name;
  }

  bool take_value(const std::string& name, FetchedMail& mail) {
    if (name == "BODY[]" || name == "RFC822") {
      mail.raw = take_string();
      return mail.raw.has_value();
    }
    const std::string_view value = skip_value();
    if (name == "UID") mail.uid = number_of<std::uint32_t>(value).value_or(0);
    if (name == "RFC822.SIZE") mail.octets = number_of<std::size_t>(value).value_or(0);
    return true;
  }

  std::optional<std::string> take_string() {
    if (text_.starts_with('{')) {
      skip_value();
      if (literal_ == 0 || literal_ > response_.literals.size()) return std::nullopt;
      return std::move(response_.literals[literal_ - 1]);
    }
    if (!text_.starts_with('"')) return std::nullopt;
    const std::string_view quoted = skip_value();
    std::string out;
    for (std::size_t i = 1; i + 1 < quoted.size(); ++i) out += quoted[i] == '\\' ? quoted[++i] : quoted[i];
    return out;
  }

  /// One word, string or list with all in it.
  std::string_view skip_value() {
    std::size_t depth = 0;
    std::size_t at = 0;
    for (; at < text_.size(); ++at) {
      const char c = text_[at];
      if (c == '"') at = end_of_quoted(at);
      if (c == '{') ++literal_;
      if (c == '(') ++depth;
      if (depth == 0 && (c == ' ' || c == ')')) break;
      if (c == ')') --depth;
    }
    at = std::min(at, text_.size());
    const std::string_view value = text_.substr(0, at);
    text_.remove_prefix(at);
    return value;
  }

  std::size_t end_of_quoted(std::size_t at) const {
    for (++at; at < text_.size() && text_[at] != '"'; ++at)
      if (text_[at] == '\\') ++at;
    return at;
  }

  ImapResponse& response_;
  std::string_view text_;
  std::size_t literal_ = 0;
};

}  // namespace

std::optional<ImapResponse> ImapResponseReader::next() {
  while (fault_.empty()) {
    if (literal_left_) {
      if (!take_literal()) return std::nullopt;
      continue;
    }
    const auto line = take_line();
    if (!line) return std::nullopt;
    response_.text.append(*line);
    if (response_.text.size() > most_line_octets_) {
      fault_ = "a response longer than " + std::to_string(most_line_octets_) + " octets";
    } else if (!begin_literal(*line)) {
      literal_octets_ = 0;
      input_.erase(0, read_);
      searched_ -= std::min(searched_, std::exchange(read_, 0));
      return std::exchange(response_, {});
    }
  }
  return std::nullopt;
}

bool ImapResponseReader::take_literal() {
  std::string& literal = response_.literals.back();
  const std::size_t size = std::min(*literal_left_, input_.size() - read_);
  literal.append(input_, read_, size);
  read_ += size;
  *literal_left_ -= size;
  // What is a literal's already need not be kept twice.
  input_.erase(0, read_);
  read_ = searched_ = 0;
  if (*literal_left_ > 0) return false;
  literal_left_.reset();
  return true;
}

std::optional<std::string_view> ImapResponseReader::take_line() {
  const std::size_t lf = input_.find('\n', std::max(read_, searched_));
  const std::size_t length = (lf == std::string::npos ? input_.size() : lf) - read_;
  if (length > most_line_octets_) {
    fault_ = "a line longer than " + std::to_string(most_line_octets_) + " octets";
    return std::nullopt;
  }
  if (lf == std::string::npos) {
    searched_ = input_.size();
    return std::nullopt;
  }
  std::string_view line = std::string_view(input_).substr(read_, length);
  if (line.ends_with('\r')) line.remove_suffix(1);
  read_ = lf + 1;
  return line;
}

bool ImapResponseReader::begin_literal(std::string_view line) {
  const std::size_t brace = line.rfind('{');
  if (!line.ends_with('}') || brace == std::string_view::npos) return false;
  const auto size = number_of<std::size_t>(line.substr(brace + 1, line.size() - brace - 2));
  if (!size) return false;
  literal_octets_ += std::min(*size, most_literal_octets_ + 1);
  if (literal_octets_ > most_literal_octets_ || response_.literals.size() >= most_literals) {
    fault_ = "a message larger than " + std::to_string(most_literal_octets_) + " octets";
    return true;
  }
  response_.literals.emplace_back();
  literal_left_ = *size;
  return true;
}

void ImapResponseReader::clear() {
  input_.clear();
  response_ = {};
  literal_left_.reset();
  read_ = searched_ = literal_octets_ = 0;
}

std::optional<FetchedMail> read_fetched(ImapResponse& response) {
  std::string_view text = response.text;
  if (!text.starts_with("* ")) return std::nullopt;
  text.remove_prefix(2);
  const std::size_t space = text.find(' ');
  if (space == std::string_view::npos || !number_of<std::uint32_t>(text.substr(0, space))) return std::nullopt;
  text.remove_prefix(space + 1);
  if (text.size() < 6 || (text.substr(0, 6) != "FETCH " && text.substr(0, 6) != "fetch ")) return std::nullopt;
  return FetchWalk(response).read(text.substr(6));
}

std::optional<std::vector<std::uint32_t>> read_searched(std::string_view text) {
  if (text != "* SEARCH" && !text.starts_with("* SEARCH ")) return std::nullopt;
  std::vector<std::uint32_t> out;
  for (const std::string& word : words_of(text.substr(8)))
    if (const auto number = number_of<std::uint32_t>(word); number && *number > 0) out.push_back(*number);
  std::sort(out.begin(), out.end());
  out.erase(std::unique(out.begin(), out.end()), out.end());
  return out;
}

std::string_view response_code(std::string_view text) {
  const std::size_t open = text.find(" [");
  const std::size_t close = text.find(']', std::min(open, text.size()));
  // The code follows the condition: "* OK [" or "A1 NO [".
  if (open == std::string_view::npos || close == std::string_view::npos) return {};
  if (std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(open), ' ') != 1) return {};
  return text.substr(open + 2, close - open - 2);
}

std::vector<std::string> words_of(std::string_view text) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at < text.size();) {
    at = text.find_first_not_of(' ', at);
    if (at == std::string_view::npos) break;
    const std::size_t end = std::min(text.find(' ', at), text.size());
    out.emplace_back(text.substr(at, end - at));
    at = end;
  }
  return out;
}

}  // namespace sim::client
