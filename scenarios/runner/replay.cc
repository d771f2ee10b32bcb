#include "scenarios/runner/replay.h"

#include <chrono>

#include <fmt/format.h>

#include "scenarios/report/explain.h"
#include "scenarios/report/trace_json.h"
#include "scenarios/runner/director.h"
#include "scenarios/runner/invariants.h"
#include "scenarios/servers/real_hosts.h"

namespace scenarios {
namespace {

using Wall = std::chrono::steady_clock;

void worsen(Result& result, Verdict verdict) { result.verdict = std::max(result.verdict, verdict); }

void collect(Performance& performance, const ReplayOptions& options, Replay& out) {
  Stage& stage = performance.stage;
  out.failures = std::move(performance.failures);
  for (const Finding& failure : out.failures) out.stories.push_back(explain_mails(stage.trace(), failure.mails, options.stage.level));
  if (options.keep_trace) out.trace = trace_lines(stage.trace(), options.stage.level, out.name, out.is_fixed);
  if (options.keep_explanation) out.explanation = explain(stage.trace(), options.stage.level);
}

/// Plays one form of the story on a stage of its own.
void play(const Story& story, const ReplayOptions& options, Result& result) {
  auto stage = Stage::build(story, options.stage);
  if (!stage) {
    worsen(result, Verdict::broken);
    result.problems.push_back(stage.error());
    return;
  }
  Performance performance{**stage};
  perform(performance);
  const bool was_cut_short = !performance.failures.empty();
  if (!was_cut_short) performance.failures = check_invariants(**stage);
  Replay& done = result.replays.emplace_back();
  done.name = story.name;
  done.is_fixed = story.is_fixed;
  collect(performance, options, done);
  if (!done.failures.empty()) worsen(result, Verdict::failed);
  if (const std::string file = (*stage)->unwritten_mail(); !file.empty()) {
    worsen(result, Verdict::broken);
    result.problems.push_back({fmt::format("'{}' cannot be written", file), "name another folder with --mails", {}});
  }
}

}  // namespace

int exit_code(Verdict verdict) {
  switch (verdict) {
    case Verdict::held:
    case Verdict::skipped: return 0;
    case Verdict::failed: return 1;
    case Verdict::wrong: return 2;
    case Verdict::broken: return 3;
  }
  return 3;
}

Result replay(const Story& story, const ReplayOptions& options) {
  Result result;
  result.file = story.file;
  result.name = story.name;
  result.why_skipped = why_not_real(story, options.stage.on_loopback);
  if (!result.why_skipped.empty()) {
    result.verdict = Verdict::skipped;
    return result;
  }
  const auto start = Wall::now();
  try {
    play(story, options, result);
    if (story.fixed) play(*story.fixed, options, result);
  } catch (const engine::DatabaseError& trouble) {
    worsen(result, Verdict::broken);
    const std::string advice = trouble.is_full() ? "make room, or keep the databases elsewhere with --db" : "";
    result.problems.push_back({fmt::format("the database failed: {}", trouble.what()), advice, {story.file, 0, 0}});
  } catch (const std::exception& trouble) {
    worsen(result, Verdict::broken);
    result.problems.push_back({fmt::format("mailrig failed: {}", trouble.what()), "", {story.file, 0, 0}});
  }
  result.seconds = std::chrono::duration<double>(Wall::now() - start).count();
  return result;
}

Result replay(const std::string& file, const ReplayOptions& options) {
  LoadedStory loaded = load_story(file);
  if (loaded.story) return replay(*loaded.story, options);
  Result result;
  result.file = file;
  result.name = file;
  result.verdict = Verdict::wrong;
  result.problems = std::move(loaded.problems);
  return result;
}

}  // namespace scenarios
