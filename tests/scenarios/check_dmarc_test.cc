// `mailrig check dmarc`: the classic misunderstanding, told from files.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <boost/json/serialize.hpp>
#include <fstream>

#include "scenarios/check/check.h"

namespace {

using testing::HasSubstr;
using testing::Not;

sim::Result<scenarios::CheckReport> check_dmarc(const scenarios::CheckOptions& options) {
  for (const scenarios::Check& check : scenarios::checks())
    if (check.name == "dmarc") return check.run(options);
  return sim::Error{"there is no such check", "", {}};
}

scenarios::CheckOptions unaligned_mail() {
  scenarios::CheckOptions options;
  options.zone_files = {"scenarios/check/examples/corp.zone"};
  options.mail_file = "scenarios/check/examples/unaligned.eml";
  options.ip = "198.51.100.7";
  options.mail_from = "b-1@bounce.esp.example";
  return options;
}

/// cause-A15
TEST(CheckDmarc, TellsThatSpfPassedForAnotherDomain) {
  const auto report = check_dmarc(unaligned_mail());
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_THAT(report->text, HasSubstr("dmarc=fail header.from=corp.example\n  because spf=pass for bounce.esp.example, not aligned with corp.example; no DKIM signature\n"));
  EXPECT_THAT(report->text, HasSubstr("policy: p=reject, for this mail: reject\n"));
  EXPECT_THAT(report->text, HasSubstr("_dmarc.corp.example TXT: \"v=DMARC1; p=reject"));
  EXPECT_THAT(report->text, HasSubstr("Authentication-Results: receiver.example;\n    spf=pass"));
  EXPECT_EQ(report->json.at("result").as_string(), "fail");
  EXPECT_EQ(report->json.at("disposition").as_string(), "reject");
}

TEST(CheckDmarc, PassesWithAnAlignedReversePathByEitherRules) {
  for (const char* rules : {"rfc7489", "rfc9989"}) {
    auto options = unaligned_mail();
    options.ip = "192.0.2.10";
    options.mail_from = "desk@corp.example";
    options.rules = rules;
    const auto report = check_dmarc(options);
    ASSERT_TRUE(report) << report.error().text();
    EXPECT_EQ(report->json.at("result").as_string(), "pass") << boost::json::serialize(report->json);
    EXPECT_EQ(report->json.at("spf_aligned").as_bool(), true);
  }
}

/// As a receiving host concludes: tests/sender/dmarc_test.cc.
TEST(CheckDmarc, AsksAboutEachAuthor) {
  auto options = unaligned_mail();
  options.mail_file = testing::TempDir() + "two-authors.eml";
  std::ofstream(options.mail_file) << "From: x@esp.example, desk@corp.example\r\nDate: Mon, 05 Jan 2026 09:00:00 +0000\r\n\r\nhello\r\n";
  auto report = check_dmarc(options);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(report->json.at("author_domain").as_string(), "corp.example");
  EXPECT_EQ(report->json.at("disposition").as_string(), "reject");
  std::ofstream(options.mail_file) << "To: x@esp.example\r\n\r\nhello\r\n";
  report = check_dmarc(options);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_EQ(report->json.at("result").as_string(), "permerror") << "there is no author";
}

TEST(CheckDmarc, IsIncompleteWhereSpfWasNotAsked) {
  auto options = unaligned_mail();
  options.ip.clear();
  const auto report = check_dmarc(options);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_THAT(report->text, HasSubstr("dmarc=fail header.from=corp.example (incomplete: with SPF the mail may pass)\n"));
  EXPECT_THAT(report->text, HasSubstr("  spf: not asked (give --ip and --from)\n"));
  EXPECT_THAT(report->text, Not(HasSubstr("Authentication-Results")));
  EXPECT_TRUE(report->json.at("incomplete").as_bool());
  const auto whole = check_dmarc(unaligned_mail());
  ASSERT_TRUE(whole);
  EXPECT_FALSE(whole->json.at("incomplete").as_bool());
}

TEST(CheckDmarc, NotesWhatWasDoneToTheFile) {
  const auto report = check_dmarc(unaligned_mail());
  ASSERT_TRUE(report);
  EXPECT_THAT(std::string(report->json.at("note").as_string()), HasSubstr("LF alone"));
}

TEST(CheckDmarc, NamesNoPolicyWhereNoneCounts) {
  auto options = unaligned_mail();
  options.zone_files = {"tests/scenarios/no_policy.zone"};
  const auto report = check_dmarc(options);
  ASSERT_TRUE(report) << report.error().text();
  EXPECT_THAT(report->text, HasSubstr("policy: none that counts, for this mail: none\n"));
}

TEST(CheckDmarc, PlacesItsErrors) {
  auto options = unaligned_mail();
  options.mail_file = "/nowhere.eml";
  EXPECT_FALSE(check_dmarc(options));
  options = unaligned_mail();
  options.ip = "300.1.2.3";
  const auto report = check_dmarc(options);
  ASSERT_FALSE(report);
  EXPECT_EQ(report.error().place.file, "--ip");
}

}  // namespace
