// The charsets that mail comes in, under the names that mail programs give them.
#include "sim/mail/message.h"

namespace {

using sim::mail::Message;

struct Sample {
  std::string charset, bytes, meant;
};

std::string text_of(const std::string& content_type, const std::string& body) {
  return Message("Content-Type: " + content_type + "\n\n" + body).text();
}

const std::vector<Sample>& samples() {
  static const std::vector<Sample> all{
      {"iso-2022-jp", "\x1B$B>c32$G$9\x1B(B", "障害です"},
      {"ISO-2022-JP-MS", "\x1B$B>c32$G$9\x1B(B", "障害です"},
      {"cp50220", "\x1B$B>c32$G$9\x1B(B", "障害です"},
      {"iso-2022-jp", "\x1B(I1234\x1B(B ok", "ｱｲｳｴ ok"},
      {"cp50222", "\x1B$B>c\x1B(B \x0E" "12\x0F.", "障 ｱｲ."},
      {"cp50221", "\x1B$B>c\x1B(B \xB1\xB2", "障 ｱｲ"},
      {"Shift_JIS", "\xEE\xE0\x8B\xB4\x87@\xB1\x95\x5C\x8E\xA6", "髙橋①ｱ表示"},
      {"windows-31j", "\xEE\xE0\x8B\xB4\x87@\xB1\x95\x5C\x8E\xA6", "髙橋①ｱ表示"},
      {"x-sjis", "\xEE\xE0\x8B\xB4\x87@\xB1\x95\x5C\x8E\xA6", "髙橋①ｱ表示"},
      {"cp932", "\xEE\xE0\x8B\xB4\x87@\xB1\x95\x5C\x8E\xA6", "髙橋①ｱ表示"},
      {"EUC-JP", "\xBE\xE3\xB3\xB2\x8E\xB1", "障害ｱ"},
      {"x-euc-jp", "\xBE\xE3\xB3\xB2\x8E\xB1", "障害ｱ"},
      {"GB2312", "\xB4\xF2\xD3\xA1\xBB\xFA\xBB\xB5\xC1\xCB", "打印机坏了"},
      {"GBK", "\xB4\xF2\xD3\xA1\xBB\xFA\xBB\xB5\xC1\xCB", "打印机坏了"},
      {"gb18030", "\xB4\xF2\xD3\xA1\xBB\xFA\xBB\xB5\xC1\xCB", "打印机坏了"},
      {"cp936", "\xB4\xF2\xD3\xA1\xBB\xFA\xBB\xB5\xC1\xCB", "打印机坏了"},
      {"gb18030", "\x81" "9\xEE" "9\x94" "9\xFC" "6", "㐀😀"},
      {"gb2312", "\xE9" "F", "镕"},
      {"Big5", "\xA6L\xAA\xED\xBE\xF7\xC3" "a\xA4" "F", "印表機壞了"},
      {"windows-950", "\xA6L\xAA\xED\xBE\xF7\xC3" "a\xA4" "F", "印表機壞了"},
      {"EUC-KR", "\xC7\xC1\xB8\xB0\xC5\xCD \xB0\xED\xC0\xE5", "프린터 고장"},
      {"ks_c_5601-1987", "\xC7\xC1\xB8\xB0\xC5\xCD \xB0\xED\xC0\xE5", "프린터 고장"},
      {"ks_c_5601-1987", "\x8C" "c\xB9\xE6", "똠방"},
      {"windows-1250", "\x8Elu\x9Dou\xE8k\xFD k\xF9\xF2", "Žluťoučký kůň"},
      {"windows-1251", "\xCF\xF0\xE8\xED\xF2\xE5\xF0", "Принтер"},
      {"windows-1252", "na\xEFve \x96 \x80", "naïve – €"},
      {"windows-1253", "\xC5\xEA\xF4\xF5\xF0\xF9\xF4\xDE\xF2", "Εκτυπωτής"},
      {"windows-1254", "Yaz\xFD" "c\xFD \xF0\xFE", "Yazıcı ğş"},
      {"windows-1255", "\xEE\xE3\xF4\xF1\xFA", "מדפסת"},
      {"windows-1256", "\xD8\xC7\xC8\xDA\xC9", "طابعة"},
      {"windows-1257", "Spausdintuvas \xEB", "Spausdintuvas ė"},
      {"windows-1258", "M\xE1y in \xF0" "en", "Máy in đen"},
      {"win-1251", "\xCF\xF0\xE8\xED\xF2\xE5\xF0", "Принтер"},
      {"koi8-r", "\xF0\xD2\xC9\xCE\xD4\xC5\xD2", "Принтер"},
      {"iso-8859-1", "\x93quoted\x94 \x80", "“quoted” €"},
      {"iso-8859-2", "\xAElu\xBBou\xE8k\xFD", "Žluťoučký"},
      {"iso-8859-15", "5 \xA4", "5 €"},
      {"iso-8859-9", "\xF0\xFE", "ğş"},
      {"utf-7", "T+APw-r +ZeVnLA-", "Tür 日本"},
      {"unicode-1-1-utf-7", "T+APw-r +ZeVnLA-", "Tür 日本"},
      {"us-ascii", "\xE6\x97\xA5\xE6\x9C\xAC", "日本"},
      {"ascii", "\xE6\x97\xA5\xE6\x9C\xAC", "日本"},
      {"utf-16be", "e\xE5g,", "日本"},
  };
  return all;
}

TEST(CharsetZoo, ReadsEachCharsetUnderItsNames) {
  for (const auto& [charset, bytes, meant] : samples()) EXPECT_EQ(text_of("text/plain; charset=\"" + charset + "\"", bytes), meant) << charset;
}

TEST(CharsetZoo, ReadsThemInTransferEncodingsAndSubjectsToo) {
  for (const auto& [charset, bytes, meant] : samples()) {
    std::string hex;
    for (const char c : bytes) hex += fmt::format("={:02X}", static_cast<unsigned char>(c));
    EXPECT_EQ(Message("Subject: =?" + charset + "?Q?" + hex + "?=\n\n").subject(), meant) << charset;
    EXPECT_EQ(Message("Content-Type: text/plain; charset=" + charset + "\nContent-Transfer-Encoding: quoted-printable\n\n" + hex).text(), meant);
  }
}

TEST(CharsetZoo, KeepsWhatNobodyKnowsReadable) {
  EXPECT_EQ(text_of("text/plain; charset=x-martian", "Printer caf\xE9"), "Printer café");
  EXPECT_EQ(text_of("text/plain; charset=\"\"", "日本"), "日本");
  EXPECT_EQ(text_of("text/plain", "caf\xE9"), "café");
  EXPECT_EQ(text_of("text/plain; charset=utf-8", "ok \xFF ok"), "ok \xEF\xBF\xBD ok");
}

TEST(FlowedText, JoinsLinesThatEndInABlank) {
  EXPECT_EQ(text_of("text/plain; format=flowed", "one \r\ntwo\r\nthree\r\n"), "one two\nthree\n");
  EXPECT_EQ(text_of("text/plain; format=Flowed; delsp=yes", "\xE6\x97\xA5 \n\xE6\x9C\xAC\n"), "日本\n");
  EXPECT_EQ(text_of("text/plain", "one \ntwo\n"), "one \ntwo\n");
}

TEST(FlowedText, KeepsQuotesSignaturesAndStuffedLines) {
  EXPECT_EQ(text_of("text/plain; format=flowed", "> a \n> b\n>> c\n> d \nown\n From here\n-- \nKen\n"),
            "> a b\n>> c\n> d \nown\nFrom here\n-- \nKen\n");
}

TEST(QuotedPrintable, JoinsAWatermarkThatASoftLineBreakCuts) {
  const Message message("Content-Type: text/plain\nContent-Transfer-Encoding: quoted-printable\n\nThanks=21\nRef:MSG0000001_lRhI4zra=\n325ws7oc8NwO");
  EXPECT_EQ(message.text(), "Thanks!\nRef:MSG0000001_lRhI4zra325ws7oc8NwO");
}

}  // namespace
