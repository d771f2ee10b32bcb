#include "scenarios/runner/confusion.h"

#include <fmt/format.h>

namespace scenarios {

using fakeservers::people::JunkLabel;

namespace {

bool is_misplaced(JunkLabel label, const std::string& mailbox) {
  const auto wanted = wanted_mailbox(label);
  return mailbox.empty() || (!wanted.empty() && mailbox != wanted);
}

}  // namespace

std::string_view wanted_mailbox(JunkLabel label) {
  if (label == JunkLabel::ham) return "Received";
  return label == JunkLabel::malformed_mime ? "" : "Junk";
}

void Confusion::count(JunkLabel label, const std::string& mailbox) { ++counts_[label][mailbox]; }

std::size_t Confusion::misplaced() const {
  std::size_t sum = 0;
  for (const auto& [label, mailboxes] : counts_) {
    for (const auto& [mailbox, count] : mailboxes) sum += is_misplaced(label, mailbox) ? count : 0;
  }
  return sum;
}

std::string Confusion::text() const {
  std::string out = fmt::format("{:<16} {:>9} {:>9} {:>9} {:>9}\n", "label", "Received", "Junk", "lost", "misplaced");
  for (const auto& [label, mailboxes] : counts_) {
    std::map<std::string, std::size_t> row(mailboxes);
    std::size_t misplaced = 0;
    for (const auto& [mailbox, count] : mailboxes) misplaced += is_misplaced(label, mailbox) ? count : 0;
    out += fmt::format("{:<16} {:>9} {:>9} {:>9} {:>9}\n", fakeservers::people::label_name(label), row["Received"], row["Junk"], row[""], misplaced);
  }
  return out;
}

}  // namespace scenarios
