#include "scenarios/servers/process.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <utility>

namespace scenarios {
namespace {

constexpr int look_milliseconds = 10;
constexpr int most_looks = 2000;

/// posix_spawn with our environment, in a session of its own, with `input` as standard input (/dev/null if -1) and no other descriptor of ours.
int spawn(const std::vector<std::string>& command, int input) {
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  if (input >= 0) {
    posix_spawn_file_actions_adddup2(&actions, input, 0);
  } else {
    posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0);
  }
  posix_spawn_file_actions_addopen(&actions, 1, "/dev/null", O_WRONLY, 0);
  posix_spawn_file_actions_adddup2(&actions, 1, 2);
  posix_spawn_file_actions_addclosefrom_np(&actions, 3);
  posix_spawnattr_t attributes;
  posix_spawnattr_init(&attributes);
  sigset_t none;
  sigemptyset(&none);
  posix_spawnattr_setsigmask(&attributes, &none);
  posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSID | POSIX_SPAWN_SETSIGMASK);
  std::vector<char*> arguments;
  for (const std::string& word : command) arguments.push_back(const_cast<char*>(word.c_str()));
  arguments.push_back(nullptr);
  pid_t process = -1;
  const int trouble = posix_spawn(&process, arguments[0], &actions, &attributes, arguments.data(), environ);
  posix_spawnattr_destroy(&attributes);
  posix_spawn_file_actions_destroy(&actions);
  return trouble == 0 ? process : -1;
}

}  // namespace

std::string find_program(const std::string& name) {
  const char* own = std::getenv("PATH");
  std::string places = fmt::format("{}:/usr/sbin:/usr/local/sbin:/sbin:/usr/bin:/bin", own == nullptr ? "" : own);
  while (!places.empty()) {
    const auto colon = places.find(':');
    const std::string file = places.substr(0, colon) + "/" + name;
    if (file.front() == '/' && access(file.c_str(), X_OK) == 0) return file;
    places = colon == std::string::npos ? std::string() : places.substr(colon + 1);
  }
  return {};
}

int run_program(const std::vector<std::string>& command) {
  const int process = spawn(command, -1);
  int status = 0;
  if (process < 0 || waitpid(process, &status, 0) != process) return -1;
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

sim::Result<KeptScript> KeptScript::start(const std::string& file) {
  int ends[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends) != 0) {
    return sim::Error{fmt::format("no socket can be made: {}", std::strerror(errno)), "", {}};
  }
  const int process = spawn({"/bin/sh", file}, ends[0]);
  close(ends[0]);
  if (process < 0) {
    close(ends[1]);
    return sim::Error{fmt::format("'/bin/sh {}' cannot be started", file), "", {}};
  }
  return KeptScript(process, ends[1]);
}

KeptScript::KeptScript(KeptScript&& other) noexcept
    : process_(std::exchange(other.process_, -1)), input_(std::exchange(other.input_, -1)) {}

KeptScript& KeptScript::operator=(KeptScript&& other) noexcept {
  if (this == &other) return *this;
  end();
  process_ = std::exchange(other.process_, -1);
  input_ = std::exchange(other.input_, -1);
  return *this;
}

void KeptScript::go() {
  if (send(input_, "\n", 1, MSG_NOSIGNAL) != 1) end();   // it is gone already
}

bool KeptScript::is_running() {
  if (process_ < 0) return false;
  if (waitpid(process_, nullptr, WNOHANG) == 0) return true;
  process_ = -1;
  return false;
}

void KeptScript::end() {
  if (input_ >= 0) close(std::exchange(input_, -1));
  for (int look = 0; look < most_looks && is_running(); ++look) pause_outside(look_milliseconds);
  process_ = -1;  // one that still runs goes on cleaning up by itself
}

void pause_outside(int milliseconds) { poll(nullptr, 0, milliseconds); }

bool answers(const std::string& ip, unsigned port) {
  sockaddr_in there{};
  there.sin_family = AF_INET;
  there.sin_port = htons(static_cast<std::uint16_t>(port));
  if (inet_pton(AF_INET, ip.c_str(), &there.sin_addr) != 1) return false;
  const int caller = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  if (caller < 0) return false;
  const bool stands = connect(caller, reinterpret_cast<const sockaddr*>(&there), sizeof there) == 0;
  close(caller);
  return stands;
}

}  // namespace scenarios
