#include "sim/mail/dsn.h"

namespace {

using sim::mail::Dsn;
using sim::mail::DsnOptions;
using sim::mail::Message;

DsnOptions failure() {
  DsnOptions options;
  options.report.reporting_mta = "mx.example";
  options.report.arrival = sim::Instant(std::chrono::seconds(1767600000));
  options.report.recipients.push_back({"no-one@corp.example", "failed", {5, 1, 1}, "mail.corp.example", "550 5.1.1 no such user"});
  options.report.recipients.push_back({"slow@corp.example", "delayed", {4, 4, 1}, "", ""});
  options.postmaster = "MAILER-DAEMON@mx.example";
  options.to = "snc@instance.example";
  options.now = sim::Instant(std::chrono::seconds(1767603600));
  options.original = "Received: x\r\nMessage-ID: <o@p>\r\nSubject: s\r\n\r\nsecret body\r\n";
  return options;
}

std::string written(std::uint64_t seed = 1) {
  sim::Random random(seed);
  return sim::mail::write_dsn(failure(), random);
}

TEST(Dsn, IsReadBackAsItWasWritten) {
  const auto read = sim::mail::read_dsn(Message(written()));
  ASSERT_TRUE(read.has_value());
  EXPECT_EQ(read->reporting_mta, "mx.example");
  EXPECT_EQ(read->arrival, failure().report.arrival);
  EXPECT_EQ(read->original_message_id, "o@p");
  ASSERT_EQ(read->recipients.size(), 2U);
  EXPECT_EQ(read->recipients[0].final_recipient, "no-one@corp.example");
  EXPECT_EQ(read->recipients[0].action, "failed");
  EXPECT_EQ(read->recipients[0].status.text(), "5.1.1");
  EXPECT_EQ(read->recipients[0].remote_mta, "mail.corp.example");
  EXPECT_EQ(read->recipients[0].diagnostic, "550 5.1.1 no such user");
  EXPECT_EQ(read->recipients[1].action, "delayed");
}

TEST(Dsn, SaysThatNobodyWroteItAndReturnsTheHeaderOnly) {
  const std::string raw = written();
  const Message message(raw);
  EXPECT_EQ(message.header("Auto-Submitted"), "auto-replied");
  EXPECT_EQ(message.content_type(), "multipart/report");
  EXPECT_EQ(message.from()->address.text(), "MAILER-DAEMON@mx.example");
  EXPECT_EQ(raw.find("secret body"), std::string::npos);
  EXPECT_TRUE(message.faults().empty());
  EXPECT_EQ(message.parts().size(), 3U);
}

TEST(Dsn, IsTheSameForTheSameSeed) {
  EXPECT_EQ(written(3), written(3));
  EXPECT_NE(written(3), written(4));
}

TEST(Dsn, IsNoneInAnOrdinaryMail) {
  EXPECT_FALSE(sim::mail::read_dsn(Message("Subject: Undeliverable\n\n550 5.1.1\n")).has_value());
  EXPECT_FALSE(sim::mail::read_dsn(Message("Content-Type: multipart/report; report-type=disposition-notification; boundary=b\n\n--b\n\nx\n--b--\n")).has_value());
}

TEST(Dsn, IsReadWithoutAnyOfItsParts) {
  const auto empty = sim::mail::read_dsn(Message("Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\n\nx\n--b--\n"));
  ASSERT_TRUE(empty.has_value());
  EXPECT_TRUE(empty->recipients.empty());
  const auto bare = sim::mail::read_dsn(Message(
      "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n"
      "Reporting-MTA: mx\n\nOriginal-Recipient: rfc822;<a@b>\nAction: Failed (bad)\nStatus: 5.0.0 (unknown)\n\n--b--\n"));
  ASSERT_TRUE(bare.has_value());
  EXPECT_EQ(bare->reporting_mta, "mx");
  ASSERT_EQ(bare->recipients.size(), 1U);
  EXPECT_EQ(bare->recipients[0].final_recipient, "a@b");
  EXPECT_EQ(bare->recipients[0].action, "failed");
  EXPECT_EQ(bare->recipients[0].status.text(), "5.0.0");
}

}  // namespace
