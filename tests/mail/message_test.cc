#include "sim/mail/message.h"

namespace {

using sim::mail::Message;
using sim::mail::message_id_of;
using sim::mail::with_header_in_front;

TEST(Message, FindsFieldsWithoutCaseAndUnfolds) {
  const Message message("From: A <a@b>\r\nSubject: one\r\n two\r\nX-A: 1\r\nx-a:2\r\n\r\nbody\r\n");
  EXPECT_EQ(message.header("SUBJECT"), "one two");
  EXPECT_EQ(message.all("X-A"), (std::vector<std::string>{"1", "2"}));
  EXPECT_FALSE(message.header("To").has_value());
  EXPECT_EQ(message.from()->address.text(), "a@b");
  EXPECT_EQ(message.from()->display_name, "A");
  EXPECT_TRUE(message.faults().empty());
}

TEST(Message, KeepsFieldsAsTheyStand) {
  const Message message("Subject :  one\r\n  two \r\n\r\n");
  ASSERT_EQ(message.headers().size(), 1U);
  EXPECT_EQ(message.headers()[0].name, "Subject");
  EXPECT_EQ(message.headers()[0].value, "  one\r\n  two ");
}

TEST(Message, GivesTheHeaderBlockWithoutTheEmptyLine) {
  EXPECT_EQ(Message("A: 1\r\nB: 2\r\n\r\nbody").header_block(), "A: 1\r\nB: 2\r\n");
  EXPECT_EQ(Message("A: 1\nB: 2\n\nbody").header_block(), "A: 1\nB: 2\n");
  EXPECT_EQ(Message("A: 1").header_block(), "A: 1");
}

TEST(Message, ReadsLineFeedOnlyMessages) {
  const Message message("Subject: s\n\nline one\nline two\n");
  EXPECT_EQ(message.subject(), "s");
  EXPECT_EQ(message.text(), "line one\nline two\n");
}

TEST(Message, DecodesTheSubjectButNotTheRawHeader) {
  const Message message("Subject: =?ISO-2022-JP?B?GyRCRURDZhsoQg==?=\r\n =?ISO-2022-JP?B?GyRCRURDZhsoQg==?=\r\n\r\n");
  EXPECT_EQ(message.subject(), "田中田中");
  EXPECT_EQ(message.raw_header("Subject"), "=?ISO-2022-JP?B?GyRCRURDZhsoQg==?= =?ISO-2022-JP?B?GyRCRURDZhsoQg==?=");
}

TEST(Message, ReadsIdsWithAndWithoutBrackets) {
  const Message message("Message-ID: <a@b>\r\nIn-Reply-To: <c@d> (comment)\r\nReferences: <c@d>\r\n <e@f>\r\n\r\n");
  EXPECT_EQ(message.message_id(), "a@b");
  EXPECT_EQ(message.in_reply_to(), std::vector<std::string>{"c@d"});
  EXPECT_EQ(message.references(), (std::vector<std::string>{"c@d", "e@f"}));
  EXPECT_EQ(Message("Message-ID: bare@id\r\n\r\n").message_id(), "bare@id");
}

TEST(Message, TakesAddressesOfEveryFieldOfTheName) {
  const Message message("To: a@b\r\nTo: c@d, e@f\r\n\r\n");
  EXPECT_EQ(message.addresses("to").size(), 3U);
}

TEST(Message, SaysThatThereIsNoHeader) {
  const Message message("just some text\r\nand more\r\n");
  EXPECT_TRUE(message.headers().empty());
  EXPECT_EQ(message.text(), "just some text\nand more\n");
  EXPECT_EQ(message.faults(), std::vector<std::string>{"no header"});
}

TEST(Message, ReadsNothingFromNothing) {
  const Message message("");
  EXPECT_EQ(message.text(), "");
  EXPECT_EQ(message.subject(), "");
  EXPECT_EQ(message.content_type(), "text/plain");
  EXPECT_FALSE(message.from().has_value());
  EXPECT_EQ(message.faults(), std::vector<std::string>{"no header"});
}

TEST(Message, GoesOnAfterALineThatIsNoField) {
  const Message message("A: 1\r\nthis is no field\r\nB: 2\r\n\r\nbody");
  EXPECT_EQ(message.header("B"), "2");
  EXPECT_EQ(message.text(), "body");
  EXPECT_EQ(message.faults().size(), 1U);
}

TEST(Message, SkipsAnMboxLine) {
  EXPECT_EQ(Message("From a@b Mon Jan  5 09:00:00 2026\nSubject: s\n\nb").subject(), "s");
}

TEST(Message, StaysTheSameWhenItIsMoved) {
  Message one("Subject: a rather short one\r\n\r\nbody");
  const Message two = std::move(one);
  EXPECT_EQ(two.headers()[0].value.data(), two.raw().data() + 8);
  EXPECT_EQ(two.text(), "body");
}

TEST(MessageId, IsFoundWithoutReadingTheBody) {
  EXPECT_EQ(message_id_of("A: 1\r\nMessage-Id: <x@y>\r\n\r\nbody"), "x@y");
  EXPECT_EQ(message_id_of("Message-ID:\r\n <x@y>\r\nB: 1\r\n\r\n"), "x@y");
  EXPECT_EQ(message_id_of("A: 1\n\nMessage-ID: <x@y>\n"), "");
  EXPECT_EQ(message_id_of("Message-ID: <x@y>"), "x@y");
  EXPECT_EQ(message_id_of(""), "");
}

TEST(HeaderInFront, LeavesTheMessageAsItWas) {
  EXPECT_EQ(with_header_in_front("A: 1\r\n\r\nb", "Received: x\r\n"), "Received: x\r\nA: 1\r\n\r\nb");
}

}  // namespace
