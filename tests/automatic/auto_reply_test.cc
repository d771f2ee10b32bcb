// Automatic replies and complaints.
#include "tests/automatic/letters.h"

namespace {

using letters::recognised;
using sim::automatic::Kind;

constexpr std::string_view from_yuki = "Return-Path: <yuki@far.example>\nFrom: Yuki <yuki@far.example>\nTo: desk@corp.example\n";

Kind kind_of_subject(const std::string& subject) {
  return recognised(std::string(from_yuki) + "Subject: " + subject + "\n", "Text.\n").kind;
}

TEST(AutoReply, IsToldByAutoSubmitted) {
  const auto mail = recognised(std::string(from_yuki) + "Subject: Hello\nAuto-Submitted: auto-replied (vacation)\nIn-Reply-To: <m1@corp.example>\n",
                               "I am on the mountain.\n");
  EXPECT_EQ(mail.kind, Kind::auto_reply);
  EXPECT_EQ(mail.original_message_id, "m1@corp.example");
  EXPECT_NE(mail.evidence.find("Auto-Submitted"), std::string::npos);
}

TEST(AutoReply, IsToldByOlderFieldsOfVacationPrograms) {
  for (const char* field : {"X-Autoreply: yes", "X-Autorespond: vacation", "Precedence: auto_reply", "X-Apple-Action: VACATION", "X-Auto-Reply: 1"})
    EXPECT_EQ(recognised(std::string(from_yuki) + "Subject: Hello\n" + field + "\n", "Away.\n").kind, Kind::auto_reply) << field;
}

TEST(AutoReply, IsNotToldByFieldsThatSayNo) {
  EXPECT_EQ(recognised(std::string(from_yuki) + "Subject: Hello\nAuto-Submitted: no\n", "Hello.\n").kind, Kind::none);
  EXPECT_EQ(recognised(std::string(from_yuki) + "Subject: Hello\nX-Autoreply: no\n", "Hello.\n").kind, Kind::none);
  EXPECT_EQ(recognised(std::string(from_yuki) + "Subject: Hello\nX-Auto-Response-Suppress: All\n", "Hello.\n").kind, Kind::none);
}

TEST(AutoReply, IsAGeneratedMailOnlyWhereItAnswers) {
  const std::string generated = std::string(from_yuki) + "Subject: Disk full\nAuto-Submitted: auto-generated\n";
  EXPECT_EQ(recognised(generated, "98 % used.\n").kind, Kind::none);
  EXPECT_EQ(recognised(generated + "In-Reply-To: <m1@corp.example>\n", "Your ticket was opened.\n").kind, Kind::auto_reply);
  EXPECT_EQ(recognised(generated + "In-Reply-To: <m1@corp.example>\nList-Id: <x.lists.example>\n", "New comment.\n").kind, Kind::none);
}

TEST(AutoReply, IsKnownByItsSubjectInManyLanguages) {
  for (const char* subject :
       {"Automatic reply: Printer", "Out of Office", "Out of office: Printer", "OOO", "Ken Sato is out of the office (returning 05/09/2026)",
        "AUTO: Ken Sato is out of the office", "Automatische Antwort: Drucker", "Abwesenheitsnotiz: Drucker", "Automatisch antwoord: Printer",
        "Réponse automatique : Imprimante", "RÉPONSE AUTOMATIQUE: Imprimante", "Risposta automatica: Stampante", "Resposta automática: Impressora",
        "Respuesta automática: Impresora", "Automatyczna odpowiedź: Drukarka", "Automatická odpověď: Tiskárna", "Automatikus válasz: Nyomtató",
        "Răspuns automat: Imprimanta", "Автоответ: Принтер", "АВТОМАТИЧЕСКИЙ ОТВЕТ: Принтер", "Автоматична відповідь: Принтер",
        "Automaattinen vastaus: Tulostin", "Automatiskt svar: Skrivare", "Automatisk svar: Printer", "Αυτόματη απάντηση: Εκτυπωτής",
        "Otomatik Yanıt: Yazıcı", "رد تلقائي: الطابعة", "תשובה אוטומטית: מדפסת", "स्वचालित उत्तर: प्रिंटर", "Trả lời tự động: Máy in",
        "Balasan otomatis: Printer", "ตอบกลับอัตโนมัติ: เครื่องพิมพ์", "自动答复: 打印机", "自動回覆: 印表機", "自動応答: プリンター", "不在通知", "자동 응답: 프린터",
        "=?utf-8?B?6Ieq5YuV6L+U5L+hOiDjg5fjg6rjg7Pjgr/jg7w=?="})
    EXPECT_EQ(kind_of_subject(subject), Kind::auto_reply) << subject;
}

TEST(AutoReply, IsNotEverySubjectThatSpeaksOfAbsence) {
  for (const char* subject : {"Re: our office is moving, can we push?", "4000 Your Vacation Winning !", "Out of office supplies", "Vacation request",
                              "Absence of sound on laptop", "Re: Automatic reply rules do not work", "Who is out of the office this week?",
                              "Auto: insurance quote", "Office 365 licence", "Ooops", "Poissonnerie", "Away team tickets"})
    EXPECT_EQ(kind_of_subject(subject), Kind::none) << subject;
}

TEST(AutoReply, ComesFromTheNullPathToo) {
  EXPECT_EQ(recognised("Return-Path: <>\nFrom: Yuki <yuki@far.example>\nSubject: Automatic reply: Printer\n",
                       "I am away. In urgent cases write to ken@far.example: he will help.\n").kind, Kind::auto_reply);
}

TEST(AutoReply, IsToldByItsTextWhereAMachineSentIt) {
  const std::string_view away = "Hello,\n\nI am out of the office until 9 May. Write to ken@far.example:\n\nken@far.example\n";
  EXPECT_EQ(recognised(std::string(from_yuki) + "Subject: Re: Printer\nAuto-Submitted: auto-generated\n", away).kind, Kind::auto_reply);
  EXPECT_EQ(recognised("Return-Path: <>\nFrom: Yuki <yuki@far.example>\nSubject: Re: Printer\n", away).kind, Kind::auto_reply);
  EXPECT_EQ(recognised(std::string(from_yuki) + "Subject: Re: Printer\n", away).kind, Kind::none);
}

TEST(AutoReply, MaySayThatAnAddressIsNoMore) {
  const auto mail = recognised("Return-Path: <>\nFrom: Yuki <yuki@far.example>\nSubject: Hello\nAuto-Submitted: auto-replied\n",
                               "yuki@far.example\n\nThis address no longer accepts mail. It has been replaced by yuki@near.example.\n");
  EXPECT_EQ(mail.kind, Kind::auto_reply);
}

TEST(AutoReply, IsNotAReturnedMailThatSaysNoMore) {
  EXPECT_EQ(kind_of_subject("Undelivered Mail Returned to Sender\nAuto-Submitted: auto-replied"), Kind::none);
}

TEST(FeedbackReport, NamesWhoComplained) {
  const auto mail = recognised("From: <fbl@isp.example>\nSubject: FW: Offer\nMIME-Version: 1.0\n"
                               "Content-Type: multipart/report; report-type=feedback-report; boundary=\"b\"\n",
                               "--b\nContent-Type: text/plain\n\nThis is an email abuse report.\n\n--b\nContent-Type: message/feedback-report\n\n"
                               "Feedback-Type: abuse\nUser-Agent: Isp/1\nVersion: 1\nOriginal-Rcpt-To: <yuki@isp.example>\n\n"
                               "--b\nContent-Type: message/rfc822\n\nFrom: desk@corp.example\nMessage-ID: <m1@corp.example>\n\nOffer\n--b--\n");
  EXPECT_EQ(mail.kind, Kind::feedback_report);
  EXPECT_EQ(mail.original_message_id, "m1@corp.example");
  ASSERT_EQ(mail.recipients.size(), 1U);
  EXPECT_EQ(mail.recipients[0].address, "yuki@isp.example");
  EXPECT_NE(mail.evidence.find("abuse"), std::string::npos);
}

TEST(FeedbackReport, IsHotmailsOwnComplaintForm) {
  const auto mail = recognised("From: <staff@hotmail.com>\nSubject: complaint about message from 192.0.2.1\nMIME-Version: 1.0\n"
                               "Content-Type: multipart/mixed; boundary=\"b\"\n",
                               "--b\nContent-Type: message/rfc822\n\nX-HmXmrOriginalRecipient: yuki@hotmail.example\nFrom: desk@corp.example\n\nOffer\n--b--\n");
  EXPECT_EQ(mail.kind, Kind::feedback_report);
}

TEST(Notice, OfAmazonIsABounceComplaintOrDelivery) {
  const std::string header = "From: SES <no-reply@sns.amazonaws.com>\nSubject: AWS Notification Message\nx-amz-sns-message-id: 1\n";
  const auto bounce = recognised(header, "{\"notificationType\":\"Bounce\",\"bounce\":{\"bouncedRecipients\":[{\"emailAddress\":\"yuki@far.example\","
                                         "\"status\":\"5.1.1\",\"diagnosticCode\":\"smtp; 550 5.1.1 user unknown\"}]}}\n");
  EXPECT_EQ(bounce.kind, Kind::bounce);
  EXPECT_EQ(letters::verdict(bounce), "yuki@far.example 5.1.1 userunknown hard");
  EXPECT_EQ(recognised(header, "{\"notificationType\":\"Complaint\",\"complaint\":{\"complainedRecipients\":[]}}\n").kind, Kind::feedback_report);
  EXPECT_EQ(recognised(header, "{\"notificationType\":\"AmazonSnsSubscriptionSucceeded\"}\n").kind, Kind::none);
}

}  // namespace
