// The command line of `mailrig`: its subcommands and options in one place.
#pragma once

namespace scenarios {

/// Reads the command line and does what it says; the exit code: 0 held, 1 an expectation or invariant failed, 2 a story or the
/// command line is wrong, 3 mailrig itself failed.
int run_command_line(int argc, char** argv);

}  // namespace scenarios
