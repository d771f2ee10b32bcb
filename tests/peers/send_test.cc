// swaks and curl send to our SMTP server: in clear text, over STARTTLS, authenticated; what they sent is then in the maildrop.
#include "tests/peers/served.h"

namespace peers {
namespace {

const std::string office = "mail.corp.example";

/// The office's maildrop `box` as curl sees it: the first mail.
std::string first_mail(const Served& served) {
  return run("curl -sS --max-time 20 -u box:secret pop3://" + served.at(office, "pop3") + "/1").output;
}

std::string swaks(const Served& served, const std::string& service, const std::string& more) {
  return "swaks --server " + served.address(office, service) + " --port " + served.port(office, service) +
         " --from a@sender.example --to box@corp.example --header 'Subject: from swaks' --timeout 20 " + more;
}

TEST(Swaks, SendsInClearText) {
  if (!is_installed("swaks") || !is_installed("curl")) GTEST_SKIP() << "swaks or curl is not installed";
  const Served served;
  ASSERT_TRUE(served.is_ready()) << served.log();
  const Outcome sent = run(swaks(served, "smtp", ""));
  EXPECT_EQ(sent.status, 0) << sent.output;
  EXPECT_NE(first_mail(served).find("Subject: from swaks"), std::string::npos) << first_mail(served);
}

TEST(Swaks, SendsOverStartTls) {
  if (!is_installed("swaks")) GTEST_SKIP() << "swaks is not installed";
  const Served served;
  ASSERT_TRUE(served.is_ready()) << served.log();
  const Outcome sent = run(swaks(served, "smtp", "--tls --tls-ca-path " + served.ca() + " --tls-sni " + office));
  EXPECT_EQ(sent.status, 0) << sent.output;
  EXPECT_NE(sent.output.find("TLS started"), std::string::npos) << sent.output;
  EXPECT_NE(sent.output.find("~> MAIL FROM"), std::string::npos) << "the mail did not go over TLS\n" << sent.output;
}

TEST(Swaks, AuthenticatesWithPlainAndLogin) {
  if (!is_installed("swaks")) GTEST_SKIP() << "swaks is not installed";
  const Served served;
  ASSERT_TRUE(served.is_ready()) << served.log();
  for (const char* method : {"PLAIN", "LOGIN"}) {
    const Outcome sent = run(swaks(served, "submission", std::string("--tls --auth ") + method + " --auth-user box --auth-password secret"));
    EXPECT_EQ(sent.status, 0) << sent.output;
    EXPECT_NE(sent.output.find("235 2.7.0"), std::string::npos) << sent.output;
  }
}

TEST(Swaks, IsRefusedWithAWrongPassword) {
  if (!is_installed("swaks")) GTEST_SKIP() << "swaks is not installed";
  const Served served;
  ASSERT_TRUE(served.is_ready()) << served.log();
  const Outcome sent = run(swaks(served, "submission", "--tls --auth PLAIN --auth-user box --auth-password wrong"));
  EXPECT_EQ(sent.status, 28) << sent.output;
  EXPECT_NE(sent.output.find("535 5.7.8"), std::string::npos) << sent.output;
}

TEST(Swaks, IsRefusedForAnUnknownRecipient) {
  if (!is_installed("swaks")) GTEST_SKIP() << "swaks is not installed";
  const Served served;
  ASSERT_TRUE(served.is_ready()) << served.log();
  const Outcome sent = run(swaks(served, "smtp", "--to no-one@corp.example"));
  EXPECT_EQ(sent.status, 24) << sent.output;
  EXPECT_NE(sent.output.find("550 5.1.1"), std::string::npos) << sent.output;
}

TEST(Curl, SendsInClearTextAndOverStartTlsWithAuth) {
  if (!is_installed("curl")) GTEST_SKIP() << "curl is not installed";
  const Served served;
  ASSERT_TRUE(served.is_ready()) << served.log();
  const std::string mail = served.file("mail.eml", "From: a@sender.example\r\nTo: box@corp.example\r\nSubject: from curl\r\n\r\n.dot first\r\n");
  const std::string to = " --max-time 20 --mail-from a@sender.example --mail-rcpt box@corp.example --upload-file " + mail;
  const Outcome plain = run("curl -sS smtp://" + served.at(office, "smtp") + to);
  EXPECT_EQ(plain.status, 0) << plain.output;
  const std::string port = served.port(office, "submission");
  const Outcome secure = run("curl -sS --ssl-reqd --cacert " + served.ca() + " --resolve " + office + ":" + port + ":" +
                             served.address(office, "submission") + " -u box:secret smtp://" + office + ":" + port + to);
  EXPECT_EQ(secure.status, 0) << secure.output;
  const std::string stored = first_mail(served);
  EXPECT_NE(stored.find("Subject: from curl"), std::string::npos) << stored;
  EXPECT_NE(stored.find("\n.dot first"), std::string::npos) << stored;
  EXPECT_NE(run("curl -sS --max-time 20 -u box:secret pop3://" + served.at(office, "pop3") + "/2").output.find("from curl"), std::string::npos);
}

}  // namespace
}  // namespace peers
