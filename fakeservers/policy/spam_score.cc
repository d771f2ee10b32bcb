#include "fakeservers/policy/spam_score.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <bitset>
#include <cstdint>

#include "fakeservers/policy/spam_sender_table.h"
#include "fakeservers/policy/spam_table.h"

namespace fakeservers::policy {
namespace {

using sim::client::Symbol;
using sim::mail::Message;

std::string lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

struct Texts {
  std::string subject, body;
};

/// Patterns match across line ends: Japanese is wrapped without a space between, other text at one.
std::string unwrapped(std::string text) {
  std::size_t to = 0;
  for (std::size_t at = 0; at < text.size(); ++at) {
    const char c = text[at];
    if (c != '\r' && c != '\n') {
      text[to++] = c;
    } else if (to > 0 && static_cast<unsigned char>(text[to - 1]) < 0x80 && text[to - 1] != ' ') {
      text[to++] = ' ';
    }
  }
  text.resize(to);
  return text;
}

constexpr std::size_t pattern_count = spam_tests.size();
using Found = std::bitset<pattern_count>;

/// Finds the built-in patterns in one pass: at each place only those are compared that begin with its two octets.
class PatternIndex {
 public:
  PatternIndex() {
    static_assert(pattern_count < 255);
    for (std::size_t i = 0; i < pattern_count; ++i) {
      const std::size_t key = key_at(spam_tests[i].pattern, 0);
      next_[i] = first_[key];
      first_[key] = static_cast<std::uint8_t>(i + 1);
    }
  }
  Found in(std::string_view text) const {
    Found found;
    for (std::size_t at = 0; at + 1 < text.size(); ++at) {
      for (std::size_t i = first_[key_at(text, at)]; i != 0; i = next_[i - 1]) {
        if (text.substr(at).starts_with(spam_tests[i - 1].pattern)) found.set(i - 1);
      }
    }
    return found;
  }

 private:
  static std::size_t key_at(std::string_view text, std::size_t at) {
    return static_cast<std::size_t>(static_cast<unsigned char>(text[at])) << 8 | static_cast<unsigned char>(text[at + 1]);
  }
  std::array<std::uint8_t, 65'536> first_{};          ///< by two octets: 1 + the index of a pattern, 0 for none
  std::array<std::uint8_t, pattern_count> next_{};    ///< the next pattern that begins so
};

using Outcome = SpamPattern::Outcome;

Outcome header_outcome(const SpamRule& rule, const Message& message) {
  Outcome outcome = Outcome::absent;
  for (const std::string& value : message.all(rule.header)) {
    outcome = rule.pattern.search(lower(value));
    if (outcome != Outcome::absent) break;
  }
  return outcome;
}

Outcome outcome_of(const SpamRule& rule, const Texts& texts, const Message& message) {
  if (rule.where == SpamRule::Where::header) return header_outcome(rule, message);
  Outcome outcome = Outcome::absent;
  if (rule.where != SpamRule::Where::body) outcome = rule.pattern.search(texts.subject);
  if (outcome == Outcome::absent && rule.where != SpamRule::Where::subject) outcome = rule.pattern.search(texts.body);
  return outcome;
}

bool is_shouted(std::string_view subject) {
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  return std::count_if(subject.begin(), subject.end(), is_upper) >= 10 && std::none_of(subject.begin(), subject.end(), is_lower);
}

bool is_from_own_recipient(const Message& message) {
  const auto from = message.from();
  const auto to = message.addresses("To");
  return from && std::any_of(to.begin(), to.end(), [&](const auto& one) { return one.address.matches(from->address); });
}

/// A link to a bare address: "http://209.61.190.180".
bool links_to_address(std::string_view body) {
  constexpr std::string_view start = "http://";
  for (auto at = body.find(start); at != std::string_view::npos; at = body.find(start, at + 1)) {
    const auto host = body.substr(at + start.size(), 15);
    const auto end = std::min(host.size(), host.find_first_not_of("0123456789."));
    if (std::count(host.begin(), host.begin() + static_cast<std::ptrdiff_t>(end), '.') >= 3) return true;
  }
  return false;
}

class Sum {
 public:
  explicit Sum(const SpamRules& rules) : rules_(rules) { score.required = rules.required; }
  void add(std::string_view name, int documented) {
    const int weight = rules_.weights.empty() ? documented : rules_.weight_of(name, documented);
    if (weight == 0) return;
    score.tests.push_back({std::string(name), weight, true});
    score.thousandths += weight;
  }
  SpamScore score;

 private:
  const SpamRules& rules_;
};

void add_texts(Sum& sum, const Message& message, const SpamRules& rules) {
  const std::string& plain = message.text();
  const Texts texts{lower(message.subject()), unwrapped(lower(plain.empty() ? message.html() : plain))};
  if (rules.has_built_in) {
    static const PatternIndex index;
    const Found in_subject = index.in(texts.subject), in_body = index.in(texts.body);
    for (std::size_t i = 0; i < pattern_count; ++i) {
      const SpamTest& test = spam_tests[i];
      const bool hits = (test.where != SpamTest::Where::body && in_subject[i]) || (test.where != SpamTest::Where::subject && in_body[i]);
      if (hits) sum.add(test.name, test.weight);
    }
  }
  for (const SpamRule& rule : rules.rules) {
    const Outcome outcome = outcome_of(rule, texts, message);
    if (outcome == Outcome::found) sum.add(rule.name, rule.weight);
    if (outcome == Outcome::gave_up) sum.score.gave_up.push_back(rule.name);
  }
  if (links_to_address(texts.body)) sum.add("NUMERIC_HTTP_ADDR", 1242);
}

void add_header(Sum& sum, const Message& message) {
  const std::string subject = message.subject();
  if (is_shouted(subject)) sum.add("SUBJ_ALL_CAPS", 1600);
  if (is_from_own_recipient(message)) sum.add("TO_EQ_FROM", 1100);
  if (!message.raw_header("Date")) sum.add("MISSING_DATE", 1360);
  if (!message.raw_header("Message-ID")) sum.add("MISSING_MID", 497);
  if (subject.empty()) sum.add("MISSING_SUBJECT", 1799);
}

/// C14: in the other reading an SPF failure alone suffices, so the test weighs what is missing.
void let_spf_failure_flag(SpamScore& score) {
  if (score.is_spam()) return;
  const auto failure = std::find_if(score.tests.begin(), score.tests.end(), [](const Symbol& test) { return test.name == "SPF_FAIL"; });
  if (failure == score.tests.end()) return;
  failure->thousandths += score.required - score.thousandths;
  score.thousandths = score.required;
}

std::string test_list(const SpamScore& score) {
  std::string out;
  for (const Symbol& test : score.tests) {
    out += out.empty() ? "" : ", ";
    out += test.has_weight ? fmt::format("{}={}", test.name, points_text(test.thousandths)) : test.name;
  }
  return out;
}

/// The mail passes without a score (spec 8), or, where the host would rather have it later, is deferred.
Decision dropped(const SpamRules& rules, std::string why) {
  Decision decision{.policy = "spam_score", .evidence = "scoring dropped: " + std::move(why)};
  if (rules.defers_if_slow) decision.refusal = sim::mail::SmtpReply{451, {4, 7, 1}, "the mail could not be scanned now"};
  return decision;
}

SpamScore of_answer(sim::client::ScanAnswer answer) {
  SpamScore score;
  score.thousandths = answer.thousandths;
  score.required = answer.required;
  score.tests = std::move(answer.symbols);
  score.said = answer.is_found;
  return score;
}

std::string header_lines(const SpamScore& score, const SpamRules& rules) {
  // The instance's servers write no space behind the colon; what amavisd writes elsewhere has one.
  const std::string_view colon = rules.prefix.starts_with("X-ServiceNow") ? ":" : ": ";
  const bool is_spam = score.is_spam();
  const auto value = points_text(score.thousandths);
  const auto stars = static_cast<std::size_t>(std::clamp(score.thousandths / 1000, 0, 64));
  const std::string& prefix = rules.prefix;
  return fmt::format("{0}Flag{1}{2}\r\n{0}Score{1}{3}\r\n{0}Level{1}{4}\r\n"
                     "{0}Status{1}{5}, score={3} tagged_above={6} required={7}\r\n\ttests=[{8}] autolearn=no autolearn_force=no\r\n",
                     prefix, colon, is_spam ? "YES" : "NO", value, std::string(stars, '*'), is_spam ? "Yes" : "No",
                     points_text(rules.tagged_above), points_text(score.required), test_list(score));
}

}  // namespace

int SpamRules::weight_of(std::string_view name, int documented) const {
  for (auto other = weights.rbegin(); other != weights.rend(); ++other) {
    if (other->first == name) return other->second;
  }
  return documented;
}

std::string points_text(int thousandths) {
  const int whole = std::abs(thousandths) / 1000;
  std::string out = fmt::format("{}{}.{:03}", thousandths < 0 ? "-" : "", whole, std::abs(thousandths) % 1000);
  while (out.back() == '0') out.pop_back();
  if (out.back() == '.') out.pop_back();
  return out;
}

SpamScore score_spam(const Message& message, const sim::sender::Findings& sender, const SpamRules& rules) {
  Sum sum(rules);
  sum.add("BAYES_00", -1900);
  add_texts(sum, message, rules);
  add_header(sum, message);
  for (const SenderTest& test : sender_tests) {
    if (test.hits(message, sender)) sum.add(test.name, test.weight);
  }
  if (rules.spf_failure_flags) let_spf_failure_flag(sum.score);
  return std::move(sum.score);
}

Decision mark_spam(const Message& message, const sim::sender::Findings& sender, const SpamRules& rules, sim::Duration waited) {
  if (message.raw().size() > rules.most_octets) return dropped(rules, fmt::format("the mail has more than {} octets", rules.most_octets));
  if (waited > rules.patience) return dropped(rules, fmt::format("DNS took {} to answer about the sender", sim::duration_text(waited)));
  SpamScore score;
  if (rules.scanner) {
    auto answer = rules.scanner(message.raw());
    if (!answer) return dropped(rules, fmt::format("{}: {}", rules.scanner_name, answer.error().what));
    score = of_answer(*std::move(answer));
  } else {
    score = score_spam(message, sender, rules);
  }
  Decision decision{.policy = "spam_score",
                    .evidence = fmt::format("score {} of {} [{}]", points_text(score.thousandths), points_text(score.required), test_list(score))};
  if (rules.scanner) decision.evidence += ", says " + rules.scanner_name;
  for (const std::string& name : score.gave_up) decision.evidence += fmt::format("; the pattern of {} took too long", name);
  if (rules.refused_from && score.thousandths >= *rules.refused_from) {
    decision.refusal = sim::mail::SmtpReply{554, {5, 7, 1}, "the mail was taken for spam"};
  } else if (score.thousandths >= rules.tagged_above) {
    decision.header_lines = header_lines(score, rules);
  }
  return decision;
}

}  // namespace fakeservers::policy
