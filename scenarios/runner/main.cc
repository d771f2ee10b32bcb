#include <exception>

#include <fmt/format.h>

#include "scenarios/runner/commands.h"
#include "sim/mail/message.h"

int main(int argc, char** argv) {
  try {
    sim::mail::start_mime_library();
    return scenarios::run_command_line(argc, argv);
  } catch (const std::exception& trouble) {
    fmt::print(stderr, "mailrig failed: {}\n", trouble.what());
    return 3;
  }
}
