#include "sim/mail/entity.h"
#include "sim/mail/message.h"

namespace {

using sim::mail::Message;
using sim::mail::MessageLimits;

bool tells(const Message& message, std::string_view what) {
  const auto& faults = message.faults();
  return std::find(faults.begin(), faults.end(), what) != faults.end();
}

std::string nested(int levels) {
  std::string raw;
  for (int i = 0; i < levels; ++i)
    raw += "Content-Type: multipart/mixed; boundary=b" + std::to_string(i) + "\n\n--b" + std::to_string(i) + "\n";
  return raw + "\ninnermost\n";
}

TEST(HostileMessage, StopsAtTheDepthBound) {
  const Message message(nested(200));
  EXPECT_EQ(message.parts().size(), 1U);
  EXPECT_EQ(message.entities().entities.back().depth, 100U);
  EXPECT_TRUE(tells(message, "parts are nested deeper than the bound"));
  EXPECT_NE(message.content(message.parts()[0]).find("innermost"), std::string::npos);
}

TEST(HostileMessage, StopsAtTheDepthBoundOfMessagesInMessages) {
  std::string raw;
  for (int i = 0; i < 5000; ++i) raw += "Content-Type: message/rfc822\n\n";
  EXPECT_LE(Message(raw).entities().entities.size(), 101U);
}

TEST(HostileMessage, StopsAtTheHeaderBoundsAndStillFindsTheBody) {
  std::string raw = "Subject: s\n";
  for (int i = 0; i < 10000; ++i) raw += "X-" + std::to_string(i) + ": y\n";
  const Message message(raw + "\nbody");
  EXPECT_EQ(message.headers().size(), MessageLimits().headers);
  EXPECT_EQ(message.text(), "body");
  EXPECT_TRUE(tells(message, "header is longer than its bounds"));
  const Message long_field("Subject: " + std::string(1'000'000, 'x') + "\n\nbody");
  EXPECT_EQ(long_field.text(), "body");
  EXPECT_TRUE(tells(long_field, "header is longer than its bounds"));
}

TEST(HostileMessage, StopsAtThePartBound) {
  std::string raw = "Content-Type: multipart/mixed; boundary=b\n\n";
  for (int i = 0; i < 20000; ++i) raw += "--b\n\nx\n";
  const Message message(raw + "--b--\n");
  EXPECT_EQ(message.entities().entities.size(), MessageLimits().parts);
  EXPECT_TRUE(tells(message, "more parts than the bound"));
}

TEST(HostileMessage, TakesNulBytesEverywhere) {
  std::string raw = "Subject: a0b\r\nX0Y: 1\r\nFrom: A0 <a@b>\r\nContent-Type: text/plain; charset=u0tf\r\n\r\nbo0dy";
  std::replace(raw.begin(), raw.end(), '0', '\0');
  const Message message(raw);
  EXPECT_EQ(message.raw(), raw);
  EXPECT_EQ(message.subject(), "a\xEF\xBF\xBD" "b");
  EXPECT_EQ(message.text(), "bo\xEF\xBF\xBD" "dy");
}

TEST(HostileMessage, ReadsPathologicalHeadersInBoundedTime) {
  const Message comments("From: " + std::string(200'000, '(') + "\n\n");
  EXPECT_TRUE(comments.addresses("From").empty());
  const Message words("Subject: " + std::string(100'000, '=') + "?" + std::string(100'000, '?') + "\n\n");
  EXPECT_EQ(words.subject().size(), 200'001U);
  std::string sections = "Content-Disposition: attachment";
  for (int i = 0; i < 5000; ++i) sections += "; filename*" + std::to_string(4'000'000'000U + static_cast<unsigned>(i)) + "*=x";
  EXPECT_EQ(Message(sections + "\n\nbody").parts().size(), 1U);
}

TEST(HostileMessage, ReadsLinesOfDashesInBoundedTime) {
  std::string raw = nested(90);
  for (int i = 0; i < 20000; ++i) raw += "--x\n";
  EXPECT_EQ(Message(raw).parts().size(), 1U);
}

TEST(HostileMessage, AnswersEveryPrefixOfAMessage) {
  const std::string raw =
      "From: =?utf-8?q?a?= <a@b>\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\nContent-Type: text/html;"
      " charset=shift_jis\r\nContent-Transfer-Encoding: base64\r\n\r\nk2OShg==\r\n--b--\r\n";
  for (std::size_t size = 0; size <= raw.size(); ++size) {
    const Message message(raw.substr(0, size));
    EXPECT_GE(message.parts().size(), 1U) << size;
    EXPECT_LE(message.html().size(), raw.size());
  }
  EXPECT_EQ(Message(raw).html(), "田中");
}

}  // namespace
