// Stories with a real Postfix and a real Dovecot; skipped, saying so, where they are not installed or may not be started.
#include <gtest/gtest.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <csignal>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace peers {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> real_stories() {
  std::vector<std::string> files;
  for (const auto& entry : fs::directory_iterator("scenarios/real")) files.push_back(entry.path().stem().string());
  std::sort(files.begin(), files.end());
  return files;
}

std::string command_for(const std::string& story) { return std::string(MAILRIG_PROGRAM) + " run --wire loopback scenarios/real/" + story + ".yaml"; }

class RealStory : public testing::TestWithParam<std::string> {};

TEST_P(RealStory, Holds) {
  FILE* pipe = popen((command_for(GetParam()) + " 2>&1").c_str(), "r");
  ASSERT_NE(pipe, nullptr);
  std::string output;
  char buffer[4096];
  while (const std::size_t got = std::fread(buffer, 1, sizeof buffer, pipe)) output.append(buffer, got);
  const int status = pclose(pipe);
  EXPECT_EQ(status, 0) << output;
  if (output.find("1 skipped") != std::string::npos) GTEST_SKIP() << output;
  EXPECT_NE(output.find("1 held"), std::string::npos) << output;
}

INSTANTIATE_TEST_SUITE_P(All, RealStory, testing::ValuesIn(real_stories()), [](const auto& story) {
  std::string name;
  for (const char c : story.param) name += c == '-' ? '_' : c;
  return name;
});

/// Folders of real servers below the given one, or only those whose servers have begun to log.
std::size_t server_folders(const fs::path& below, bool that_log = false) {
  return static_cast<std::size_t>(std::count_if(fs::directory_iterator(below), fs::directory_iterator(),
                                                [&](const auto& entry) { return !that_log || fs::exists(entry.path() / "dovecot.log"); }));
}

TEST(RealServers, EndAndLeaveNothingWhenMailrigIsKilled) {
  std::string pattern = (fs::temp_directory_path() / "mailrig-kill-XXXXXX").string();
  const fs::path below = mkdtemp(pattern.data());
  fs::permissions(below, fs::perms(0755));
  const pid_t child = fork();
  if (child == 0) {
    setenv("TMPDIR", below.c_str(), 1);
    if (std::freopen("/dev/null", "w", stdout) == nullptr) _exit(126);
    execl(MAILRIG_PROGRAM, MAILRIG_PROGRAM, "run", "--wire", "loopback", "scenarios/real/round-trip.yaml", nullptr);
    _exit(127);
  }
  const auto may_look = [looks = 0](int most) mutable {
    if (++looks > most) return false;
    timespec moment{0, 10'000'000};
    nanosleep(&moment, nullptr);
    return true;
  };
  auto start = may_look, end = may_look;
  siginfo_t ended{};
  const auto is_over = [&] { return waitid(P_PID, id_t(child), &ended, WEXITED | WNOHANG | WNOWAIT) == 0 && ended.si_pid == child; };
  while (server_folders(below, true) == 0 && !is_over() && start(3000)) {
  }
  if (server_folders(below, true) == 0) {
    waitpid(child, nullptr, 0);
    fs::remove_all(below);
    GTEST_SKIP() << "real servers cannot be started here";
  }
  kill(child, SIGKILL);
  waitpid(child, nullptr, 0);
  while (server_folders(below) > 0 && end(3000)) {
  }
  EXPECT_EQ(server_folders(below), 0u) << "the servers' folders are still there";
  fs::remove_all(below);
}

}  // namespace
}  // namespace peers
