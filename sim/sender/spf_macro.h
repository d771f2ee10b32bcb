// SPF's macros (RFC 7208, 7): which texts are well formed, and what they stand for.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>

namespace sim::sender {

enum class SpfText {
  domain_spec,       ///< of a mechanism, redirect or exp: ends in a macro or a top label; no c, r, t
  modifier_value,    ///< of a modifier that we do not know
  explanation,       ///< what exp= leads to: blanks allowed
};

/// What is wrong with a text, one sentence's end; nothing if it is well formed.
std::optional<std::string> spf_text_problem(std::string_view text, SpfText kind);

/// Whether a macro of that letter (lower case) stands in a text, in either case of it.
bool spf_uses_macro(std::string_view text, char letter);

/// What the macro letters stand for.
struct SpfMacroValues {
  std::string_view sender;        ///< s
  std::string_view local_part;    ///< l
  std::string_view sender_domain; ///< o
  std::string_view domain;        ///< d
  std::string_view dotted_ip;     ///< i: "192.0.2.3", "2.0.0.1.0.D.B.8...."
  std::string_view shown_ip;      ///< c
  std::string_view helo;          ///< h
  std::string_view receiver;      ///< r
  long long seconds = 0;          ///< t
  bool is_v6 = false;             ///< v
  const std::function<std::string()>* validated_name = nullptr;  ///< p: asked for only if it is used
};

/// Longer explanations are cut: a reply's text is what they are for.
inline constexpr std::size_t most_explanation_octets = 2'000;

/// A domain-spec as a name: at most 253 octets, labels dropped from the left until it fits (RFC 7208, 7.3), without a dot at the end.
/// The text must be well formed.
std::string expand_spf_domain(std::string_view text, const SpfMacroValues& values);
std::string expand_spf_explanation(std::string_view text, const SpfMacroValues& values);

}  // namespace sim::sender
