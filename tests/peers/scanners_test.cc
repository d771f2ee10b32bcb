// Real scanners (rspamd, SpamAssassin's spamd, ClamAV's clamd) behind the host of a story. Each is started here on a free port with a configuration
// and a folder of its own, without network; skipped, saying so, where it is not installed or may not be started.
#include <arpa/inet.h>
#include <fmt/format.h>
#include <gtest/gtest.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>

#include "tests/peers/served.h"

namespace peers {
namespace {

namespace fs = std::filesystem;

constexpr int most_looks = 600, look_milliseconds = 50;

sockaddr_in loopback(std::uint16_t port) {
  sockaddr_in there{};
  there.sin_family = AF_INET;
  there.sin_port = htons(port);
  inet_pton(AF_INET, "127.0.0.1", &there.sin_addr);
  return there;
}

std::uint16_t free_port() {
  const int listener = socket(AF_INET, SOCK_STREAM, 0);
  sockaddr_in there = loopback(0);
  socklen_t size = sizeof there;
  const bool stands = bind(listener, reinterpret_cast<const sockaddr*>(&there), size) == 0 &&
                      getsockname(listener, reinterpret_cast<sockaddr*>(&there), &size) == 0;
  close(listener);
  return stands ? ntohs(there.sin_port) : std::uint16_t{0};
}

bool answers(std::uint16_t port) {
  const int caller = socket(AF_INET, SOCK_STREAM, 0);
  const sockaddr_in there = loopback(port);
  const bool stands = connect(caller, reinterpret_cast<const sockaddr*>(&there), sizeof there) == 0;
  close(caller);
  return stands;
}

class Scanners : public testing::Test {
 protected:
  void SetUp() override {
    std::string pattern = (fs::temp_directory_path() / "mailrig-scan-XXXXXX").string();
    folder = mkdtemp(pattern.data());
    fs::permissions(folder, fs::perms(0777));   // rspamd gives up root
    port = free_port();
  }
  void TearDown() override {
    if (child > 0) {
      kill(-child, SIGTERM);
      int looks = 0;
      while (waitpid(child, nullptr, WNOHANG) == 0 && ++looks < most_looks) pause_a_moment();
      kill(-child, SIGKILL);
    }
    std::error_code ignored;
    fs::remove_all(folder, ignored);
  }
  static void pause_a_moment() {
    timespec moment{0, look_milliseconds * 1'000'000};
    nanosleep(&moment, nullptr);
  }
  void write(const std::string& name, const std::string& text) const { std::ofstream(folder / name, std::ios::binary) << text; }
  /// Starts a program in a process group of its own and waits until it listens; false with its output if it ends or never does.
  bool start(const std::string& command) {
    const std::string line = "exec " + command + " >" + (folder / "out").string() + " 2>&1";
    child = fork();
    if (child == 0) {
      setpgid(0, 0);
      execl("/bin/sh", "sh", "-c", line.c_str(), nullptr);
      _exit(127);
    }
    for (int look = 0; look < most_looks; ++look) {
      if (answers(port)) return true;
      if (waitpid(child, nullptr, WNOHANG) == child) return child = -1, false;
      pause_a_moment();
    }
    return false;
  }
  std::string output() const { return run("tail -n 20 " + (folder / "out").string()).output; }
  /// Plays a story with these policies at the instance's mail server.
  Outcome play(const std::string& policies, const std::string& steps) const {
    write("story.yaml", fmt::format("name: A real scanner\ninclude: [{}/scenarios/library/worlds/one-office.yaml]\n"
                                    "hosts: {{mail.service-now.example: {{policies: {}}}}}\nsteps:\n{}",
                                    fs::current_path().string(), policies, steps));
    return run(std::string(MAILRIG_PROGRAM) + " run " + (folder / "story.yaml").string());
  }
  fs::path folder;
  pid_t child = -1;
  std::uint16_t port = 0;
};

constexpr std::string_view spam_and_ham = R"(
  - send: {as: ken, to: acme@service-now.example, subject: Lottery, text: XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X}
  - send: {as: ken, to: acme@service-now.example, subject: Printer, text: It shows 0x6100.}
  - wait: {until: idle}
  - expect: {email: {subject: Lottery}, is: {mailbox: junk, headers: {contains: "GTUBE"}}, because: spam-flag}
  - expect: {email: {subject: Printer}, is: {mailbox: received, headers: {contains: "X-ServiceNow-Spam-Flag:NO"}}}
)";

TEST_F(Scanners, SpamAssassinScoresTheInstancesMail) {
  if (!is_installed("/usr/sbin/spamd")) GTEST_SKIP() << "Debian's package spamd is not installed";
  if (!start(fmt::format("/usr/sbin/spamd --local -i 127.0.0.1 -p {} --nouser-config --min-children=1 --max-children=1 --username=nobody --helper-home-dir={}",
                         port, folder.string()))) {
    GTEST_SKIP() << "spamd does not start here: " << output();
  }
  const Outcome played = play(fmt::format("{{spam: {{spamd: '127.0.0.1:{}'}}}}", port), std::string(spam_and_ham));
  EXPECT_EQ(played.status, 0) << played.output << output();
}

TEST_F(Scanners, RspamdScoresTheInstancesMail) {
  if (!is_installed("/usr/bin/rspamd")) GTEST_SKIP() << "Debian's package rspamd is not installed";
  write("tld", "example\n");
  write("rspamd.conf", fmt::format(R"(options {{
  filters = ""; pidfile = "{0}/pid"; history_file = "{0}/history"; gtube_patterns = "reject"; url_tld = "{0}/tld";
  cache_file = "{0}/cache"; tempdir = "{0}"; hs_cache_dir = "{0}"; control_socket = "{0}/control mode=0600";
  dns {{ nameserver = ["127.0.0.1:1"]; timeout = 0.1s; retransmits = 1; }}
}}
logging {{ type = "console"; level = "error"; }}
worker "normal" {{ bind_socket = "127.0.0.1:{1}"; count = 1; }}
actions {{ reject = 15; add_header = 6; greylist = null; }}
)", folder.string(), port));
  if (!start(fmt::format("/usr/bin/rspamd -f -i -u _rspamd -g _rspamd -c {}/rspamd.conf", folder.string()))) {
    GTEST_SKIP() << "rspamd does not start here: " << output();
  }
  const Outcome played = play(fmt::format("{{spam: {{rspamd: 'http://127.0.0.1:{}'}}}}", port), std::string(spam_and_ham));
  EXPECT_EQ(played.status, 0) << played.output << output();
}

constexpr std::string_view eicar_story = R"(
  - send:
      as: ken
      to: acme@service-now.example
      subject: Invoice
      text: See attachment.
      attachments: [{name: invoice.com, content: 'X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'}]
  - send: {as: ken, to: acme@service-now.example, subject: Printer, text: It shows 0x6100.}
  - wait: {until: idle}
  - expect: {email: {subject: {contains: "*** INFECTED ***"}}, is: {mailbox: junk, headers: {contains: "message contains virus: Eicar-Test-Signature.UNOFFICIAL"}}, because: virus}
  - expect: {email: {subject: Printer}, is: {mailbox: received}}
)";

TEST_F(Scanners, ClamavFindsTheVirus) {
  if (!is_installed("/usr/sbin/clamd")) GTEST_SKIP() << "Debian's package clamav-daemon is not installed";
  write("own.ndb", "Eicar-Test-Signature:0:*:58354f2150254041505b345c505a58353428505e2937434329377d2445494341522d"
                   "5354414e444152442d414e544956495255532d544553542d46494c452124482b482a\n");
  write("clamd.conf", fmt::format("Foreground yes\nTCPSocket {1}\nTCPAddr 127.0.0.1\nDatabaseDirectory {0}\nTemporaryDirectory {0}\n", folder.string(), port));
  if (!start(fmt::format("/usr/sbin/clamd --config-file={}/clamd.conf", folder.string()))) GTEST_SKIP() << "clamd does not start here: " << output();
  const Outcome played = play(fmt::format("{{virus: {{clamd: '127.0.0.1:{}'}}}}", port), std::string(eicar_story));
  EXPECT_EQ(played.status, 0) << played.output << output();
}

// The vendor drops scoring rather than delay mail (spec 8).
TEST_F(Scanners, WhoIsNotThereLetsTheMailPassUnscored) {
  const Outcome played = play(fmt::format("{{spam: {{spamd: '127.0.0.1:{}'}}}}", port), R"(
  - send: {as: ken, to: acme@service-now.example, subject: Lottery, text: XJS*C4JDBQADN1.NSBN3*2IDNEN*GTUBE-STANDARD-ANTI-UBE-TEST-EMAIL*C.34X}
  - wait: {until: idle}
  - expect: {email: {subject: Lottery}, is: {mailbox: received}}
  - expect: {never: {email: {subject: Lottery}, is: {headers: {contains: "X-ServiceNow-Spam"}}}}
)");
  EXPECT_EQ(played.status, 0) << played.output;
}

TEST_F(Scanners, OfOtherMachinesAreRefused) {
  const Outcome played = play("{virus: {clamd: '192.0.2.1:3310'}}", "  - wait: 1s\n");
  EXPECT_NE(played.status, 0);
  EXPECT_NE(played.output.find("192.0.2.1 is not of this machine, and nothing of a story leaves it"), std::string::npos) << played.output;
}

}  // namespace
}  // namespace peers
