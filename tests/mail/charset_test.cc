#include "sim/mail/detail/charset.h"

#include "sim/mail/detail/words.h"
#include "sim/mail/message.h"

namespace {

using sim::mail::Message;
using sim::mail::detail::decode_words;
using sim::mail::detail::is_utf8;

std::string text_in(const std::string& charset, const std::string& body) {
  return Message("Content-Type: text/plain; charset=" + charset + "\n\n" + body).text();
}

TEST(Charset, ReadsJapaneseBodies) {
  EXPECT_EQ(text_in("ISO-2022-JP", "\x1B$BEDCf\x1B(B"), "田中");
  EXPECT_EQ(text_in("Shift_JIS", "\x93\x63\x92\x86"), "田中");
  EXPECT_EQ(text_in("\"euc-jp\"", "\xC5\xC4\xC3\xE6"), "田中");
  EXPECT_EQ(text_in("iso-2022-jp", "\x1B$B-!\x1B(B"), "①");
}

TEST(Charset, ReadsUndeclaredBytesAsSomethingReadable) {
  EXPECT_EQ(Message("\n\x1B$BEDCf\x1B(B").text(), "田中");
  EXPECT_EQ(Message("\ncaf\xE9").text(), "café");
  EXPECT_EQ(Message("Subject: caf\xE9\n\n").subject(), "café");
  EXPECT_EQ(text_in("us-ascii", "田中"), "田中");
  EXPECT_EQ(text_in("x-no-such-charset", "caf\xE9"), "café");
}

TEST(Charset, NeverGivesOutInvalidUtf8) {
  std::string bytes;
  for (int i = 255; i >= 0; --i) bytes += static_cast<char>(i);
  for (const std::string charset : {"utf-8", "iso-2022-jp", "shift_jis", "euc-jp", "utf-16", "utf-7", "gb2312", "us-ascii", "big5", "x", "//"}) {
    EXPECT_TRUE(is_utf8(text_in(charset, bytes))) << charset;
    EXPECT_TRUE(is_utf8(decode_words("=?" + charset + "?B?" + sim::mail::detail::base64(bytes) + "?="))) << charset;
  }
}

TEST(Charset, KnowsUtf8) {
  EXPECT_TRUE(is_utf8("a\xC3\xA9\xE3\x81\x82\xF0\x9F\x98\x80"));
  for (const std::string_view bad : {"\xC0\x80", "\xC3", "\xED\xA0\x80", "\xF4\x90\x80\x80", "\x80", "\xE0\x9F\xBF", "\xFF"}) EXPECT_FALSE(is_utf8(bad));
}

TEST(EncodedWord, JoinsNeighboursBeforeItDecodes) {
  EXPECT_EQ(decode_words("=?utf-8?B?55Sw5A==?= =?UTF-8?B?uK0=?="), "田中");
  EXPECT_EQ(decode_words("=?utf-8?Q?a_b?= c =?utf-8?Q?d?="), "a b c d");
  EXPECT_EQ(decode_words("x=?utf-8*ja?q?=E7=94=B0?=y"), "x田y");
}

TEST(EncodedWord, LeavesWhatIsNone) {
  for (const std::string text : {"=?", "=?utf-8?=", "=?utf-8?x?abc?=", "=?utf-8?q?abc", "a =?b c?q?d?="}) EXPECT_EQ(decode_words(text), text);
}

TEST(EncodedWord, CannotSmuggleALineEnd) {
  EXPECT_EQ(decode_words("=?utf-8?q?a=0D=0ABcc:_x?="), "a Bcc: x");
}

}  // namespace
