#include "sim/mail/smtp_reply.h"

namespace {

using sim::mail::EnhancedStatus;
using sim::mail::SmtpReply;

TEST(EnhancedStatus, ReadsACodeAtTheStart) {
  EXPECT_EQ(EnhancedStatus::parse("5.1.1 no such user"), (EnhancedStatus{5, 1, 1}));
  EXPECT_EQ(EnhancedStatus::parse("4.7.650"), (EnhancedStatus{4, 7, 650}));
  EXPECT_EQ(EnhancedStatus::parse("5.1.1")->text(), "5.1.1");
}

TEST(EnhancedStatus, FindsNoneWhereThereIsNone) {
  for (const std::string_view text : {"", "5", "5.1", "5.1.", "3.1.1", "x5.1.1", "5.1.1234", "5.1.1.example", "192.0.2.1", "99999999999.1.1"})
    EXPECT_FALSE(EnhancedStatus::parse(text).has_value()) << text;
}

TEST(SmtpReply, WritesOneLine) {
  EXPECT_EQ(SmtpReply(550, {5, 1, 1}, "no such user").wire(), "550 5.1.1 no such user\r\n");
  EXPECT_EQ(SmtpReply(354, "go on").wire(), "354 go on\r\n");
  EXPECT_EQ(SmtpReply(250, "").wire(), "250 \r\n");
}

TEST(SmtpReply, WritesTheStatusOnEachLine) {
  const SmtpReply reply(450, {4, 7, 1}, "one\ntwo");
  EXPECT_EQ(reply.wire(), "450-4.7.1 one\r\n450 4.7.1 two\r\n");
  EXPECT_EQ(reply.line(), "450 4.7.1 one");
}

TEST(SmtpReply, KnowsItsClass) {
  EXPECT_TRUE(SmtpReply(354, "").is_positive());
  EXPECT_TRUE(SmtpReply(421, "").is_transient());
  EXPECT_TRUE(SmtpReply(554, "").is_permanent());
}

}  // namespace
