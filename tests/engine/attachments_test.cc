// Attachments of received mails: limits and their precedence, refusals, images, names (spec 3.4, 8, 10.2).
#include <gtest/gtest.h>

#include "engine/inbound/content_kind.h"
#include "tests/engine/inbound_world.h"

namespace {

using engine::tests::InboundWorld;

constexpr std::string_view png = "\x89PNG\r\n\x1A\n picture";

struct File {
  std::string name, type, content;
  std::string headers = "";
};

std::string part(const File& file) {
  return "--b\r\nContent-Type: " + file.type + "\r\n" +
         (file.name.empty() ? "" : "Content-Disposition: attachment; filename=\"" + file.name + "\"\r\n") + file.headers + "\r\n" + file.content + "\r\n";
}

std::string mail_with(const std::vector<File>& files, const std::string& headers = "", const std::string& id = "1@corp.example") {
  std::string raw = "From: yuki@corp.example\r\nTo: acme@service-now.example\r\nSubject: Printer\r\nMessage-ID: <" + id + ">\r\n" + headers +
                    "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nSee there.\r\n";
  for (const File& file : files) raw += part(file);
  return raw + "--b--\r\n";
}

std::vector<File> files(int count, std::size_t size) {
  std::vector<File> out;
  for (int i = 1; i <= count; ++i) out.push_back({fmt::format("f{}.bin", i), "application/octet-stream", std::string(size, 'x') + std::to_string(i)});
  return out;
}

class AttachmentsOfMail : public testing::Test {
 protected:
  int kept() { return world.count("sys_attachment"); }
  std::string reason(const std::string& file) {
    return world.value("SELECT coalesce(max(discard_reason), 'no row') FROM sys_email_attachment WHERE file_name = '" + file + "'");
  }
  void receive(const std::string& raw) { world.instance->receive(raw); }
  InboundWorld world;
};

TEST_F(AttachmentsOfMail, AreKeptAtTheRecordThatTheMailMade) {
  receive(mail_with(files(2, 10)));
  EXPECT_EQ(world.value("SELECT count(*) FROM sys_attachment a JOIN incident i ON a.table_sys_id = i.sys_id"), "2");
  EXPECT_EQ(world.value("SELECT count(*) FROM sys_email_attachment WHERE discard_reason = '' AND attachment IS NOT NULL"), "2");
}

TEST_F(AttachmentsOfMail, BeyondThirtyAreDiscardedWithReasonLogAndEvent) {
  receive(mail_with(files(32, 1)));
  EXPECT_EQ(kept(), 30);
  EXPECT_EQ(reason("f30.bin"), "");
  EXPECT_EQ(reason("f31.bin"), "more than 30 attachments");
  EXPECT_EQ(world.standing(), "Received received processed") << "the mail itself is processed";
  EXPECT_EQ(world.value("SELECT count(*) FROM syslog_email WHERE level = 'warning' AND message LIKE '2 attachment(s) were discarded: f31.bin (%'"), "1");
  EXPECT_EQ(world.value("SELECT parm2 FROM sysevent WHERE name = 'inbound.email_attachments.discarded'"), "f31.bin,f32.bin");
}

TEST_F(AttachmentsOfMail, AreFiftyWhereTheCountPropertyIsEmpty) {
  world.set("glide.email.inbound.max_attachment_count", "");
  receive(mail_with(files(52, 1)));
  EXPECT_EQ(kept(), 50);
}

TEST_F(AttachmentsOfMail, OneThatIsTooLargeAloneDoesNotStopTheOthers) {
  world.set("glide.email.inbound.max_total_attachment_size_bytes", "100");
  receive(mail_with({{"a.bin", "application/octet-stream", std::string(101, 'a')}, {"b.bin", "application/octet-stream", "b"}}));
  EXPECT_EQ(reason("a.bin"), "alone more than 100 bytes of attachments");
  EXPECT_EQ(reason("b.bin"), "");
}

TEST_F(AttachmentsOfMail, StopWhereTheTotalIsHit) {
  world.set("glide.email.inbound.max_total_attachment_size_bytes", "100");
  receive(mail_with({{"a.bin", "application/octet-stream", std::string(60, 'a')},
                     {"b.bin", "application/octet-stream", std::string(60, 'b')},
                     {"c.bin", "application/octet-stream", "c"}}));
  EXPECT_EQ(reason("a.bin"), "");
  EXPECT_EQ(reason("b.bin"), "more than 100 bytes of attachments");
  EXPECT_EQ(reason("c.bin"), "more than 100 bytes of attachments") << "the rest is not stored, however small";
}

TEST_F(AttachmentsOfMail, AreCappedByTheLargestAttachmentOfTheInstance) {
  world.set("com.glide.attachment.max_size", "");
  receive(mail_with(files(1, 2000)));
  EXPECT_EQ(kept(), 0) << "emptied, it is one kilobyte";
  world.set("com.glide.attachment.max_size", "1");
  receive(mail_with(files(1, 2000), "", "2@corp.example"));
  EXPECT_EQ(kept(), 1);
}

TEST(AttachmentSizeSwitch, LetsMailExceedTheLargestAttachment) {
  engine::InstanceConfig config = engine::tests::office();
  config.switches = {{"attachment-size", "others-only", {}}};
  config.properties = {{"com.glide.attachment.max_size", "", {}}};
  InboundWorld world(config);
  world.instance->receive(mail_with(files(1, 2000)));
  EXPECT_EQ(world.count("sys_attachment"), 1) << "conflict-C30";
}

TEST_F(AttachmentsOfMail, OfRefusedExtensionsAreDiscarded) {
  world.set("glide.email.inbound.attachment_extensions_blacklist", "exe, .BAT");
  receive(mail_with({{"a.EXE", "application/octet-stream", "a"}, {"b.bat", "text/plain", "b"}, {"c.txt", "text/plain", "c"}}));
  EXPECT_EQ(kept(), 1);
  EXPECT_EQ(reason("a.EXE"), "files with the extension exe are not accepted (glide.email.inbound.attachment_extensions_blacklist)");
}

TEST_F(AttachmentsOfMail, WhoseContentContradictsTheirTypeAreDiscardedIfThatIsChecked) {
  const std::vector<File> suspicious{{"photo.png", "image/png", "MZ\x90 no picture"}, {"ok.png", "image/png", std::string(png)}};
  receive(mail_with(suspicious));
  EXPECT_EQ(kept(), 2) << "by default nothing is checked";
  world.set("glide.security.file.mime_type.validation.inbound_email", "true");
  receive(mail_with(suspicious, "", "2@corp.example"));
  EXPECT_EQ(kept(), 3);
  EXPECT_NE(reason("photo.png").find("content"), std::string::npos);
}

TEST_F(AttachmentsOfMail, OfInfectedMailAreNotStored) {
  const std::string virus = "X-ServiceNow-Virus: INFECTED, message contains virus: Eicar-Test-Signature\r\n";
  receive(mail_with(files(1, 5), virus));
  EXPECT_EQ(kept(), 0);
  world.set("glide.email.inbound.check_attachment_availability", "false");
  receive(mail_with(files(1, 5), virus, "2@corp.example"));
  EXPECT_EQ(kept(), 1);
}

TEST_F(AttachmentsOfMail, SmallImagesGoWhereTheFilterSays) {
  const std::vector<File> logo{{"logo.png", "image/png", std::string(png)}};
  const std::string table = "SELECT table_name FROM sys_attachment ORDER BY id DESC LIMIT 1";
  receive(mail_with(logo));
  EXPECT_EQ(world.value(table), "incident") << "a minimum of 0 filters none";
  world.set("glide.email.inbound.image_sys_attachment.filter.minimum_bytes", "1000");
  receive(mail_with(logo, "", "2@corp.example"));
  EXPECT_EQ(world.value(table), "sys_email");
  world.set("glide.email.inbound.image_sys_attachment.filter.action", "AttachNone");
  receive(mail_with(logo, "", "3@corp.example"));
  EXPECT_EQ(world.value(table), "");
  world.set("glide.email.inbound.image_sys_attachment.filter.action", "AttachTarget");
  receive(mail_with(logo, "", "4@corp.example"));
  EXPECT_EQ(world.value(table), "incident");
  receive(mail_with(files(1, 3), "", "5@corp.example"));
  EXPECT_EQ(world.value(table), "incident") << "other files are no images";
}

TEST_F(AttachmentsOfMail, ThatTheHtmlShowsAreNamedByIt) {
  const File html{"", "text/html", "<p>Look: <img src=\"cid:pic%40corp\"> <img src='cid:gone'></p>"};
  receive(mail_with({html, {"p.png", "image/png", std::string(png), "Content-ID: <pic@corp>\r\n"}}));
  const std::string sys_id = world.value("SELECT sys_id FROM sys_attachment");
  EXPECT_EQ(world.email("body"), "<p>Look: <img src=\"sys_attachment.do?sys_id=" + sys_id + "\"> <img src='cid:gone'></p>");
  EXPECT_NE(world.email("headers").find("\nX-ServiceNow-Inbound-Cid-Converted:yes\n"), std::string::npos);
  EXPECT_NE(world.email("headers").find("\nMultipartContentTypes:multipart/mixed,text/plain,text/html,image/png\n"), std::string::npos);
  world.set("glide.email.inbound.convert_html_inline_attachment_references", "false");
  receive(mail_with({html, {"p.png", "image/png", std::string(png), "Content-ID: <pic@corp>\r\n"}}, "", "2@corp.example"));
  EXPECT_NE(world.email("body").find("cid:pic%40corp"), std::string::npos);
}

TEST_F(AttachmentsOfMail, OfAReplyThatTheRecordHasAlreadyAreNotStoredAgain) {
  const File html{"", "text/html", "<img src=\"cid:p\">"};
  const File picture{"p.png", "image/png", std::string(png), "Content-ID: <p>\r\n"};
  receive(mail_with({html, picture}));
  receive(mail_with({html, picture}, "In-Reply-To: <1@corp.example>\r\n", "2@corp.example"));
  EXPECT_EQ(world.email("receive_type"), "reply");
  EXPECT_EQ(kept(), 1);
  EXPECT_EQ(world.email("body"), "<img src=\"sys_attachment.do?sys_id=" + world.value("SELECT sys_id FROM sys_attachment") + "\">");
}

TEST_F(AttachmentsOfMail, AreNamedSafely) {
  receive(mail_with({{"../../etc/passwd", "text/plain", "a"},
                     {"", "application/pdf", "%PDF-1"},
                     {"", "message/rfc822", "Subject: =?utf-8?q?L=C3=B6schen?= a/b\r\n\r\ninner"}}));
  EXPECT_EQ(world.value("SELECT group_concat(file_name, '|') FROM (SELECT file_name FROM sys_attachment ORDER BY id)"),
            "passwd|attachment2.pdf|Löschen a-b.eml");
}

TEST(ContentKind, KnowsContradictions) {
  using engine::inbound::contradiction;
  EXPECT_EQ(contradiction(png, "image/png", "a.png"), "");
  EXPECT_EQ(contradiction(png, "application/octet-stream", "a.png"), "");
  EXPECT_EQ(contradiction(png, "image/jpeg", "a.jpg"), "its content is a PNG image, not image/jpeg");
  EXPECT_EQ(contradiction(png, "image/png", "a.pdf"), "its content is a PNG image, not a .pdf file");
  EXPECT_EQ(contradiction("PK\3\4", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "a.docx"), "");
  EXPECT_EQ(contradiction("text", "application/pdf", "a.pdf"), "its content is not what 'a.pdf' and application/pdf promise");
  EXPECT_EQ(contradiction("text", "text/plain", "notes"), "");
  EXPECT_EQ(contradiction("", "text/plain", ""), "");
}

}  // namespace
