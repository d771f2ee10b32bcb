// The worker program as a child of this one: started with one descriptor, spoken to in frames, killed when its time is up.
// MuJS cannot be interrupted from within, and a regular expression can run for ever inside it; a process can always be ended.
#pragma once
#include <sys/types.h>

#include <chrono>
#include <memory>

#include "engine/script/frame.h"
#include "sim/result.h"

namespace engine::script {

class Process {
 public:
  /// Starts `mailrig-script-worker`, which lies beside the running program; MAILRIG_SCRIPT_WORKER names another one.
  static sim::Result<std::unique_ptr<Process>> start(std::size_t memory_bytes);
  /// Kills the worker and waits for its end.
  ~Process();
  Process(const Process&) = delete;
  Process& operator=(const Process&) = delete;

  /// The time that the worker has from now on; every wait below ends with it. On a busy machine it is given again, a few times, until
  /// the worker has had half of it on a processor: the outcome should be the script's, not the machine's.
  void allow(std::chrono::milliseconds time);

  enum class Heard { frame, time_is_up, gone };
  /// Sends a frame. `gone` also if the frame is larger than the worker would take.
  Heard send(const Frame& frame);
  Heard receive(Frame& into);
  pid_t pid() const { return pid_; }

 private:
  Process(pid_t pid, int socket, int timer) : pid_(pid), socket_(socket), timer_(timer) {}
  Heard wait_for(short events);
  void arm();
  std::chrono::milliseconds processor_time() const;

  pid_t pid_;
  int socket_, timer_;
  std::chrono::milliseconds time_{0}, used_before_{0};
  int extensions_ = 0;
  FrameReader reader_;
  std::string out_, in_;
};

}  // namespace engine::script
