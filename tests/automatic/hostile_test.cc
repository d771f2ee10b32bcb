// Mails made to cost time. None may take longer than the length of what is looked at.
#include <chrono>

#include "tests/automatic/letters.h"

namespace {

using letters::from_daemon;
using letters::recognised;

/// Milliseconds that recognising takes.
double cost_of(const std::string& header, const std::string& body) {
  const sim::mail::Message message(header + "\n" + body);
  const auto start = std::chrono::steady_clock::now();
  sim::automatic::recognise(message);
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

std::string repeated(std::string_view text, std::size_t octets) {
  std::string out(text);
  while (out.size() < octets) out += out;
  return out;
}

// Ten megabytes at a gigabyte a second are 10 ms; sanitizers and a slow machine are given room. Anything quadratic takes minutes.
constexpr double most_milliseconds = 4000;

TEST(HostileBounce, OfTenMegabytesIsReadOnlyInPart) {
  const std::string header = std::string(from_daemon) + "Subject: Undelivered Mail Returned to Sender\n";
  for (const char* line : {"<a@b.example>: 550 5.1.1 no\n", "Final-Recipient: rfc822; a@b.example\n", "@@@@@@@@@@", "<<<<<<<<", "a@", "5.1.", "&lt;",
                           ">>> RCPT TO:<a@b.example>\n", "Diagnostic-Code: smtp;\n ", "\n", "host ", "=?utf-8?B?"})
    EXPECT_LT(cost_of(header, repeated(line, 10'000'000)), most_milliseconds) << line;
}

TEST(HostileBounce, OfHtmlIsReadOnlyInPart) {
  const std::string header = std::string(from_daemon) + "Subject: Undeliverable\nContent-Type: text/html\n";
  for (const char* tag : {"<", "<a", "&", "<br>", "<p>a@b.example"}) EXPECT_LT(cost_of(header, repeated(tag, 10'000'000)), most_milliseconds) << tag;
}

TEST(HostileBounce, NamesNoMoreRecipientsThanIsSensible) {
  std::string body = "This is the mail system at host mx.corp.example.\n\n";
  for (int i = 0; i < 20'000; ++i) body += "<r" + std::to_string(i) + "@far.example>: 550 5.1.1 User unknown\n";
  const auto mail = recognised(std::string(from_daemon) + "Subject: Undelivered Mail Returned to Sender\n", body);
  EXPECT_EQ(mail.kind, sim::automatic::Kind::bounce);
  EXPECT_LE(mail.recipients.size(), 200U);
}

TEST(HostileHeader, OfManyFieldsIsReadOnce) {
  std::string header = std::string(from_daemon);
  for (int i = 0; i < 900; ++i) header += "X-Auto-Nothing-" + std::to_string(i) + ": " + std::string(200, 'x') + "\n";
  EXPECT_LT(cost_of(header + "Subject: Hello\n", "Text.\n"), most_milliseconds);
}

TEST(HostileHeader, WithBytesOfNoCharsetIsRead) {
  const auto mail = recognised("From: \xff\xfe@\x80\nSubject: \xe2\x28\xa1 \xc3\nX-Autoreply: \xff\xff\n", "\xff\xfe\n");
  EXPECT_EQ(mail.kind, sim::automatic::Kind::auto_reply);
}

TEST(NoMail, IsNothing) { EXPECT_EQ(sim::automatic::recognise(sim::mail::Message("")).kind, sim::automatic::Kind::none); }

}  // namespace
