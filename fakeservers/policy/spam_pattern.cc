// A regular expression that hostile text cannot keep busy: Boost.Regex counts its steps, and here it may take few.
// The number is a macro that Boost.Regex casts in the old style.
#pragma GCC diagnostic ignored "-Wold-style-cast"
#define BOOST_REGEX_MAX_STATE_COUNT 500000
#include <boost/regex.hpp>

#include "fakeservers/policy/spam_rules.h"

namespace fakeservers::policy {
namespace {

/// As much of a text is looked at.
constexpr std::size_t most_text_octets = 262'144, most_expression_octets = 65'536;

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

}  // namespace

struct SpamPattern::Expression {
  boost::regex regex;
};

SpamPattern SpamPattern::literal(std::string_view text) {
  SpamPattern pattern;
  pattern.literal_ = lower_case(text);
  return pattern;
}

sim::Result<SpamPattern> SpamPattern::expression(const std::string& text) {
  if (text.size() > most_octets) return sim::Error{"the pattern is longer than 1000 octets", "", {}};
  try {
    SpamPattern pattern;
    pattern.expression_ = std::make_shared<const Expression>(Expression{boost::regex(text, boost::regex::perl | boost::regex::icase)});
    return pattern;
  } catch (const std::runtime_error& trouble) {
    return sim::Error{"the pattern is no regular expression: " + std::string(trouble.what()), "", {}};
  }
}

SpamPattern::Outcome SpamPattern::search(std::string_view text) const {
  text = text.substr(0, expression_ ? most_expression_octets : most_text_octets);
  if (!expression_) return !literal_.empty() && text.find(literal_) != std::string_view::npos ? Outcome::found : Outcome::absent;
  try {
    return boost::regex_search(text.begin(), text.end(), expression_->regex) ? Outcome::found : Outcome::absent;
  } catch (const std::runtime_error&) {
    return Outcome::gave_up;   // "The complexity of matching the regular expression exceeded predefined bounds"
  }
}

}  // namespace fakeservers::policy
