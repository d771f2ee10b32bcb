// curl, mbsync and fetchmail against our IMAP server.
#include <fstream>

#include "tests/peers/served.h"

namespace peers {
namespace {

const std::string imap_host = "mail.corp.example";

class ImapPeers : public testing::Test {
 protected:
  void SetUp() override {
    if (!is_installed("curl")) GTEST_SKIP() << "curl is not installed";
    ASSERT_TRUE(served.is_ready()) << served.log();
  }
  void append_mails(int count) const {
    for (int n = 1; n <= count; ++n) {
      const std::string mail = served.file("put.eml", "From: a@sender.example\r\nMessage-ID: <" + std::to_string(n) +
                                                          "@sender.example>\r\nSubject: mail " + std::to_string(n) + "\r\n\r\nbody\r\n");
      const Outcome put = run(curl + "--upload-file " + mail + " imap://" + served.at(imap_host, "imap") + "/INBOX");
      ASSERT_EQ(put.status, 0) << put.output;
    }
  }
  Outcome get(const std::string& what) const { return run(curl + "'imap://" + served.at(imap_host, "imap") + what + "'"); }

  Served served;
  const std::string curl = "curl -sS --max-time 20 -u box:secret ";
};

TEST_F(ImapPeers, CurlAppendsSearchesAndFetches) {
  append_mails(2);
  EXPECT_NE(get("/INBOX;MAILINDEX=2").output.find("Subject: mail 2"), std::string::npos);
  EXPECT_NE(get("/INBOX;UID=1/;SECTION=HEADER.FIELDS%20(SUBJECT)").output.find("Subject: mail 1"), std::string::npos);
  EXPECT_NE(get("/INBOX?SUBJECT%20%22mail%202%22").output.find("* SEARCH 2"), std::string::npos);
  EXPECT_NE(get("/").output.find("* LIST (\\HasNoChildren) \"/\" INBOX"), std::string::npos);
  EXPECT_EQ(run("curl -sS --max-time 20 -u box:wrong imap://" + served.at(imap_host, "imap") + "/").status, 67);
}

TEST_F(ImapPeers, CurlUsesTlsOfBothKindsAndEachMechanism) {
  append_mails(1);
  const auto at = [&](const std::string& service) {
    return "--cacert " + served.ca() + " --resolve " + imap_host + ":" + served.port(imap_host, service) + ":" + served.address(imap_host, service) +
           " '" + (service == "imaps" ? "imaps" : "imap") + "://" + imap_host + ":" + served.port(imap_host, service) + "/INBOX;UID=1' ";
  };
  EXPECT_NE(run(curl + at("imaps")).output.find("Subject: mail 1"), std::string::npos);
  EXPECT_NE(run(curl + "--ssl-reqd " + at("imap")).output.find("Subject: mail 1"), std::string::npos);
  for (const char* mechanism : {"PLAIN", "LOGIN", "CRAM-MD5"}) {
    const Outcome got = run(curl + "--login-options AUTH=" + mechanism + " " + at("imap"));
    EXPECT_NE(got.output.find("Subject: mail 1"), std::string::npos) << mechanism << got.output;
  }
}

TEST_F(ImapPeers, MbsyncMirrorsBothWays) {
  if (!is_installed("mbsync")) GTEST_SKIP() << "mbsync is not installed";
  append_mails(3);
  const std::string home = served.folder().string();
  std::filesystem::create_directories(served.folder() / "mirror");
  const std::string rc = served.file("mbsyncrc", "IMAPAccount rig\nHost " + served.address(imap_host, "imap") + "\nPort " + served.port(imap_host, "imap") +
                                                     "\nUser box\nPass secret\nSSLType None\nAuthMechs LOGIN\n\nIMAPStore far\nAccount rig\n\n"
                                                     "MaildirStore near\nPath " + home + "/mirror/\nInbox " + home + "/mirror/INBOX\nSubFolders Verbatim\n\n"
                                                     "Channel all\nFar :far:\nNear :near:\nPatterns *\nCreate Both\nExpunge Both\nSyncState " + home + "/state-\n");
  const auto sync = [&] { return run("mbsync -c " + rc + " all"); };
  const Outcome first = sync();
  ASSERT_EQ(first.status, 0) << first.output;
  std::vector<std::filesystem::path> mails;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(served.folder() / "mirror/INBOX"))
    if (entry.is_regular_file() && entry.path().string().find("U=") != std::string::npos) mails.push_back(entry.path());
  EXPECT_EQ(mails.size(), 3U);
  // What is removed here is expunged there, and a new folder with a mail goes up.
  std::filesystem::remove(mails.at(0));
  for (const char* part : {"cur", "new", "tmp"}) std::filesystem::create_directories(served.folder() / "mirror/Work" / part);
  std::ofstream(served.folder() / "mirror/Work/cur/1.host:2,S") << "Subject: from here\n\nbody\n";
  const Outcome second = sync();
  ASSERT_EQ(second.status, 0) << second.output;
  EXPECT_NE(get("/INBOX?ALL").output.find("* SEARCH 1 2\r"), std::string::npos) << get("/INBOX?ALL").output;
  EXPECT_NE(get("/Work;UID=1").output.find("Subject: from here"), std::string::npos);
}

TEST_F(ImapPeers, FetchmailTakesAllAndExpunges) {
  if (!is_installed("fetchmail")) GTEST_SKIP() << "fetchmail is not installed";
  append_mails(2);
  const std::string box = (served.folder() / "taken").string();
  const std::string rc = served.file("fetchmailrc", "poll " + served.address(imap_host, "imap") + " service " + served.port(imap_host, "imap") +
                                                        " protocol imap auth password user box password secret sslproto ''\n  mda \"cat >> " + box + "\"\n");
  const Outcome got = run("FETCHMAILHOME=" + served.folder().string() + " fetchmail --nosyslog --nodetach --all --idfile " + served.folder().string() +
                          "/ids --pidfile " + served.folder().string() + "/pid -f " + rc);
  ASSERT_EQ(got.status, 0) << got.output;
  std::ifstream in(box);
  const std::string all((std::istreambuf_iterator<char>(in)), {});
  EXPECT_NE(all.find("Subject: mail 1"), std::string::npos);
  EXPECT_NE(all.find("Subject: mail 2"), std::string::npos);
  EXPECT_NE(get("/INBOX?ALL").output.find("* SEARCH\r"), std::string::npos) << got.output;
}

}  // namespace
}  // namespace peers
