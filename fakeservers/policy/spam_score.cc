#include "fakeservers/policy/spam_score.h"

#include <fmt/format.h>

#include <algorithm>

#include "fakeservers/policy/spam_table.h"

namespace fakeservers::policy {
namespace {

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

/// Whitespace is dropped where Japanese lines are wrapped, so patterns match across line ends too.
std::string unwrapped(std::string text) {
  std::erase_if(text, [](char c) { return c == '\r' || c == '\n'; });
  return text;
}

bool matches(const SpamTest& test, const Texts& texts) {
  const auto in = [&](const std::string& text) { return text.find(test.pattern) != std::string::npos; };
  return (test.where != SpamTest::Where::body && in(texts.subject)) ||
         (test.where != SpamTest::Where::subject && in(texts.body));
}

bool is_shouted(std::string_view subject) {
  const auto is_upper = [](char c) { return c >= 'A' && c <= 'Z'; };
  const auto is_lower = [](char c) { return c >= 'a' && c <= 'z'; };
  return std::count_if(subject.begin(), subject.end(), is_upper) >= 10 && std::none_of(subject.begin(), subject.end(), is_lower);
}

bool is_from_own_recipient(const sim::mail::Message& message) {
  const auto from = message.from();
  const auto to = message.addresses("To");
  return from && std::any_of(to.begin(), to.end(), [&](const auto& one) { return one.address.matches(from->address); });
}

/// Three decimals at most, none that are zero at the end: 3, 0.5, -1.901.
std::string points(int thousandths) {
  const int whole = std::abs(thousandths) / 1000;
  std::string out = fmt::format("{}{}.{:03}", thousandths < 0 ? "-" : "", whole, std::abs(thousandths) % 1000);
  while (out.back() == '0') out.pop_back();
  if (out.back() == '.') out.pop_back();
  return out;
}

std::string test_list(const SpamScore& score) {
  std::string out;
  for (const auto& [name, weight] : score.tests) out += fmt::format("{}{}={}", out.empty() ? "" : ", ", name, points(weight));
  return out;
}

}  // namespace

SpamScore score_spam(const sim::mail::Message& message) {
  const std::string& plain = message.text();
  const Texts texts{lower(message.subject()), unwrapped(lower(plain.empty() ? message.html() : plain))};
  SpamScore score;
  const auto add = [&](std::string_view name, int weight) {
    score.tests.emplace_back(name, weight);
    score.thousandths += weight;
  };
  add("BAYES_00", -1900);
  for (const auto& test : spam_tests) {
    if (matches(test, texts)) add(test.name, test.weight);
  }
  if (is_shouted(message.subject())) add("SUBJ_ALL_CAPS", 1600);
  if (is_from_own_recipient(message)) add("TO_EQ_FROM", 1100);
  if (!message.raw_header("Date")) add("MISSING_DATE", 1360);
  return score;
}

Decision mark_spam(const sim::mail::Message& message) {
  const SpamScore score = score_spam(message);
  const auto value = points(score.thousandths);
  const auto stars = static_cast<std::size_t>(std::clamp(score.thousandths / 1000, 0, 64));
  const auto tests = test_list(score);
  auto lines = fmt::format("X-ServiceNow-Spam-Flag:{}\r\nX-ServiceNow-Spam-Score:{}\r\nX-ServiceNow-Spam-Level:{}\r\n",
                           score.is_spam() ? "YES" : "NO", value, std::string(stars, '*'));
  lines += fmt::format("X-ServiceNow-Spam-Status:{}, score={} tagged_above=-999 required={}\r\n"
                       "\ttests=[{}] autolearn=no autolearn_force=no\r\n",
                       score.is_spam() ? "Yes" : "No", value, points(spam_threshold), tests);
  return Decision{.policy = "spam_score",
                  .evidence = fmt::format("score {} of {} [{}]", value, points(spam_threshold), tests),
                  .header_lines = std::move(lines)};
}

}  // namespace fakeservers::policy
