#include <memory>

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "scenarios/check/check.h"
#include "scenarios/check/check_list.h"
#include "scenarios/runner/json.h"
#include "scenarios/runner/replay.h"

namespace scenarios {

const std::vector<Check>& checks() {
  static const std::vector<Check> all{spf_check(), dkim_check(), dmarc_check(), arc_check(), readiness_check()};
  return all;
}

int print_report(const sim::Result<CheckReport>& report, bool as_json) {
  if (!report) {
    fmt::print(stderr, "{}\n", report.error().text());
    return exit_code(Verdict::wrong);
  }
  if (as_json) {
    fmt::print("{}\n", as_utf8(boost::json::serialize(report->json)));
  } else {
    fmt::print("{}", printable(report->text));
  }
  return exit_code(Verdict::held);
}

void add_checks(CLI::App& app, std::function<int()>& action) {
  CLI::App* command = app.add_subcommand("check", "Ask about one sender: the records of a zone file, and a mail or a client");
  command->require_subcommand(1);
  command->footer("Exit codes: 0 the question could be answered, whatever the answer is; 2 a file or an option is wrong (file:line:column).");
  for (const Check& check : checks()) {
    CLI::App* one = (check.is_command ? &app : command)->add_subcommand(std::string(check.name), std::string(check.what));
    const auto options = std::make_shared<CheckOptions>();
    check.add_options(*one, *options);
    one->add_flag("--json", options->is_json, "Print one JSON object");
    one->footer(command->get_footer());
    one->callback([&action, &check, options] {
      action = [&check, options] { return print_report(check.run(*options), options->is_json); };
    });
  }
}

}  // namespace scenarios
