#include "engine/script/process.h"

#include <fmt/format.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <filesystem>

namespace engine::script {
namespace {

/// The one descriptor that the worker is given beside the three standard ones, which lead nowhere.
constexpr int worker_socket = 3;

struct Descriptor {
  int number = -1;
  ~Descriptor() {
    if (number >= 0) close(number);
  }
  int release() { return std::exchange(number, -1); }
};

std::string worker_program() {
  if (const char* named = std::getenv("MAILRIG_SCRIPT_WORKER"); named != nullptr && *named != '\0') return named;
  std::error_code failed;
  const std::filesystem::path self = std::filesystem::read_symlink("/proc/self/exe", failed);
  return (self.parent_path() / "mailrig-script-worker").string();
}

/// What happens in the child between fork and exec: its descriptors, its signals.
class SpawnPlan {
 public:
  explicit SpawnPlan(int socket) {
    posix_spawn_file_actions_init(&files_);
    posix_spawn_file_actions_adddup2(&files_, socket, worker_socket);
    for (const int standard : {0, 1, 2}) posix_spawn_file_actions_addopen(&files_, standard, "/dev/null", standard == 0 ? 0 : 1, 0);
    posix_spawn_file_actions_addclosefrom_np(&files_, worker_socket + 1);
    posix_spawnattr_init(&attributes_);
    sigset_t none, all;
    sigemptyset(&none);
    sigfillset(&all);
    posix_spawnattr_setsigmask(&attributes_, &none);
    posix_spawnattr_setsigdefault(&attributes_, &all);
    posix_spawnattr_setflags(&attributes_, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
  }
  ~SpawnPlan() {
    posix_spawn_file_actions_destroy(&files_);
    posix_spawnattr_destroy(&attributes_);
  }
  SpawnPlan(const SpawnPlan&) = delete;
  SpawnPlan& operator=(const SpawnPlan&) = delete;

  int spawn(std::string program, std::size_t memory_bytes, pid_t& pid) {
    std::string memory = std::to_string(memory_bytes);
    std::array<char*, 3> arguments{program.data(), memory.data(), nullptr};
    // Nothing of the user's environment; dates in scripts are UTC, as the simulated clock's.
    std::string zone = "TZ=UTC";
    std::array<char*, 2> environment{zone.data(), nullptr};
    return posix_spawn(&pid, program.c_str(), &files_, &attributes_, arguments.data(), environment.data());
  }

 private:
  posix_spawn_file_actions_t files_;
  posix_spawnattr_t attributes_;
};

}  // namespace

sim::Result<std::unique_ptr<Process>> Process::start(std::size_t memory_bytes) {
  const std::string program = worker_program();
  if (access(program.c_str(), X_OK) != 0) {
    return sim::Error{fmt::format("the script worker {} cannot be run: {}", program, std::strerror(errno)),
                      "build mailrig-script-worker beside the program, or name it in MAILRIG_SCRIPT_WORKER", {}};
  }
  std::array<int, 2> ends{};
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, ends.data()) != 0) {
    return sim::Error{fmt::format("no socket for the script worker: {}", std::strerror(errno)), "", {}};
  }
  Descriptor ours{ends[0]};
  const Descriptor theirs{ends[1]};
  Descriptor timer{timerfd_create(CLOCK_MONOTONIC, TFD_CLOEXEC | TFD_NONBLOCK)};
  if (timer.number < 0) return sim::Error{fmt::format("no timer for the script worker: {}", std::strerror(errno)), "", {}};
  pid_t pid = 0;
  if (const int failed = SpawnPlan(theirs.number).spawn(program, memory_bytes, pid); failed != 0) {
    return sim::Error{fmt::format("the script worker {} cannot be started: {}", program, std::strerror(failed)), "", {}};
  }
  return std::unique_ptr<Process>(new Process(pid, ours.release(), timer.release()));
}

Process::~Process() {
  kill(pid_, SIGKILL);
  int status = 0;
  while (waitpid(pid_, &status, 0) < 0 && errno == EINTR) {}
  close(socket_);
  close(timer_);
}

void Process::allow(std::chrono::milliseconds time) {
  time_ = time;
  used_before_ = processor_time();
  extensions_ = 0;
  arm();
}

void Process::arm() {
  itimerspec due{};
  due.it_value.tv_sec = static_cast<time_t>(time_.count() / 1000);
  due.it_value.tv_nsec = static_cast<long>(time_.count() % 1000) * 1'000'000;
  timerfd_settime(timer_, 0, &due, nullptr);
}

std::chrono::milliseconds Process::processor_time() const {
  clockid_t clock{};
  timespec used{};
  if (clock_getcpuclockid(pid_, &clock) != 0 || clock_gettime(clock, &used) != 0) return std::chrono::milliseconds::max();
  return std::chrono::milliseconds{used.tv_sec * 1000 + used.tv_nsec / 1'000'000};
}

Process::Heard Process::wait_for(short events) {
  constexpr int most_extensions = 4;
  while (true) {
    std::array<pollfd, 2> watched{pollfd{socket_, events, 0}, pollfd{timer_, POLLIN, 0}};
    if (poll(watched.data(), watched.size(), -1) < 0) {
      if (errno != EINTR) return Heard::gone;
    } else if (watched[1].revents == 0) {
      return Heard::frame;
    } else if (extensions_++ == most_extensions || processor_time() - used_before_ >= time_ / 2) {
      return Heard::time_is_up;
    } else {
      arm();
    }
  }
}

Process::Heard Process::send(const Frame& frame) {
  out_.clear();
  if (!encode(frame, out_)) return Heard::gone;
  std::string_view rest = out_;
  while (!rest.empty()) {
    const ssize_t sent = ::send(socket_, rest.data(), rest.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    if (sent >= 0) {
      rest.remove_prefix(static_cast<std::size_t>(sent));
    } else if (errno == EAGAIN) {
      if (const Heard heard = wait_for(POLLOUT); heard != Heard::frame) return heard;
    } else if (errno != EINTR) {
      return Heard::gone;
    }
  }
  return Heard::frame;
}

Process::Heard Process::receive(Frame& into) {
  in_.resize(std::size_t{64} << 10U);
  while (true) {
    if (auto frame = reader_.next()) {
      into = std::move(*frame);
      return Heard::frame;
    }
    if (reader_.is_broken()) return Heard::gone;
    if (const Heard heard = wait_for(POLLIN); heard != Heard::frame) return heard;
    const ssize_t got = recv(socket_, in_.data(), in_.size(), MSG_DONTWAIT);
    if (got == 0 || (got < 0 && errno != EAGAIN && errno != EINTR)) return Heard::gone;
    if (got > 0) reader_.take(std::string_view(in_).substr(0, static_cast<std::size_t>(got)));
  }
}

}  // namespace engine::script
