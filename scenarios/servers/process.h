// Programs that are not ours, started and ended by the harness.
#pragma once
#include <string>
#include <vector>

#include "sim/result.h"

namespace scenarios {

/// The full path of a program, also where only root's PATH looks (/usr/sbin); "" if it is not installed.
std::string find_program(const std::string& name);
/// Runs a program to its end, without input, its output dropped; its exit status, -1 if it could not be started.
int run_program(const std::vector<std::string>& command);

/// A shell script in a session of its own whose standard input comes from us: when we end in whatever way, also by SIGKILL, the script
/// reads the end of its input. So a script that starts servers, reads to the end and cleans up never leaves any behind.
class KeptScript {
 public:
  static sim::Result<KeptScript> start(const std::string& file);
  KeptScript(KeptScript&& other) noexcept;
  KeptScript& operator=(KeptScript&& other) noexcept;
  ~KeptScript() { end(); }

  /// Sends it an empty line.
  void go();
  bool is_running();
  /// Ends its input and waits until it has ended, at most about twenty seconds.
  void end();

 private:
  KeptScript(int process, int input) : process_(process), input_(input) {}
  int process_ = -1;
  int input_ = -1;
};

/// Lets about this many milliseconds of the wall clock pass: for waiting on programs outside, in a loop with an end.
void pause_outside(int milliseconds);
/// Whether a program listens at this loopback address.
bool answers(const std::string& ip, unsigned port);

}  // namespace scenarios
