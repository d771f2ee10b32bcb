// spam-sa: SpamAssassin's own test mails, spam and ham ("nice"). Measures how many of each our scorer flags; the test text GTUBE must be.
#include "fakeservers/policy/spam_score.h"
#include "sim/mail/message.h"
#include "tests/corpora/suites.h"

namespace corpora {
namespace {

constexpr std::string_view gtube = "XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X";

/// What the manifest calls a mail, else the folder that it lies in: "spam", "ham", "" for neither.
std::string label_of(const Case& each) {
  if (each.kind == "spam" || each.kind == "ham") return each.kind;
  const std::string folder = each.file.parent_path().filename().string();
  if (folder.find("ham") != std::string::npos || folder == "nice") return "ham";
  return folder.find("spam") != std::string::npos ? "spam" : "";
}

/// The suite's mails have no extension: without a manifest every file of a labelled folder is one.
std::vector<Case> mails_of(const Suite& suite) {
  if (!suite.cases.empty()) return suite.cases;
  std::vector<Case> cases;
  const auto folder = suite.root / suite.name;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
    Case each{entry.path().lexically_relative(folder).string(), entry.path(), "", ""};
    if (entry.is_regular_file() && !label_of(each).empty()) cases.push_back(std::move(each));
  }
  std::sort(cases.begin(), cases.end(), [](const Case& a, const Case& b) { return a.name < b.name; });
  return cases;
}

/// What the manifest demands of a single mail ("flagged", "passed"), and that GTUBE is flagged.
std::string broken_demand(const Case& each, const std::string& raw, bool is_flagged) {
  if (raw.find(gtube) != std::string::npos && !is_flagged) return "GTUBE is not flagged";
  if (each.expected == "flagged" && !is_flagged) return "it is not flagged";
  return each.expected == "passed" && is_flagged ? "it is flagged" : "";
}

}  // namespace

void run_spam_sa(const Suite& suite, Report& report) {
  std::size_t spam = 0, flagged_spam = 0, ham = 0, flagged_ham = 0;
  for (const Case& each : mails_of(suite)) {
    const std::string raw = bytes_of(each.file);
    const std::string label = label_of(each);
    if (raw.empty() || label.empty()) {
      report.skip(each.name, raw.empty() ? "it is empty or cannot be read" : "neither spam nor ham");
      continue;
    }
    const auto score = fakeservers::policy::score_spam(sim::mail::Message(raw));
    (label == "spam" ? spam : ham) += 1;
    (label == "spam" ? flagged_spam : flagged_ham) += score.is_spam() ? 1 : 0;
    report.judge(each.name, broken_demand(each, raw, score.is_spam()));
    if (score.is_spam() != (label == "spam")) report.note(each.name, fmt::format("{} scores {}", label, fakeservers::policy::points_text(score.thousandths)));
  }
  report.rate("true positive", flagged_spam, spam);
  report.rate("false positive", flagged_ham, ham);
}

}  // namespace corpora
