// mailrig-script-worker: runs inbound actions' JavaScript, one frame a run, on the socket that it was started with. It has no other
// descriptor, bounded memory and bounded processor time; the engine kills it when a script takes too long.
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <cstdlib>

#include "engine/script/worker_interpreter.h"

namespace engine::script {

bool Channel::send(const Frame& frame) {
  out_.clear();
  if (!encode(frame, out_)) return false;
  std::string_view rest = out_;
  while (!rest.empty()) {
    const ssize_t sent = ::send(socket_, rest.data(), rest.size(), MSG_NOSIGNAL);
    if (sent < 0 && errno != EINTR) std::_Exit(0);
    if (sent > 0) rest.remove_prefix(static_cast<std::size_t>(sent));
  }
  return true;
}

bool Channel::receive(Frame& into) {
  in_.resize(std::size_t{64} << 10U);
  while (true) {
    if (auto frame = reader_.next()) {
      into = std::move(*frame);
      return true;
    }
    const ssize_t got = recv(socket_, in_.data(), in_.size(), 0);
    if (got == 0 || (got < 0 && errno != EINTR) || reader_.is_broken()) return false;
    if (got > 0) reader_.take(std::string_view(in_).substr(0, static_cast<std::size_t>(got)));
  }
}

namespace {

/// Far above the engine's deadline: it only ends a worker whose engine was killed while a script ran.
constexpr rlim_t seconds_for_a_script = 30;

void limit(__rlimit_resource resource, rlim_t most) {
  const rlimit both{most, most};
  setrlimit(resource, &both);
}

void limit_process(std::size_t memory_bytes) {
  // Beside MuJS's own memory: the program, its stack, and frames on their way in and out.
  limit(RLIMIT_AS, memory_bytes * 2 + 4 * most_frame_bytes + (rlim_t{64} << 20U));
  limit(RLIMIT_NOFILE, 4);
  limit(RLIMIT_FSIZE, 0);
  limit(RLIMIT_CORE, 0);
}

/// The soft limit rises with what was used, so that a long life is not punished.
void limit_next_script() {
  rusage used{};
  getrusage(RUSAGE_SELF, &used);
  rlimit cpu{};
  getrlimit(RLIMIT_CPU, &cpu);
  cpu.rlim_cur = static_cast<rlim_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec) + seconds_for_a_script;
  setrlimit(RLIMIT_CPU, &cpu);
}

int serve(int socket, std::size_t memory_bytes) {
  limit_process(memory_bytes);
  Channel channel(socket);
  Interpreter interpreter(channel, memory_bytes);
  Frame request;
  while (channel.receive(request)) {
    limit_next_script();
    if (!channel.send(interpreter.run(request))) channel.send({"failed", "the script's result is too large", "0"});
  }
  return 0;
}

}  // namespace
}  // namespace engine::script

int main(int count, char** arguments) {
  constexpr int socket = 3;
  const std::size_t memory = count > 1 ? std::strtoull(arguments[1], nullptr, 10) : std::size_t{64} << 20U;
  return engine::script::serve(socket, memory);
}
