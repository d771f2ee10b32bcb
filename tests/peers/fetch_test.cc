// curl and mpop fetch from our POP3 server.
#include <fstream>

#include "tests/peers/served.h"

namespace peers {
namespace {

const std::string office = "mail.corp.example";

void put_mails(const Served& served, int count) {
  for (int n = 1; n <= count; ++n) {
    const std::string mail = served.file("put.eml", "From: a@sender.example\r\nTo: box@corp.example\r\nMessage-ID: <" + std::to_string(n) +
                                                        "@sender.example>\r\nSubject: mail " + std::to_string(n) + "\r\n\r\nbody\r\n..stuffed\r\n");
    const Outcome sent = run("curl -sS --max-time 20 --mail-from a@sender.example --mail-rcpt box@corp.example --upload-file " + mail + " smtp://" +
                             served.at(office, "smtp"));
    ASSERT_EQ(sent.status, 0) << sent.output;
  }
}

TEST(Curl, ListsAndFetchesByPop3) {
  if (!is_installed("curl")) GTEST_SKIP() << "curl is not installed";
  const Served served;
  ASSERT_TRUE(served.is_ready()) << served.log();
  put_mails(served, 2);
  const std::string curl = "curl -sS --max-time 20 -u box:secret ";
  EXPECT_NE(run(curl + "pop3://" + served.at(office, "pop3") + "/").output.find("2 "), std::string::npos);
  EXPECT_NE(run(curl + "pop3://" + served.at(office, "pop3") + "/2").output.find("Subject: mail 2"), std::string::npos);
  EXPECT_NE(run(curl + "-X 'UIDL' pop3://" + served.at(office, "pop3") + "/").output.find("1 "), std::string::npos);
  const std::string port = served.port(office, "pop3s");
  const Outcome secure = run(curl + "--cacert " + served.ca() + " --resolve " + office + ":" + port + ":" + served.address(office, "pop3s") +
                             " pop3s://" + office + ":" + port + "/1");
  EXPECT_NE(secure.output.find("..stuffed"), std::string::npos) << secure.output;
  EXPECT_EQ(run("curl -sS --max-time 20 -u box:wrong pop3://" + served.at(office, "pop3") + "/").status, 67);
}

TEST(Curl, FetchesOverStls) {
  if (!is_installed("curl")) GTEST_SKIP() << "curl is not installed";
  const Served served;
  ASSERT_TRUE(served.is_ready()) << served.log();
  put_mails(served, 1);
  const std::string port = served.port(office, "pop3");
  const Outcome got = run("curl -sS --max-time 20 -v --ssl-reqd -u box:secret --cacert " + served.ca() + " --resolve " + office + ":" + port + ":" +
                          served.address(office, "pop3") + " pop3://" + office + ":" + port + "/1");
  EXPECT_EQ(got.status, 0) << got.output;
  EXPECT_NE(got.output.find("STLS"), std::string::npos) << got.output;
  EXPECT_NE(got.output.find("Subject: mail 1"), std::string::npos) << got.output;
}

TEST(Mpop, FetchesAllAndDeletesThem) {
  if (!is_installed("mpop") || !is_installed("curl")) GTEST_SKIP() << "mpop or curl is not installed";
  const Served served;
  ASSERT_TRUE(served.is_ready()) << served.log();
  put_mails(served, 3);
  const std::string box = (served.folder() / "box.mbox").string();
  const std::string secure = "tls on\ntls_starttls on\ntls_trust_file " + served.ca() + "\ntls_host_override " + office;
  for (const std::string& security : {std::string("tls off"), secure}) {
    const std::string rc = served.file("mpoprc", "account rig\nhost " + served.address(office, "pop3") + "\nport " + served.port(office, "pop3") +
                                                     "\nuser box\npassword secret\nauth user\n" + security + "\nuidls_file " +
                                                     (served.folder() / "uidls").string() + "\nkeep off\ndelivery mbox " + box + "\n");
    const Outcome got = run("mpop -C " + rc + " rig");
    ASSERT_EQ(got.status, 0) << got.output << served.log();
    std::ifstream in(box);
    const std::string all((std::istreambuf_iterator<char>(in)), {});
    for (const char* subject : {"Subject: mail 1", "Subject: mail 2", "Subject: mail 3"}) EXPECT_NE(all.find(subject), std::string::npos) << all;
    EXPECT_EQ(run("curl -sS --max-time 20 -u box:secret pop3://" + served.at(office, "pop3") + "/").output.find("1 "), std::string::npos)
        << "mails were fetched but not deleted";
    std::filesystem::remove(box);
    put_mails(served, 3);
  }
}

}  // namespace
}  // namespace peers
