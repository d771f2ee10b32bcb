#include "sim/mail/detail/charset.h"
#include "sim/mail/entity.h"
#include "sim/mail/message.h"

namespace {

using sim::Random;
using sim::mail::Draft;
using sim::mail::Message;

std::string built(const Draft& draft, std::uint64_t seed = 1) {
  Random random(seed);
  return sim::mail::build(draft, random, "host.example");
}

Draft japanese(const std::string& charset) {
  Draft draft;
  draft.from = "田中 由紀 <yuki@corp.example>";
  draft.to = "\"Doe, John\" <john@example.com>, 佐藤 <sato@corp.example>";
  draft.subject = "Re: 会議のお知らせについて、とても長い件名でも正しく折り返されることを確かめる ABC テスト";
  draft.text = "こんにちは。\nお世話になっております。\n";
  draft.html = "<p>こんにちは</p>\n";
  draft.charset = charset;
  draft.attachments.push_back({"議事録と資料の一覧表（とても長い名前の添付ファイル）最終版.pdf", "application/pdf", std::string("%PDF\0\xFF\r\n", 8)});
  return draft;
}

class BuildInCharset : public testing::TestWithParam<std::string> {};

TEST_P(BuildInCharset, IsReadBackAsItWasMeant) {
  const Draft draft = japanese(GetParam());
  const Message message(built(draft));
  EXPECT_TRUE(message.faults().empty());
  EXPECT_EQ(message.subject(), draft.subject);
  EXPECT_EQ(message.text(), draft.text);
  EXPECT_EQ(message.html(), draft.html);
  EXPECT_EQ(message.from()->display_name, "田中 由紀");
  ASSERT_EQ(message.addresses("To").size(), 2U);
  EXPECT_EQ(message.addresses("To")[0].display_name, "Doe, John");
  EXPECT_EQ(message.addresses("To")[1].display_name, "佐藤");
  ASSERT_EQ(message.parts().size(), 3U);
  EXPECT_EQ(message.parts()[0].charset, GetParam());
  EXPECT_EQ(message.parts()[2].file_name, draft.attachments[0].file_name);
  EXPECT_TRUE(message.parts()[2].is_attachment);
  EXPECT_EQ(message.content(message.parts()[2]), draft.attachments[0].content);
}

TEST_P(BuildInCharset, IsSevenBitWithShortLinesAndCrlf) {
  const std::string raw = built(japanese(GetParam()));
  EXPECT_TRUE(sim::mail::detail::is_ascii(raw));
  std::size_t from = 0;
  for (std::size_t at = raw.find('\n'); at != std::string::npos; from = at + 1, at = raw.find('\n', from)) {
    EXPECT_EQ(raw[at - 1], '\r');
    EXPECT_LE(at - from, 100U) << raw.substr(from, at - from);
  }
  EXPECT_EQ(from, raw.size());
}

INSTANTIATE_TEST_SUITE_P(Charsets, BuildInCharset, testing::Values("utf-8", "iso-2022-jp", "shift_jis", "euc-jp"),
                         [](const auto& each) { return "Charset" + std::to_string(each.index); });

TEST(Build, GivesTheSameBytesForTheSameSeed) {
  EXPECT_EQ(built(japanese("utf-8"), 7), built(japanese("utf-8"), 7));
  EXPECT_NE(built(japanese("utf-8"), 7), built(japanese("utf-8"), 8));
}

TEST(Build, WritesIso2022JpAsJapaneseClientsDo) {
  const std::string raw = built(japanese("iso-2022-jp"));
  EXPECT_NE(raw.find("=?iso-2022-jp?B?"), std::string::npos);
  EXPECT_NE(raw.find("Content-Transfer-Encoding: 7bit\r\n\r\n\x1B$B"), std::string::npos);
}

TEST(Build, FallsBackToUtf8WhereTheCharsetLacksACharacter) {
  Draft draft;
  draft.from = "a@b";
  draft.subject = "안녕";
  draft.text = "안녕\n";
  draft.charset = "iso-2022-jp";
  const Message message(built(draft));
  EXPECT_EQ(message.subject(), "안녕");
  EXPECT_EQ(message.text(), "안녕\n");
}

TEST(Build, MakesTheMultipartsThatAreNeeded) {
  Draft draft;
  draft.from = "a@b";
  draft.text = "t\n";
  EXPECT_EQ(Message(built(draft)).content_type(), "text/plain");
  draft.html = "<p>h</p>\n";
  EXPECT_EQ(Message(built(draft)).content_type(), "multipart/alternative");
  draft.attachments.push_back({"a.txt", "text/plain", "attached"});
  const Message message(built(draft));
  EXPECT_EQ(message.content_type(), "multipart/mixed");
  EXPECT_EQ(message.text(), "t\n");
  EXPECT_EQ(message.html(), "<p>h</p>\n");
  EXPECT_TRUE(message.parts()[2].is_attachment);
}

TEST(Build, TakesTheMessageIdOrMakesOne) {
  Draft draft;
  draft.from = "a@b";
  draft.message_id = "given@id";
  EXPECT_EQ(Message(built(draft)).message_id(), "given@id");
  draft.message_id.clear();
  const std::string made = Message(built(draft)).message_id();
  EXPECT_EQ(made.substr(made.find('@')), "@host.example");
}

TEST(Build, LetsNoValueAddAFieldOfItsOwn) {
  Draft draft;
  draft.from = "a@b\r\nBcc: evil@x";
  draft.subject = "s\r\nBcc: evil@x";
  draft.headers = {{"X-A\r\nBcc", "1\nBcc: evil@x"}};
  draft.message_id = "x@y>\r\nBcc: evil@x";
  EXPECT_FALSE(Message(built(draft)).header("Bcc").has_value());
}

TEST(Build, WritesFurtherFieldsInOrderAndEncoded) {
  Draft draft;
  draft.from = "a@b";
  draft.headers = {{"Auto-Submitted", "auto-replied"}, {"X-Name", "名前"}};
  const Message message(built(draft));
  EXPECT_EQ(message.header("Auto-Submitted"), "auto-replied");
  EXPECT_EQ(message.header("X-Name"), "名前");
}

TEST(Build, CarriesLongLinesAndOddBytes) {
  Draft draft;
  draft.from = "a@b";
  draft.text = std::string(3000, 'x') + "\n.\nFrom here\ntrailing blank \n=3D\n";
  EXPECT_EQ(Message(built(draft)).text(), draft.text);
}

TEST(Build, EncodesASubjectThatLooksEncoded) {
  Draft draft;
  draft.from = "a@b";
  draft.subject = "=?utf-8?B?QQ==?=";
  EXPECT_EQ(Message(built(draft)).subject(), draft.subject);
}

}  // namespace
