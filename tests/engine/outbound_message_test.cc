// The mail on the wire as others read it: its octets against RFC 5322, and its parts by GMime's own parser, not by ours (spec 6.6, 10.2).
#include <gmime/gmime.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "sim/mail/message.h"
#include "tests/engine/outbound_world.h"

namespace engine::tests {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::MatchesRegex;
using ::testing::Not;

struct Unref {
  void operator()(GMimeMessage* message) const { g_object_unref(message); }
};

std::unique_ptr<GMimeMessage, Unref> read_by_gmime(const std::string& raw) {
  GMimeStream* stream = g_mime_stream_mem_new_with_buffer(raw.data(), raw.size());
  GMimeParser* parser = g_mime_parser_new_with_stream(stream);
  std::unique_ptr<GMimeMessage, Unref> message(g_mime_parser_construct_message(parser, nullptr));
  g_object_unref(parser);
  g_object_unref(stream);
  return message;
}

std::string content_of(GMimePart* part) {
  GMimeStream* stream = g_mime_stream_mem_new();
  g_mime_data_wrapper_write_to_stream(g_mime_part_get_content(part), stream);
  GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream));
  std::string content(reinterpret_cast<const char*>(bytes->data), bytes->len);
  g_object_unref(stream);
  return content;
}

/// Leaves as "type file-name content", in order.
struct Leaf {
  std::string type, file_name, content;
};
std::vector<Leaf> leaves_of(GMimeMessage* message) {
  std::vector<Leaf> leaves;
  g_mime_message_foreach(
      message,
      [](GMimeObject*, GMimeObject* object, gpointer data) {
        if (!GMIME_IS_PART(object)) return;
        char* type = g_mime_content_type_get_mime_type(g_mime_object_get_content_type(object));
        const char* name = g_mime_part_get_filename(GMIME_PART(object));
        static_cast<std::vector<Leaf>*>(data)->push_back({type, name ? name : "", content_of(GMIME_PART(object))});
        g_free(type);
      },
      &leaves);
  return leaves;
}

std::vector<std::string> field_names(GMimeMessage* message) {
  std::vector<std::string> names;
  GMimeHeaderList* list = g_mime_object_get_header_list(GMIME_OBJECT(message));
  for (int i = 0; i < g_mime_header_list_get_count(list); ++i) names.emplace_back(g_mime_header_get_name(g_mime_header_list_get_header_at(list, i)));
  GMimeHeaderList* content = g_mime_object_get_header_list(g_mime_message_get_mime_part(message));
  for (int i = 0; i < g_mime_header_list_get_count(content); ++i) names.emplace_back(g_mime_header_get_name(g_mime_header_list_get_header_at(content, i)));
  return names;
}

/// RFC 5322, 2.1.1 and 2.3: lines end with CRLF, no lone CR or LF, no line over 998 octets, header lines under 79 where blanks allow.
void expect_clean_lines(const std::string& raw, bool may_be_8bit = false) {
  std::size_t column = 0;
  for (std::size_t i = 0; i < raw.size(); ++i) {
    const char c = raw[i];
    ASSERT_NE(c, '\0');
    if (!may_be_8bit) {
      ASSERT_LT(static_cast<unsigned char>(c), 0x80) << "at " << i;
    }
    if (c == '\r') {
      ASSERT_TRUE(i + 1 < raw.size() && raw[i + 1] == '\n') << "lone CR at " << i;
    }
    if (c == '\n') {
      ASSERT_TRUE(i > 0 && raw[i - 1] == '\r') << "lone LF at " << i;
    }
    column = c == '\n' ? 0 : column + 1;
    ASSERT_LE(column, 999U) << "line too long at " << i;  // 998 and the CR
  }
  EXPECT_TRUE(raw.ends_with("\r\n"));
}

class OutboundMessage : public ::testing::Test {
 protected:
  void SetUp() override { world.configure(usual_config()); }
  std::string sent(ComposeRequest mail) {
    EXPECT_TRUE(outbound::compose(*world.parts, mail));
    world.send();
    EXPECT_EQ(world.email("mailbox"), "Sent") << world.email("error_string");
    return world.provider.taken.empty() ? "" : world.provider.taken.back().raw;
  }
  std::string notified(const std::function<void(NotificationConfig&)>& change) {
    InstanceConfig config;
    config.notifications = {usual_config().notifications[0]};
    change(config.notifications[0]);
    world.configure(config);
    world.fire("incident.inserted", "INC0000001");
    world.send();
    return world.provider.taken.empty() ? "" : world.provider.taken.back().raw;
  }
  OutboundWorld world;
};

TEST_F(OutboundMessage, HasTheInstancesFieldsInItsOrder) {
  const std::string raw = notified([](NotificationConfig& each) { each.reply_to = "help@corp.example"; });
  expect_clean_lines(raw);
  const auto message = read_by_gmime(raw);
  EXPECT_THAT(field_names(message.get()),
              ElementsAre("Date", "From", "Reply-To", "To", "Message-ID", "Subject", "MIME-Version", "X-ServiceNow-Source",
                          "X-ServiceNow-SysEmail-Version", "Precedence", "Auto-Submitted", "X-ServiceNow-Generated", "Content-Type"));
  EXPECT_THAT(raw, HasSubstr("MIME-Version: 1.0\r\nContent-Type: multipart/mixed;\r\n boundary=\"----=_Part_"));
  EXPECT_THAT(raw, HasSubstr("Reply-To: IT Service Desk <help@corp.example>\r\n"));
  EXPECT_THAT(g_mime_message_get_message_id(message.get()), MatchesRegex("[0-9]+\\.[0-9]+\\.1767603600000@app[0-9]{6}\\.ycg3\\.service-now\\.example"));
  const auto leaves = leaves_of(message.get());
  ASSERT_EQ(leaves.size(), 2U);
  EXPECT_EQ(leaves[0].type, "text/plain");
  EXPECT_EQ(leaves[1].type, "text/html");
  EXPECT_THAT(leaves[1].content, HasSubstr("Printer &lt;broken&gt;"));
}

TEST_F(OutboundMessage, EncodesWhatIsNoAscii) {
  ComposeRequest mail{"yuki@corp.example", "", "", "会議のお知らせについて、とても長い件名でも正しく折り返されること", "お世話になっております。\n.\nFrom here\n", "", ""};
  mail.attachments.push_back({"議事録 \"最終版\".pdf", "application/pdf", std::string("%PDF\0\r\xFF\n", 8)});
  const std::string raw = sent(mail);
  expect_clean_lines(raw);
  const auto message = read_by_gmime(raw);
  EXPECT_EQ(std::string(g_mime_message_get_subject(message.get())), mail.subject);
  const auto leaves = leaves_of(message.get());
  ASSERT_EQ(leaves.size(), 2U);
  EXPECT_THAT(leaves[0].content, HasSubstr("お世話になっております。\r\n.\r\nFrom here\r\n"));
  EXPECT_EQ(leaves[1].file_name, mail.attachments[0].file_name);
  EXPECT_EQ(leaves[1].content, mail.attachments[0].content);
}

TEST_F(OutboundMessage, KeepsWordsWithoutBlanksAndLinesWithoutEndsWithinTheLimit) {
  ComposeRequest mail{"yuki@corp.example", "", "", std::string(3000, 'x'), std::string(5000, 'y') + "\rlone\nend   ", "", ""};
  const std::string raw = sent(mail);
  expect_clean_lines(raw);
  const auto message = read_by_gmime(raw);
  EXPECT_EQ(std::string(g_mime_message_get_subject(message.get())), mail.subject);
  EXPECT_THAT(leaves_of(message.get())[0].content, HasSubstr(std::string(5000, 'y')));
}

TEST_F(OutboundMessage, ListsTheRecipientsFoldedAndNeverBcc) {
  std::string to;
  for (int n = 0; n < 80; ++n) to += (n == 0 ? "" : ", ") + std::string("somebody.with.a.name.") + std::to_string(n) + "@department.corp.example";
  const std::string raw = sent({to, "ken@corp.example", "boss@corp.example", "Hi", "Hi", "", ""});
  expect_clean_lines(raw);
  const std::string header = raw.substr(0, raw.find("\r\n\r\n"));
  std::size_t longest = 0;
  for (std::size_t at = 0; at < header.size();) {
    const std::size_t end = std::min(header.find("\r\n", at), header.size());
    longest = std::max(longest, end - at);
    at = end + 2;
  }
  EXPECT_LE(longest, 78U);
  EXPECT_THAT(raw, Not(HasSubstr("boss@")));
  const auto message = read_by_gmime(raw);
  EXPECT_EQ(internet_address_list_length(g_mime_message_get_addresses(message.get(), GMIME_ADDRESS_TYPE_TO)), 80);
  EXPECT_EQ(internet_address_list_length(g_mime_message_get_addresses(message.get(), GMIME_ADDRESS_TYPE_CC)), 1);
  EXPECT_EQ(world.provider.taken.back().envelope.to.size(), 82U);
}

TEST_F(OutboundMessage, FromAndReplyToBringTheirOwnLabelOrTakeTheAccounts) {
  InstanceConfig change;
  change.accounts = {usual_config().accounts[0]};
  change.accounts[0].email_user_label = "窓口, IT";
  world.configure(change);
  const auto own = read_by_gmime(notified([](NotificationConfig& each) { each.from = "HR <hr@corp.example>", each.reply_to = "HR desk <desk@corp.example>"; }));
  const auto mailbox = [](GMimeMessage* message, GMimeAddressType type) {
    InternetAddress* first = internet_address_list_get_address(g_mime_message_get_addresses(message, type), 0);
    return std::string(internet_address_get_name(first)) + "|" + internet_address_mailbox_get_addr(INTERNET_ADDRESS_MAILBOX(first));
  };
  EXPECT_EQ(mailbox(own.get(), GMIME_ADDRESS_TYPE_FROM), "HR|hr@corp.example");
  EXPECT_EQ(mailbox(own.get(), GMIME_ADDRESS_TYPE_REPLY_TO), "HR desk|desk@corp.example");
  const std::string raw =
      notified([](NotificationConfig& each) { each.from = "hr@corp.example", each.reply_to = "desk@corp.example, second@corp.example"; });
  expect_clean_lines(raw);
  const auto accounts = read_by_gmime(raw);
  EXPECT_EQ(mailbox(accounts.get(), GMIME_ADDRESS_TYPE_FROM), "窓口, IT|hr@corp.example");
  EXPECT_EQ(mailbox(accounts.get(), GMIME_ADDRESS_TYPE_REPLY_TO), "窓口, IT|desk@corp.example");
  // The envelope is the account's: bounces come to the instance, whatever From says.
  EXPECT_EQ(world.provider.taken.back().envelope.from.text(), "acme@service-now.example");
}

TEST_F(OutboundMessage, GoesAs8bitOnlyWhereAllowedAndOffered) {
  const ComposeRequest mail{"yuki@corp.example", "", "", "Grüße", "Schöne Grüße\n", "", ""};
  expect_clean_lines(sent(mail));
  EXPECT_FALSE(world.provider.taken.back().envelope.body_8bit);
  world.set("mailrig.outbound_8bit", "true");
  const std::string raw = sent(mail);
  expect_clean_lines(raw, true);
  EXPECT_THAT(raw, HasSubstr("Content-Transfer-Encoding: 8bit\r\n"));
  EXPECT_TRUE(world.provider.taken.back().envelope.body_8bit);
  EXPECT_FALSE(world.provider.taken.back().envelope.smtputf8);
  EXPECT_THAT(leaves_of(read_by_gmime(raw).get())[0].content, HasSubstr("Schöne Grüße"));
  EXPECT_EQ(std::string(g_mime_message_get_subject(read_by_gmime(raw).get())), "Grüße");
}

TEST_F(OutboundMessage, AsksForSmtpUtf8OnlyForAnAddressThatNeedsIt) {
  sent({"yuki@corp.example", "", "", "Grüße", "Grüße", "", ""});
  EXPECT_FALSE(world.provider.taken.back().envelope.smtputf8);
  const std::string raw = sent({"jo@bücher.example", "", "", "Grüße", "Grüße", "", ""});
  EXPECT_TRUE(world.provider.taken.back().envelope.smtputf8);
  EXPECT_THAT(raw, HasSubstr("To: jo@bücher.example\r\n"));
}

TEST_F(OutboundMessage, CarriesNoPrecedenceAndNoAutoSubmittedIfTheyAreSwitchedOff) {
  world.set("glide.smtp.precedence_bulk", "false");
  world.set("glide.email.outbound.header.auto_submitted", "");
  const std::string raw = notified([](NotificationConfig&) {});
  EXPECT_THAT(raw, Not(HasSubstr("Precedence")));
  EXPECT_THAT(raw, Not(HasSubstr("Auto-Submitted")));
}

TEST_F(OutboundMessage, AHeaderCannotBeInjected) {
  const std::string raw = sent({"yuki@corp.example", "", "", "Hi\r\nBcc: evil@corp.example", "Text\r\n.\r\nMAIL FROM:<x@y>", "", ""});
  expect_clean_lines(raw);
  for (const std::string& name : field_names(read_by_gmime(raw).get())) EXPECT_NE(name, "Bcc");
  EXPECT_THAT(leaves_of(read_by_gmime(raw).get())[0].content, HasSubstr("Text\r\n.\r\nMAIL FROM:<x@y>"));
}

// case-O23
TEST_F(OutboundMessage, LeavesWithoutTheAttachmentsBeyondALimit) {
  ComposeRequest mail{"yuki@corp.example", "", "", "Files", "Files", "", ""};
  for (const char* name : {"a.txt", "b.txt", "c.txt"}) mail.attachments.push_back({name, "text/plain", name + std::string(100, '.')});
  world.set("glide.email.outbound.max_attachment_count", "2");
  EXPECT_EQ(leaves_of(read_by_gmime(sent(mail)).get()).size(), 3U);
  EXPECT_EQ(world.value("SELECT group_concat(file_name) FROM sys_email_attachment WHERE discard_reason <> ''"), "c.txt");
  world.set("glide.email.outbound.max_attachment_count", "30");
  world.set("glide.email.outbound.max_total_attachment_size_bytes", "250");
  EXPECT_EQ(leaves_of(read_by_gmime(sent(mail)).get()).size(), 3U);
  EXPECT_EQ(world.value("SELECT message FROM syslog_email WHERE level = 'warning' ORDER BY id DESC LIMIT 1"),
            "Maximum combined attachment size exceeded. (max:250 bytes). One or more attachment records ignored.");
  EXPECT_THAT(world.decided(sim::EventKind::attachments_cut), ElementsAre("attachment-limit", "attachment-limit"));
}

TEST_F(OutboundMessage, EverySplitMailAndEveryCopyCarriesTheFiles) {
  world.set("glide.email.smtp.max_recipients", "2");
  world.provider.recipient_replies["ken@corp.example"] = {450, {4, 2, 0}, "later"};
  ComposeRequest mail{"yuki@corp.example,ken@corp.example,c@corp.example", "", "", "Files", "Files", "", ""};
  mail.attachments.push_back({"a.txt", "text/plain", "A"});
  ASSERT_TRUE(outbound::compose(*world.parts, mail));
  world.send();
  EXPECT_EQ(world.value("SELECT count(*) FROM sys_attachment"), "1");
  EXPECT_EQ(world.value("SELECT count(*) FROM sys_email_attachment"), "3");
  for (const auto& taken : world.provider.taken) EXPECT_EQ(leaves_of(read_by_gmime(taken.raw).get()).size(), 2U);
}

TEST_F(OutboundMessage, AnInfectedAttachmentStaysAndRaisesAnEventUnlessNobodyLooks) {
  ComposeRequest mail{"yuki@corp.example", "", "", "Files", "Files", "", ""};
  mail.attachments.push_back({"x.com", "text/plain", std::string("X5O!P%@AP[4\\PZX54(P^)7CC)7}$") + "EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"});
  ASSERT_TRUE(outbound::compose(*world.parts, mail));
  world.send();
  EXPECT_EQ(world.email("mailbox"), "Skipped");
  EXPECT_EQ(world.value("SELECT name || ' ' || parm2 FROM sysevent"), "outbound.email_attachments.infected x.com");
  world.set("glide.email.outbound.check_attachment_availability", "false");
  EXPECT_EQ(leaves_of(read_by_gmime(sent(mail)).get()).size(), 2U);
}

}  // namespace
}  // namespace engine::tests
