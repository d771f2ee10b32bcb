#include "sim/mail/entity.h"
#include "sim/mail/message.h"

namespace {

using sim::mail::Entity;
using sim::mail::Message;
using sim::mail::Part;

std::string outline(const Message& message) {
  std::string out;
  for (const Part& part : message.parts())
    out += (out.empty() ? "" : " ") + part.content_type + (part.is_attachment ? "*" : "") + (part.file_name.empty() ? "" : "=" + part.file_name);
  return out;
}

std::string mixed(std::string_view parts) {
  return "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\npreamble\r\n" + std::string(parts) + "--b--\r\nepilogue\r\n";
}

TEST(Mime, FindsBodiesAndAttachmentsInOrder) {
  const Message message(mixed("--b\r\nContent-Type: multipart/alternative; boundary=\"in ner\"\r\n\r\n"
                              "--in ner\r\n\r\nplain\r\n--in ner\r\nContent-Type: TEXT/HTML\r\n\r\n<p>\r\n--in ner--\r\n"
                              "--b\r\nContent-Type: image/png; name=a.png\r\nContent-ID: <c@d>\r\nContent-Transfer-Encoding: base64\r\n\r\niVBORw==\r\n"));
  EXPECT_EQ(outline(message), "text/plain text/html image/png*=a.png");
  EXPECT_EQ(message.text(), "plain");
  EXPECT_EQ(message.html(), "<p>");
  EXPECT_EQ(message.parts()[2].content_id, "c@d");
  EXPECT_EQ(message.content(message.parts()[2]), "\x89PNG");
  EXPECT_TRUE(message.faults().empty());
}

TEST(Mime, JoinsABodyThatWasSplitButTakesOneOfAnAlternative) {
  EXPECT_EQ(Message(mixed("--b\r\n\r\none\r\n--b\r\n\r\ntwo\r\n")).text(), "one\ntwo");
  EXPECT_EQ(Message("Content-Type: multipart/alternative; boundary=b\n\n--b\n\none\n--b\n\ntwo\n--b--\n").text(), "one");
}

TEST(Mime, TakesANamedOrAttachedTextAsAttachment) {
  const Message message(mixed("--b\r\n\r\nbody\r\n--b\r\nContent-Disposition: attachment\r\n\r\nx\r\n"
                              "--b\r\nContent-Disposition: inline; filename=\"n.txt\"\r\n\r\ny\r\n"));
  EXPECT_EQ(outline(message), "text/plain text/plain* text/plain*=n.txt");
  EXPECT_EQ(message.text(), "body");
}

TEST(Mime, KeepsAMessageInsideAsOneLeaf) {
  const Message message(mixed("--b\r\n\r\nouter\r\n--b\r\nContent-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\ninner text\r\n"));
  EXPECT_EQ(outline(message), "text/plain message/rfc822*");
  EXPECT_EQ(message.text(), "outer");
  EXPECT_EQ(Message(message.content(message.parts()[1])).subject(), "inner");
  ASSERT_EQ(message.entities().entities.size(), 4U);
  EXPECT_EQ(message.entities().entities[2].kind, Entity::Kind::message);
  EXPECT_EQ(message.entities().entities[3].body, "inner text");
}

TEST(Mime, GivesDigestsTheirOwnDefault) {
  const Message message("Content-Type: multipart/digest; boundary=b\n\n--b\n\nSubject: s\n\ntext\n--b--\n");
  EXPECT_EQ(outline(message), "message/rfc822*");
}

TEST(Mime, ReadsFileNamesOfAllKinds) {
  const auto name = [](const std::string& field) {
    return Message(mixed("--b\r\n" + field + "\r\n\r\nx\r\n")).parts().at(0).file_name;
  };
  EXPECT_EQ(name("Content-Disposition: attachment; filename*=UTF-8''%E7%94%B0%E4%B8%AD.pdf"), "田中.pdf");
  EXPECT_EQ(name("Content-Disposition: attachment; filename*0*=iso-2022-jp''%1B%24BEDCf;\r\n filename*1*=%1B%28B.pdf"), "田中.pdf");
  EXPECT_EQ(name("Content-Type: a/b; name=\"=?ISO-2022-JP?B?GyRCRURDZhsoQg==?=.pdf\""), "田中.pdf");
  EXPECT_EQ(name("Content-Disposition: attachment; filename=\"a;b \\\"c\\\".txt\""), "a;b \"c\".txt");
}

TEST(Mime, LetsAnOuterDelimiterEndAnInnerMultipart) {
  const Message message("Content-Type: multipart/mixed; boundary=a\n\n--a\nContent-Type: multipart/mixed; boundary=ab\n\n--ab\n\none\n--a\n\ntwo\n--a--\n");
  EXPECT_EQ(message.text(), "one\ntwo");
  EXPECT_EQ(message.faults(), std::vector<std::string>{"multipart without its closing delimiter"});
}

TEST(Mime, GivesTheInnermostMultipartADelimiterThatFitsSeveral) {
  const Message message("Content-Type: multipart/mixed; boundary=a\n\n--a\n\none\n--a\nContent-Type: multipart/mixed; boundary=a\n\n"
                        "--a\n\ntwo\n--a--\n--a\n\nthree\n--a--\nend\n");
  const auto& entities = message.entities().entities;
  EXPECT_EQ(entities[0].children, (std::vector<std::size_t>{1, 2, 4}));
  EXPECT_EQ(entities[2].children, std::vector<std::size_t>{3});
  EXPECT_EQ(entities[0].epilogue, "end\n");
  EXPECT_TRUE(message.faults().empty());
}

TEST(Mime, SkipsUnreadableLinesBeforeTheFirstField) {
  const Message message("what is this\nSubject: s\n\nbody");
  EXPECT_EQ(message.subject(), "s");
  EXPECT_EQ(message.text(), "body");
  EXPECT_EQ(message.faults(), std::vector<std::string>{"line in the header that is no field"});
}

TEST(Mime, ShowsAllOfAPartWhoseHeaderHoldsNoField) {
  EXPECT_EQ(Message(mixed("--b\r\nno header\r\nat all\r\n")).text(), "no header\nat all");
  EXPECT_EQ(Message("first paragraph\n\nsecond\n").text(), "first paragraph\n\nsecond\n");
}

TEST(Mime, TakesTheFirstAlternativeThatSaysSomething) {
  EXPECT_EQ(Message("Content-Type: multipart/alternative; boundary=b\n\n--b\n\n--b\n\ntwo\n--b--\n").text(), "two");
}

TEST(Mime, ReadsAMultipartWithoutPartsAsOneLeaf) {
  const Message message("Content-Type: multipart/mixed; boundary=zz\n\ntext only\n");
  ASSERT_EQ(message.parts().size(), 1U);
  EXPECT_EQ(message.content(message.parts()[0]), "text only\n");
  EXPECT_FALSE(message.faults().empty());
}

TEST(Mime, ReadsParametersWithoutTheFirstSemicolon) {
  EXPECT_EQ(Message("Content-Type: multipart/report\n\treport-type=delivery-status\n\n").content_type_parameter("report-type"), "delivery-status");
}

TEST(Mime, ReadsBrokenTransferEncodings) {
  const auto text = [](const std::string& encoding, const std::string& body) {
    return Message("Content-Transfer-Encoding: " + encoding + "\n\n" + body).text();
  };
  EXPECT_EQ(text("base64", "YWJj\nZGVm"), "abcdef");
  EXPECT_EQ(text("base64", "YQ==\nYg==\n"), "ab");
  EXPECT_EQ(text("BASE64", "Y!W J"), "ab");
  EXPECT_EQ(text("quoted-printable", "a=\nb=3Dc=zz=4"), "ab=c=zz=4");
  EXPECT_EQ(text("x-unknown", "as it stands"), "as it stands");
  EXPECT_EQ(text("base64", "?!"), "?!") << "never encoded";
}

}  // namespace
