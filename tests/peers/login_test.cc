// Each way of logging in, as other people's programs do it: curl and msmtp at our SMTP, curl, mpop and fetchmail at our POP3.
#include <fstream>

#include "tests/peers/served.h"

namespace peers {
namespace {

/// Offers every mechanism, and takes the tokens of login.corp.example.
const std::string strict = "strict.corp.example";

/// The start of a curl command for a service of the host, TLS required.
std::string curl_for(const Served& served, const std::string& service) {
  const std::string port = served.port(strict, service);
  return "curl -sS -v --max-time 20 --ssl-reqd --cacert " + served.ca() + " --resolve " + strict + ":" + port + ":" + served.address(strict, service);
}

std::string url(const Served& served, const std::string& scheme, const std::string& service) {
  return scheme + "://" + strict + ":" + served.port(strict, service);
}

std::string some_mail(const Served& served) {
  return served.file("some.eml", "From: a@strict.example\r\nTo: vault@strict.example\r\nSubject: kept safe\r\n\r\nbody\r\n");
}

TEST(CurlLogin, SendsAndFetchesWithEachPasswordMechanism) {
  if (!is_installed("curl")) GTEST_SKIP() << "curl is not installed";
  const Served served;
  ASSERT_TRUE(served.is_ready()) << served.log();
  for (const std::string mechanism : {"PLAIN", "LOGIN", "CRAM-MD5"}) {
    const std::string login = " --login-options AUTH=" + mechanism + " -u vault:secret ";
    const Outcome sent = run(curl_for(served, "submission") + login + url(served, "smtp", "submission") +
                             " --mail-from a@strict.example --mail-rcpt vault@strict.example --upload-file " + some_mail(served));
    EXPECT_EQ(sent.status, 0) << mechanism << "\n" << sent.output;
    EXPECT_NE(sent.output.find("> AUTH " + mechanism), std::string::npos) << sent.output;
    const Outcome got = run(curl_for(served, "pop3") + login + url(served, "pop3", "pop3") + "/1");
    EXPECT_EQ(got.status, 0) << mechanism << "\n" << got.output;
    EXPECT_NE(got.output.find("Subject: kept safe"), std::string::npos) << got.output;
    EXPECT_NE(got.output.find("> AUTH " + mechanism), std::string::npos) << got.output;
  }
}

TEST(CurlLogin, FetchesATokenAndUsesItByOauthbearer) {
  if (!is_installed("curl")) GTEST_SKIP() << "curl is not installed";
  const Served served;
  ASSERT_TRUE(served.is_ready()) << served.log();
  const std::string login_host = "login.corp.example", port = served.port(login_host, "tokens");
  const std::string ask = "curl -sS --max-time 20 --cacert " + served.ca() + " --resolve " + login_host + ":" + port + ":" + served.address(login_host, "tokens") +
                          " -d grant_type=client_credentials https://" + login_host + ":" + port + "/token -u ";
  const Outcome refused = run(ask + "vault:guess");
  EXPECT_NE(refused.output.find("\"error\":\"invalid_client\""), std::string::npos) << refused.output;
  const Outcome granted = run(ask + "vault:s3cret");
  const std::string key = "\"access_token\":\"";
  const std::size_t at = granted.output.find(key);
  ASSERT_NE(at, std::string::npos) << granted.output;
  const std::string token = granted.output.substr(at + key.size(), granted.output.find('"', at + key.size()) - at - key.size());
  const auto send_with = [&](const std::string& bearer) {
    return run(curl_for(served, "submission") + " -u vault@strict.example: --oauth2-bearer " + bearer + " " + url(served, "smtp", "submission") +
               " --mail-from a@strict.example --mail-rcpt vault@strict.example --upload-file " + some_mail(served));
  };
  const Outcome sent = send_with(token);
  EXPECT_EQ(sent.status, 0) << sent.output;
  EXPECT_NE(sent.output.find("> AUTH OAUTHBEARER"), std::string::npos) << sent.output;
  EXPECT_EQ(send_with("stale").status, 67) << "curl's code for a refused login";
}

TEST(Msmtp, SendsWithEachPasswordMechanism) {
  if (!is_installed("msmtp")) GTEST_SKIP() << "msmtp is not installed";
  const Served served;
  ASSERT_TRUE(served.is_ready()) << served.log();
  for (const std::string mechanism : {"plain", "login", "cram-md5", "scram-sha-256"}) {
    if (mechanism == "scram-sha-256" && run("msmtp --version").output.find("scram-sha-256") == std::string::npos) continue;
    const std::string rc = served.file("msmtprc", "account rig\nhost " + served.address(strict, "submission") + "\nport " + served.port(strict, "submission") +
                                                      "\ntls on\ntls_starttls on\ntls_trust_file " + served.ca() + "\ntls_host_override " + strict +
                                                      "\nauth " + mechanism + "\nuser vault\npassword secret\nfrom a@strict.example\n");
    const Outcome sent = run("msmtp -d -C " + rc + " -a rig vault@strict.example < " + some_mail(served));
    EXPECT_EQ(sent.status, 0) << mechanism << "\n" << sent.output;
  }
}

TEST(Mpop, FetchesWithEachPasswordMechanism) {
  if (!is_installed("mpop") || !is_installed("curl")) GTEST_SKIP() << "mpop or curl is not installed";
  const Served served;
  ASSERT_TRUE(served.is_ready()) << served.log();
  for (const std::string mechanism : {"user", "plain", "login", "cram-md5", "apop", "scram-sha-256"}) {
    if (mechanism == "scram-sha-256" && run("mpop --version").output.find("scram-sha-256") == std::string::npos) continue;
    const std::string rc = served.file("mpoprc", "account rig\nhost " + served.address(strict, "pop3") + "\nport " + served.port(strict, "pop3") +
                                                     "\ntls on\ntls_starttls on\ntls_trust_file " + served.ca() + "\ntls_host_override " + strict +
                                                     "\nauth " + mechanism + "\nuser vault\npassword secret\nuidls_file " + (served.folder() / "uidls").string() +
                                                     "\ndelivery mbox " + (served.folder() / "vault.mbox").string() + "\n");
    const Outcome got = run("mpop -d -C " + rc + " rig");
    EXPECT_EQ(got.status, 0) << mechanism << "\n" << got.output;
  }
}

TEST(Fetchmail, FetchesByPop3WithPasswordAndCramMd5) {
  if (!is_installed("fetchmail") || !is_installed("curl")) GTEST_SKIP() << "fetchmail or curl is not installed";
  const Served served;
  ASSERT_TRUE(served.is_ready()) << served.log();
  for (const std::string mechanism : {"password", "cram-md5"}) {
    ASSERT_EQ(run(curl_for(served, "submission") + " -u vault:secret " + url(served, "smtp", "submission") +
                  " --mail-from a@strict.example --mail-rcpt vault@strict.example --upload-file " + some_mail(served)).status, 0);
    const std::string box = (served.folder() / ("fetched-" + mechanism)).string();
    const std::string rc = served.file("fetchmailrc", "poll " + served.address(strict, "pop3") + " service " + served.port(strict, "pop3") +
                                                          " protocol pop3 auth " + mechanism + " user vault password secret sslproto ''" +
                                                          " mda 'cat >> " + box + "'\n");
    const Outcome got = run("HOME=" + served.folder().string() + " fetchmail -v -f " + rc + " --nosyslog");
    EXPECT_EQ(got.status, 0) << mechanism << "\n" << got.output;
    std::ifstream in(box);
    const std::string all((std::istreambuf_iterator<char>(in)), {});
    EXPECT_NE(all.find("Subject: kept safe"), std::string::npos) << got.output;
  }
}

}  // namespace
}  // namespace peers
