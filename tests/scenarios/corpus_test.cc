// Real mails of help desks, put on the wire by the step `deliver`: each becomes one row of the Email table.
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "scenarios/report/console.h"
#include "scenarios/runner/replay.h"
#include "sim/mail/message.h"

namespace {

std::vector<std::filesystem::path> help_desk_mails() {
  const char* set = std::getenv("MAILRIG_CORPORA");
  const std::filesystem::path corpora = set != nullptr ? set : "../shared/corpora";
  std::vector<std::filesystem::path> mails;
  for (const char* suite : {"desk-chatwoot", "desk-discourse"}) {
    if (!std::filesystem::is_directory(corpora / suite)) continue;
    for (const auto& entry : std::filesystem::recursive_directory_iterator(corpora / suite)) {
      if (entry.path().extension() == ".eml") mails.push_back(std::filesystem::absolute(entry.path()));
    }
  }
  std::sort(mails.begin(), mails.end());
  return mails;
}

TEST(RealMail, BecomesOneRowOfTheEmailTable) {
  sim::mail::start_mime_library();
  const auto mails = help_desk_mails();
  if (mails.empty()) GTEST_SKIP() << "no corpora: set MAILRIG_CORPORA to their folder";
  std::string pattern = (std::filesystem::temp_directory_path() / "mailrig-real-XXXXXX").string();
  const std::filesystem::path folder = mkdtemp(pattern.data());
  const std::string story = (folder / "real.yaml").string();
  for (const auto& mail : mails) {
    std::ofstream(story) << "name: " << mail.filename() << "\n"
                         << "include: [" << std::filesystem::absolute("scenarios/library/worlds/one-office.yaml") << "]\n"
                         << "steps:\n  - deliver: {file: " << mail << ", to: acme@service-now.example, from: outside@sender.example}\n"
                         << "  - wait: {until: idle}\n  - expect: {email: {type: /^received/}, exactly: 1}\n";
    const auto result = scenarios::replay(story, {});
    EXPECT_EQ(result.verdict, scenarios::Verdict::held) << mail << "\n" << scenarios::console_text(result);
  }
  std::filesystem::remove_all(folder);
}

}  // namespace
