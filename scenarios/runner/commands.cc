#include "scenarios/runner/commands.h"

#include <algorithm>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include "scenarios/check/check.h"
#include "scenarios/runner/bench.h"
#include "scenarios/runner/bench_sending.h"
#include "scenarios/runner/listings.h"
#include "scenarios/runner/run_command.h"
#include "scenarios/runner/schema.h"
#include "scenarios/runner/serve.h"
#include "scenarios/runner/suggest.h"

namespace scenarios {
namespace {

/// What the options write into, and what the chosen subcommand does with it.
struct CommandLine {
  RunOptions run;
  ServeOptions serve;
  BenchOptions bench;
  std::string wire = "virtual", level, file, serve_for;
  std::vector<std::string> lint_paths;
  std::uint64_t seed = 0;
  bool any_port = false, is_sending = false;
  std::uint16_t port_base = 10000;
  std::function<int()> action;
};

/// An empty word is `usual`.
sim::TraceLevel level_of(const std::string& word, sim::TraceLevel usual) {
  const auto& names = sim::trace_level_names;
  const auto found = std::find(names.begin(), names.end(), word);
  return found == names.end() ? usual : static_cast<sim::TraceLevel>(found - names.begin());
}

void add_level_option(CLI::App& command, CommandLine& line) {
  const std::vector<std::string> words(sim::trace_level_names.begin(), sim::trace_level_names.end());
  command
      .add_option("--trace-level", line.level,
                  "off, decisions, evidence (how a receiver came to its findings), or dialogue (every line said on a wire); explain: evidence, "
                  "others: decisions")
      ->check(CLI::IsMember(words));
}

/// The options of everything that replays stories.
void add_stage_options(CLI::App& command, CommandLine& line) {
  command.add_option("--wire", line.wire, "virtual (in memory, virtual time) or loopback (real sockets, real TLS)")
      ->check(CLI::IsMember({"virtual", "loopback"}));
  command.add_option_function<std::uint64_t>("--seed", [&line](std::uint64_t seed) { line.run.replay.stage.seed = seed; },
                                             "Instead of each story's own seed");
  command.add_option("--db", line.run.replay.stage.database_folder, "Keep each story's SQLite file in this folder");
  command
      .add_option("--mails", line.run.replay.stage.mails_folder,
                  "Write each delivered mail there: STORY/HOST/MAILDROP/1.eml, a DMARC report as 1.xml beside it")
      ->type_name("DIR");
  command.add_option("--db-limit", line.run.replay.stage.database_most_bytes, "Size limit of each database in bytes: plays a full disk");
  add_level_option(command, line);
}

void settle_stage_options(CommandLine& line, sim::TraceLevel usual) {
  line.run.replay.stage.on_loopback = line.wire == "loopback";
  line.run.replay.stage.level = level_of(line.level, usual);
}

void add_run(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand("run", "Replay stories and tell which held");
  command->add_option("paths", line.run.paths, "Story files, or folders of them");
  command->add_option("--library", line.run.library, "The folder that is replayed if no path is given")->capture_default_str();
  command->add_option("-j,--jobs", line.run.threads, "Stories replayed at once; default one a core");
  command->add_option("--junit", line.run.junit_file, "Write results as JUnit XML");
  command->add_option("--json", line.run.json_file, "Write every story's trace as JSON lines");
  add_stage_options(*command, line);
  command->callback([&line] {
    line.action = [&line] {
      settle_stage_options(line, sim::TraceLevel::decisions);
      return run_stories(line.run);
    };
  });
}

void add_explain(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand("explain", "Replay one story and tell what happened to each mail, and why");
  command->add_option("file", line.file, "The story")->required();
  add_stage_options(*command, line);
  command->callback([&line] {
    line.action = [&line] {
      settle_stage_options(line, sim::TraceLevel::evidence);
      return explain_story(line.file, line.run.replay);
    };
  });
}

void add_lint(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand("lint", "Tell everything that is wrong with stories, without replaying them");
  command->add_option("paths", line.lint_paths, "Story files, or folders of them")->required();
  command->callback([&line] { line.action = [&line] { return lint_stories(line.lint_paths); }; });
}

void add_serve(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand("serve", "Stand a story's world on loopback in real time, for other programs");
  command->add_option("file", line.serve.file, "The story")->required();
  command->add_option("--port-base", line.port_base, "Port p of a host is the real port N + p")->capture_default_str();
  command->add_flag("--any-port", line.any_port, "Take any free ports instead");
  command->add_option("--ca", line.serve.ca_file, "Write the world's CA certificate (PEM) into this file");
  command->add_option("--for", line.serve_for, "End after this time (90s, 5m); default on SIGINT or SIGTERM");
  command->add_option("--db", line.serve.database_folder, "Keep the SQLite file in this folder");
  add_level_option(*command, line);
  command->callback([&line] {
    line.action = [&line] {
      line.serve.level = level_of(line.level, sim::TraceLevel::decisions);
      line.serve.port_base = line.any_port ? std::nullopt : std::optional(line.port_base);
      if (!line.serve_for.empty()) {
        const auto time = sim::parse_duration(line.serve_for);
        if (!time) {
          fmt::print(stderr, "--for: {}\n", time.error().text());
          return exit_code(Verdict::wrong);
        }
        line.serve.time = *time;
      }
      return serve(line.serve);
    };
  });
}

void add_bench(CLI::App& app, CommandLine& line) {
  CLI::App* command = app.add_subcommand("bench", "Push labelled junk through the whole path and tell rates, memory and where each label ended");
  command->add_option("--mails", line.bench.mails, "How many")->capture_default_str();
  command->add_option("--seed", line.bench.seed, "Of the junk client")->capture_default_str();
  command->add_option("--octets", line.bench.octets, "About the size of each mail")->capture_default_str();
  command->add_option("--db", line.bench.database_folder, "Where the database file lies; default a temporary folder");
  command->add_option("--wire", line.wire, "virtual or loopback")->check(CLI::IsMember({"virtual", "loopback"}));
  command->add_flag("--sending", line.is_sending, "The other way: notifications to as many users, from event to Sent");
  command->add_option("--smtp", line.bench.smtp_server, "With --sending: into this server of yours (127.0.0.1:2525, without TLS)")
      ->needs("--sending");
  command->callback([&line] {
    line.action = [&line] {
      line.bench.on_loopback = line.wire == "loopback" || !line.bench.smtp_server.empty();
      return line.is_sending ? bench_sending(line.bench) : bench(line.bench);
    };
  });
}

void add_listing(CLI::App& app, CommandLine& line, const std::string& name, const std::string& what, std::string (*listing)()) {
  app.add_subcommand(name, what)->callback([&line, listing] {
    line.action = [listing] {
      fmt::print("{}", listing());
      return 0;
    };
  });
}

/// CLI11 only says that a subcommand is missing: the word that stands in its place.
std::string unknown_word(const CLI::App& app) {
  const CLI::App* at = &app;
  while (!at->get_subcommands().empty()) at = at->get_subcommands().front();
  std::vector<std::string> names;
  for (const CLI::App* each : at->get_subcommands([](const CLI::App*) { return true; })) names.push_back(each->get_name());
  for (const std::string& word : app.remaining(true)) {
    if (names.empty() || word.starts_with('-')) continue;
    return fmt::format("{}: there is no command '{}'\n  {}\n", at->get_name(), word, advice_for(word, names, "commands"));
  }
  return {};
}

}  // namespace

int run_command_line(int argc, char** argv) {
  CLI::App app{"A mail-flow simulator: replays stories against the engine of an instance and fake mail servers"};
  app.name("mailrig");
  app.require_subcommand(1);
  app.footer("Exit codes: 0 all held (or were skipped, for what they need is missing), 1 an expectation or invariant failed, 2 a story or the command line is wrong, 3 mailrig itself failed.");
  CommandLine line;
  add_run(app, line);
  add_explain(app, line);
  add_lint(app, line);
  add_serve(app, line);
  add_bench(app, line);
  add_checks(app, line.action);
  add_listing(app, line, "schema", "Print the JSON Schema of stories, for editors", json_schema);
  add_listing(app, line, "steps", "Print the reference of keys, steps and expectations (Markdown)", reference_tables);
  add_listing(app, line, "events", "Print the events of a trace (Markdown)", event_listing);
  add_listing(app, line, "properties", "Print the properties that the engine reads (Markdown)", property_listing);
  add_listing(app, line, "profiles", "Print the profiles and the switches for what sources disagree on (Markdown)", profile_listing);
  try {
    app.parse(argc, argv);
  } catch (const CLI::RequiredError& wrong) {
    const std::string unknown = unknown_word(app);
    if (unknown.empty()) return app.exit(wrong) == 0 ? 0 : exit_code(Verdict::wrong);
    fmt::print(stderr, "{}", unknown);
    return exit_code(Verdict::wrong);
  } catch (const CLI::ParseError& wrong) {
    return app.exit(wrong) == 0 ? 0 : exit_code(Verdict::wrong);
  }
  return line.action();
}

}  // namespace scenarios
