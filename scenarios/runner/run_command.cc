#include "scenarios/runner/run_command.h"

#include <unistd.h>

#include <chrono>
#include <cstdio>
#include <fstream>
#include <thread>

#include <fmt/format.h>

#include "scenarios/report/console.h"
#include "scenarios/report/junit.h"
#include "scenarios/report/trace_json.h"
#include "scenarios/runner/run.h"

namespace scenarios {
namespace {

/// What a run collects while results come in, in order.
class RunReport {
 public:
  RunReport(const RunOptions& options, std::size_t files)
      : options_(options), files_(files), has_progress_(isatty(STDERR_FILENO) != 0 && isatty(STDOUT_FILENO) != 0) {}

  void add(const Result& result) {
    clear_progress();
    tally_.add(result);
    fmt::print("{}", console_text(result));
    if (!options_.junit_file.empty()) cases_.push_back(junit_case(result));
    for (const Replay& replay : result.replays) trace_ += replay.trace;
    if (!options_.json_file.empty() && !result.why_skipped.empty()) trace_ += skipped_line(result.name, result.why_skipped);
    ++seen_;
    if (has_progress_ && seen_ < files_) fmt::print(stderr, "{} of {}", seen_, files_);
    std::fflush(stdout);
  }

  /// The summary and the files; the exit code.
  int finish() {
    clear_progress();
    fmt::print("{}", tally_.text(std::chrono::duration<double>(std::chrono::steady_clock::now() - begun_).count()));
    Verdict verdict = tally_.worst;
    if (!options_.junit_file.empty()) {
      verdict = std::max(verdict, write(options_.junit_file, junit_document(cases_, tally_)));
    }
    if (!options_.json_file.empty()) verdict = std::max(verdict, write(options_.json_file, trace_));
    return exit_code(verdict);
  }

 private:
  void clear_progress() const {
    if (has_progress_) fmt::print(stderr, "\r\033[K");
  }
  static Verdict write(const std::string& file, const std::string& text) {
    std::ofstream out(file, std::ios::binary);
    out << text;
    if (out.flush()) return Verdict::held;
    fmt::print(stderr, "'{}' cannot be written\n", file);
    return Verdict::broken;
  }

  const RunOptions& options_;
  std::chrono::steady_clock::time_point begun_ = std::chrono::steady_clock::now();
  std::size_t files_;
  bool has_progress_;
  std::size_t seen_ = 0;
  Tally tally_;
  std::vector<std::string> cases_;
  std::string trace_;
};

void tell(const std::vector<sim::Error>& problems) {
  for (const sim::Error& problem : problems) fmt::print(stderr, "{}\n", problem.text());
}

}  // namespace

int run_stories(const RunOptions& options) {
  std::vector<sim::Error> problems;
  const auto files = story_files(options.paths.empty() ? std::vector{options.library} : options.paths, problems);
  tell(problems);
  if (files.empty()) return exit_code(Verdict::wrong);
  ReplayOptions replay = options.replay;
  replay.keep_trace = !options.json_file.empty();
  const unsigned cores = std::max(1U, std::thread::hardware_concurrency());
  RunReport report(options, files.size());
  replay_all(files, replay, options.threads == 0 ? cores : options.threads, [&](const Result& result) { report.add(result); });
  const int code = report.finish();
  return problems.empty() ? code : std::max(code, exit_code(Verdict::wrong));
}

int explain_story(const std::string& file, const ReplayOptions& options) {
  ReplayOptions keeping = options;
  keeping.keep_explanation = true;
  const Result result = replay(file, keeping);
  for (const Replay& done : result.replays) {
    fmt::print("{}{}\n\n{}\n", done.is_fixed ? "After the repair: " : "", done.name, done.explanation);
  }
  fmt::print("{}", console_text(result));
  return exit_code(result.verdict);
}

namespace {

/// What only shows when the world is set up, such as a condition that is no encoded query; nothing is played.
void set_up(const LoadedStory& loaded, Problems& problems) {
  if (!loaded.story) return;
  StageOptions options;
  options.level = sim::TraceLevel::off;
  for (const Story* story : {&*loaded.story, loaded.story->fixed.get()}) {
    if (story == nullptr || !problems.empty()) continue;
    if (const auto stage = Stage::build(*story, options); !stage) problems.push_back(stage.error());
  }
}

}  // namespace

int lint_stories(const std::vector<std::string>& paths) {
  std::vector<sim::Error> problems;
  const auto files = story_files(paths, problems);
  for (const std::string& file : files) {
    LoadedStory loaded = load_story(file);
    for (const sim::Error& warning : loaded.warnings) fmt::print("{} (warning)\n", warning.text());
    set_up(loaded, loaded.problems);
    if (loaded.problems.empty()) fmt::print("{}: right\n", file);
    problems.insert(problems.end(), loaded.problems.begin(), loaded.problems.end());
  }
  std::fflush(stdout);
  tell(problems);
  return exit_code(problems.empty() ? Verdict::held : Verdict::wrong);
}

}  // namespace scenarios
