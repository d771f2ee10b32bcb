// mailrig-corpora DIR [SUITE...] [-v]: runs the suites of a folder and prints passed, failed and skipped cases of each.
// mailrig-corpora DIR --pipeline: takes every message of the folder through the engine and prints the slowest.
#include <algorithm>
#include <iostream>

#include "tests/corpora/pipeline.h"
#include "tests/corpora/suites.h"

namespace {

struct Options {
  std::string directory;
  std::vector<std::string> suites;
  bool is_verbose = false, is_pipeline = false;
};

int usage(std::string_view why) {
  std::cerr << "mailrig-corpora: " << why << "\nusage: mailrig-corpora DIR [SUITE...] [-v]\n       mailrig-corpora DIR --pipeline\nserved suites:";
  for (const corpora::Runner& runner : corpora::runners()) std::cerr << ' ' << runner.name;
  std::cerr << '\n';
  return 2;
}

/// The skipped cases by the reason they give, so that no skip goes without one.
void print_lines(std::string_view mark, const std::vector<std::string>& lines) {
  for (const std::string& line : lines) std::cout << "  " << mark << ' ' << line << '\n';
}

bool run(const corpora::Runner& runner, const corpora::Suite& suite, bool is_verbose) {
  corpora::Report report;
  runner.run(suite, report);
  std::cout << suite.name << " passed " << report.passed() << " failed " << report.failures().size() << " skipped "
            << report.skips().size() << '\n';
  for (const corpora::Report::Rate& rate : report.rates())
    std::cout << fmt::format("{} {} {}/{} {:.1f} %\n", suite.name, rate.name, rate.hit, rate.of, rate.percent());
  if (is_verbose) {
    print_lines("FAILED", report.failures());
    print_lines("missed", report.notes());
  }
  print_lines("skipped", report.skips());
  return report.failures().empty();
}

int run_messages(const std::string& directory) {
  const corpora::PipelineRun run = corpora::run_pipeline(directory);
  std::cout << "pipeline: " << run.messages << " messages, " << run.failures.size() << " failed\n";
  print_lines("FAILED", run.failures);
  for (const auto& [file, milliseconds] : run.slowest) std::cout << fmt::format("  {:8.2f} ms {}\n", milliseconds, file);
  return run.failures.empty() ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
  Options options;
  for (int i = 1; i < argc; ++i) {
    const std::string argument = argv[i];
    if (argument == "-v") {
      options.is_verbose = true;
    } else if (argument == "--pipeline") {
      options.is_pipeline = true;
    } else if (argument.size() > 1 && argument.front() == '-') {
      return usage("unknown option " + argument);
    } else if (options.directory.empty()) {
      options.directory = argument;
    } else {
      options.suites.push_back(argument);
    }
  }
  if (options.directory.empty()) return usage("no folder given");
  if (!std::filesystem::is_directory(options.directory)) return usage(options.directory + " is no folder");
  if (options.is_pipeline) return run_messages(options.directory);
  const std::vector<corpora::Suite> present = corpora::suites_in(options.directory);
  const auto find = [&](const std::string& name) {
    return std::find_if(present.begin(), present.end(), [&](const corpora::Suite& each) { return each.name == name; });
  };
  for (const std::string& name : options.suites) {
    if (corpora::runner_of(name) == nullptr) return usage("suite " + name + " is not served");
    if (find(name) == present.end()) return usage("suite " + name + " is not in " + options.directory);
  }
  bool is_good = true;
  for (const corpora::Suite& suite : present) {
    const auto& wanted = options.suites;
    if (!wanted.empty() && std::find(wanted.begin(), wanted.end(), suite.name) == wanted.end()) continue;
    if (const corpora::Runner* runner = corpora::runner_of(suite.name)) {
      is_good = run(*runner, suite, options.is_verbose) && is_good;
    } else if (std::filesystem::is_directory(suite.root / suite.name)) {  // a name of the manifest alone stands for files of another folder
      std::cout << suite.name << " not served\n";
    }
  }
  return is_good ? 0 : 1;
}
