// `mailrig check NAME`: asks one question about a sender of files instead of a story, and prints the answer with its evidence. One file is one check.
#pragma once
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/object.hpp>

#include "sim/result.h"

namespace CLI {
class App;
}

namespace scenarios {

/// What the options of all checks wrote; a check adds and reads those that it needs (check_options.h).
struct CheckOptions {
  std::vector<std::string> zone_files;   ///< --zone: master files of many domains; none for a DNS without any name
  std::string origin;        ///< --origin: what names of the files are relative to until $ORIGIN; "" if not said
  std::string mail_file;     ///< the mail, where a check takes one
  std::string ip, helo, mail_from, receiver;   ///< --from: "" and "<>" are the null reverse path
  std::string now;           ///< --now: ISO 8601
  std::string rules;         ///< --rules: "rfc7489", "rfc9989"; "" for the first
  bool is_json = false;
  bool is_bulk = false, is_transactional = false, is_tls = true;   ///< of readiness
  unsigned least_key = 1024;             ///< --least-key, --sha1, --ed25519: sim::sender::DkimPolicy
  std::string sha1 = "refuse", ed25519 = "known";
  std::optional<unsigned> spam_rate;     ///< --spam-rate: complaints of 10,000 mails
};

/// What a check came to, in the two forms it can be printed in.
struct CheckReport {
  std::string text;          ///< lines, the last one ended
  boost::json::object json;  ///< keys as scenarios/README.md lists them
};

struct Check {
  std::string_view name, what;   ///< "spf", "Whether a host may send for a domain"
  void (*add_options)(CLI::App& command, CheckOptions& options);
  /// An error is bad input, placed: exit code 2.
  sim::Result<CheckReport> (*run)(const CheckOptions& options);
  bool is_command = false;       ///< `mailrig NAME` instead of `mailrig check NAME`
};

/// The table of checks, in the order of the help.
const std::vector<Check>& checks();

/// Adds `check` with its subcommands, and the checks that are commands themselves; the chosen one becomes `action`, which returns the exit code.
void add_checks(CLI::App& app, std::function<int()>& action);

/// Prints a report as text or JSON, or an error; the exit code: 0, 2.
int print_report(const sim::Result<CheckReport>& report, bool as_json);

}  // namespace scenarios
