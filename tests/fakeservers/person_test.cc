#include "fakeservers/people/auto_responder.h"
#include "fakeservers/people/person.h"
#include "tests/fakeservers/mta_town.h"

namespace {

using fakeservers::people::Letter;
using fakeservers::people::OutOfOffice;
using fakeservers::people::Person;
using town::letter;
using town::mails;
using town::Town;
using namespace std::chrono_literals;

class PersonTest : public testing::Test {
 protected:
  /// Yuki sends a mail with a watermark; Ada has it in her maildrop.
  const fakeservers::StoredMail& received() {
    Letter mail = letter("Ada <ada@home.example>", "Incident INC0010001");
    mail.text = "Please have a look.\n\nRef:MSG0000001_abcdefghij0123456789\n";
    id_ = yuki_.send(mail);
    town_.run(1min);
    return *ada_.last_mail();
  }
  sim::mail::Message last_of_yuki() {
    town_.run(1min);
    return sim::mail::Message(mails(corp_, "yuki").back().raw);
  }
  void go_away(OutOfOffice away) {
    yuki_.set_out_of_office(std::move(away));
    corp_.on_delivered = [this](const fakeservers::Maildrop&, const fakeservers::StoredMail& mail) { yuki_.delivered(mail); };
  }

  Town town_;
  fakeservers::mta::MailServer& home_ = town_.add_home();
  fakeservers::mta::MailServer& corp_ = town_.add(town_.corp());
  Person ada_ = town_.person(home_, "ada");
  Person yuki_ = town_.person(corp_, "yuki");
  std::string id_;
};

TEST_F(PersonTest, ReplyQuotesTheWatermarkAndThreads) {
  ada_.reply(received(), letter("", ""));
  const auto reply = last_of_yuki();
  EXPECT_EQ(reply.subject(), "Re: Incident INC0010001");
  EXPECT_NE(reply.text().find("> Ref:MSG0000001_abcdefghij0123456789"), std::string::npos);
  EXPECT_NE(reply.text().find("田中 由紀 <yuki@corp.example> wrote:"), std::string::npos);
  EXPECT_EQ(reply.in_reply_to(), std::vector<std::string>{id_});
  EXPECT_EQ(reply.references(), std::vector<std::string>{id_});
}

TEST_F(PersonTest, ReplyMayCutTextAndThreading) {
  fakeservers::people::QuoteOptions quote;
  quote.keep_text = quote.keep_threading = false;
  ada_.reply(received(), letter("", ""), quote);
  const auto reply = last_of_yuki();
  EXPECT_EQ(reply.text().find("Ref:MSG"), std::string::npos);
  EXPECT_TRUE(reply.in_reply_to().empty());
}

TEST_F(PersonTest, ForwardCarriesHeaderLinesWatermarkAndAttachments) {
  Letter mail = letter("ada@home.example", "with a file");
  mail.attachments.push_back({"a.txt", "text/plain", "content"});
  yuki_.send(mail);
  town_.run(1min);
  ada_.forward(*ada_.last_mail(), letter("yuki@corp.example", ""));
  const auto forward = last_of_yuki();
  EXPECT_EQ(forward.subject(), "Fwd: with a file");
  EXPECT_NE(forward.text().find("---------- Forwarded message ---------\nFrom: 田中 由紀 <yuki@corp.example>\nDate: "),
            std::string::npos);
  ASSERT_EQ(forward.parts().size(), 2u);
  EXPECT_EQ(forward.parts()[1].file_name, "a.txt");
}

TEST_F(PersonTest, AnswersOncePerSenderInSevenDaysInTheAskedCharset) {
  go_away({.subject = "自動応答: {subject}", .text = "不在です。\n", .charset = "iso-2022-jp"});
  ada_.send(letter("yuki@corp.example", "question"));
  town_.run(1min);
  ada_.send(letter("yuki@corp.example", "again"));
  town_.run(1min);
  ASSERT_EQ(mails(home_, "ada").size(), 1u);
  const auto& answer = mails(home_, "ada").front();
  EXPECT_TRUE(answer.envelope.from.is_null());
  const sim::mail::Message mail(answer.raw);
  EXPECT_EQ(mail.subject(), "自動応答: question");
  EXPECT_EQ(mail.text(), "不在です。\n");
  EXPECT_EQ(mail.header("Auto-Submitted"), "auto-replied");
  EXPECT_NE(mail.raw_header("Content-Type")->find("iso-2022-jp"), std::string::npos);
  town_.run(24h * 8);
  ada_.send(letter("yuki@corp.example", "later"));
  town_.run(1min);
  EXPECT_EQ(mails(home_, "ada").size(), 2u);
}

TEST_F(PersonTest, NeverAnswersBouncesListsAndAutoReplies) {
  go_away({});
  const auto deliver = [&](const std::string& from, const std::string& headers) {
    sim::mail::Envelope envelope;
    if (!from.empty()) envelope.from = town::address(from);
    envelope.to = {town::address("yuki@corp.example")};
    corp_.submit(envelope, "From: x@home.example\r\nTo: yuki@corp.example\r\n" + headers + "\r\nx\r\n");
  };
  deliver("", "");
  deliver("mailer-daemon@home.example", "");
  deliver("ada@home.example", "Auto-Submitted: auto-replied\r\n");
  deliver("ada@home.example", "List-Id: <all.home.example>\r\n");
  deliver("ada@home.example", "Precedence: list\r\n");
  town_.run(1min);
  EXPECT_EQ(mails(corp_, "yuki").size(), 5u);
  EXPECT_EQ(town_.count(sim::EventKind::mail_auto_replied), 0);
}

TEST_F(PersonTest, AnswersProgramsOnlyIfToldTo) {
  const sim::mail::Message notification(
      "To: yuki@corp.example\r\nAuto-Submitted: auto-generated\r\nPrecedence: bulk\r\n\r\nx\r\n");
  sim::mail::Envelope envelope;
  envelope.from = town::address("instance@home.example");
  auto config = yuki_.config();
  config.out_of_office = OutOfOffice{};
  EXPECT_TRUE(judge_answer(notification, envelope, config).answers);
  config.out_of_office->answers_automatic_mail = false;
  EXPECT_EQ(judge_answer(notification, envelope, config).why, "a program wrote it");
}

}  // namespace
