#include "sim/sender/spf_macro.h"

#include <fmt/format.h>

#include <algorithm>
#include <vector>

namespace sim::sender {
namespace {

constexpr std::string_view macro_delimiters = ".-+,/_=";
constexpr std::size_t most_domain_octets = 253;
/// While a name is made only its end is kept: what stands further left is dropped anyway.
constexpr std::size_t most_kept_octets = 16'384;
constexpr std::size_t all_parts = 1'000'000;

bool is_spf_digit(char c) { return c >= '0' && c <= '9'; }
bool is_spf_alpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
char spf_lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }

/// macro-expand = ( "%{" macro-letter transformers *delimiter "}" ) / "%%" / "%_" / "%-"
struct Macro {
  char letter = 0;                ///< as written; '%', '_' or '-' for those without braces
  std::size_t parts = all_parts;  ///< how many from the right
  bool is_reversed = false;
  std::string_view delimiters = ".";
};

/// Reads the macro at the front of `text` and takes it off; a problem if it is none.
std::optional<std::string> take_macro(std::string_view& text, Macro& macro) {
  const std::string_view whole = text;
  const auto quoted = [&](std::size_t octets) { return fmt::format("'{}'", whole.substr(0, std::min<std::size_t>(octets, 20))); };
  if (text.size() < 2 || std::string_view("{%_-").find(text[1]) == std::string_view::npos) return quoted(2) + " is no macro";
  macro = Macro{.letter = text[1]};
  text.remove_prefix(2);
  if (macro.letter != '{') return std::nullopt;
  const std::size_t end = text.find('}');
  if (end == std::string_view::npos) return "the macro " + quoted(20) + " is not closed";
  std::string_view body = text.substr(0, end);
  text.remove_prefix(end + 1);
  const auto wrong = [&] { return quoted(end + 3) + " is no macro"; };
  if (body.empty() || std::string_view("slodiphcrtv").find(spf_lower(body[0])) == std::string_view::npos) return wrong();
  macro.letter = body[0];
  body.remove_prefix(1);
  if (!body.empty() && is_spf_digit(body[0])) {
    macro.parts = 0;
    for (; !body.empty() && is_spf_digit(body[0]); body.remove_prefix(1)) {
      macro.parts = std::min(all_parts, macro.parts * 10 + static_cast<std::size_t>(body[0] - '0'));
    }
    if (macro.parts == 0) return wrong() + ": it takes no part";
  }
  if (!body.empty() && spf_lower(body[0]) == 'r') {
    macro.is_reversed = true;
    body.remove_prefix(1);
  }
  if (body.find_first_not_of(macro_delimiters) != std::string_view::npos) return wrong();
  if (!body.empty()) macro.delimiters = body;
  return std::nullopt;
}

/// toplabel: letters, digits and inner hyphens, not digits alone.
bool is_top_label(std::string_view label) {
  if (label.empty() || label.front() == '-' || label.back() == '-') return false;
  const auto fits = [](char c) { return is_spf_alpha(c) || is_spf_digit(c) || c == '-'; };
  return std::all_of(label.begin(), label.end(), fits) && !std::all_of(label.begin(), label.end(), is_spf_digit);
}

bool ends_in_top_label(std::string_view text) {
  if (text.ends_with('.')) text.remove_suffix(1);
  const std::size_t dot = text.rfind('.');
  return dot != std::string_view::npos && is_top_label(text.substr(dot + 1));
}

std::string_view name_of_version(const SpfMacroValues& values) { return values.is_v6 ? "ip6" : "in-addr"; }

std::string value_of(char letter, const SpfMacroValues& values) {
  switch (letter) {
    case 's': return std::string(values.sender);
    case 'l': return std::string(values.local_part);
    case 'o': return std::string(values.sender_domain);
    case 'd': return std::string(values.domain);
    case 'i': return std::string(values.dotted_ip);
    case 'c': return std::string(values.shown_ip);
    case 'h': return std::string(values.helo);
    case 'r': return values.receiver.empty() ? "unknown" : std::string(values.receiver);
    case 't': return std::to_string(values.seconds);
    case 'v': return std::string(name_of_version(values));
    default: return values.validated_name != nullptr ? (*values.validated_name)() : "unknown";
  }
}

/// Splits, reverses, keeps the parts from the right and joins with dots (RFC 7208, 7.3).
std::string transformed(std::string_view value, const Macro& macro) {
  std::vector<std::string_view> parts;
  for (std::size_t at = 0;;) {
    const std::size_t end = value.find_first_of(macro.delimiters, at);
    parts.push_back(value.substr(at, end == std::string_view::npos ? end : end - at));
    if (end == std::string_view::npos) break;
    at = end + 1;
  }
  if (macro.is_reversed) std::reverse(parts.begin(), parts.end());
  const std::size_t kept = std::min(parts.size(), macro.parts);
  std::string out;
  for (std::size_t i = parts.size() - kept; i < parts.size(); ++i) {
    if (i != parts.size() - kept) out += '.';
    out += parts[i];
  }
  return out;
}

/// What is not unreserved becomes %XX (RFC 7208, 7.3).
std::string url_escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    const bool is_unreserved = is_spf_alpha(c) || is_spf_digit(c) || std::string_view("-._~").find(c) != std::string_view::npos;
    out += is_unreserved ? std::string(1, c) : fmt::format("%{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

void append_macro(const Macro& macro, const SpfMacroValues& values, std::string& out) {
  if (macro.letter == '%' || macro.letter == '_') {
    out += macro.letter == '%' ? '%' : ' ';
  } else if (macro.letter == '-') {
    out += "%20";
  } else {
    const char letter = spf_lower(macro.letter);
    std::string value = value_of(letter, values);
    const bool is_plain = macro.parts == all_parts && !macro.is_reversed && macro.delimiters == ".";
    if (!is_plain) value = transformed(value, macro);
    out += letter == macro.letter ? value : url_escaped(value);
  }
}

/// `keep` is told after each piece and may shorten what there is; false ends.
template <class Keep>
std::string expand(std::string_view text, const SpfMacroValues& values, Keep keep) {
  std::string out;
  while (!text.empty()) {
    const std::size_t percent = std::min(text.find('%'), text.size());
    out += text.substr(0, percent);
    text.remove_prefix(percent);
    Macro macro;
    if (!text.empty()) {
      if (take_macro(text, macro)) break;
      append_macro(macro, values, out);
    }
    if (!keep(out)) break;
  }
  return out;
}

}  // namespace

std::optional<std::string> spf_text_problem(std::string_view text, SpfText kind) {
  const std::string_view whole = text;
  bool ends_in_macro = false;
  while (!text.empty()) {
    const char c = text[0];
    ends_in_macro = c == '%';
    if (c == '%') {
      Macro macro;
      if (auto problem = take_macro(text, macro)) return problem;
      const bool is_for_explanations = std::string_view("crt").find(spf_lower(macro.letter)) != std::string_view::npos;
      if (kind == SpfText::domain_spec && is_for_explanations) {
        return fmt::format("%{{{}}} may stand in explanations only", macro.letter);
      }
    } else {
      const bool is_blank = c == ' ' && kind == SpfText::explanation;
      if ((c < 0x21 || c > 0x7e) && !is_blank) return fmt::format("the octet 0x{:02x} may not stand in it", static_cast<unsigned char>(c));
      text.remove_prefix(1);
    }
  }
  if (kind != SpfText::domain_spec) return std::nullopt;
  if (whole.empty()) return "the domain is empty";
  if (!ends_in_macro && !ends_in_top_label(whole)) return fmt::format("'{}' does not end in a top-level domain", whole.substr(0, 80));
  return std::nullopt;
}

bool spf_uses_macro(std::string_view text, char letter) {
  for (std::size_t at = text.find('%'); at != std::string_view::npos && at + 2 < text.size(); at = text.find('%', at + 2))
    if (text[at + 1] == '{' && spf_lower(text[at + 2]) == letter) return true;
  return false;
}

std::string expand_spf_domain(std::string_view text, const SpfMacroValues& values) {
  std::string name = expand(text, values, [](std::string& out) {
    if (out.size() > most_kept_octets) out.erase(0, out.size() - most_domain_octets * 4);
    return true;
  });
  if (name.ends_with('.')) name.pop_back();
  while (name.size() > most_domain_octets) {
    const std::size_t dot = name.find('.', name.size() - most_domain_octets - 1);
    if (dot == std::string::npos) return name.substr(name.size() - most_domain_octets);
    name.erase(0, dot + 1);
  }
  return name;
}

std::string expand_spf_explanation(std::string_view text, const SpfMacroValues& values) {
  std::string out = expand(text, values, [](std::string& made) { return made.size() < most_explanation_octets; });
  if (out.size() > most_explanation_octets) out.resize(most_explanation_octets);
  return out;
}

}  // namespace sim::sender
