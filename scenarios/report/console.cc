#include "scenarios/report/console.h"

#include <algorithm>

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace scenarios {
namespace {

std::string_view verdict_word(Verdict verdict) {
  switch (verdict) {
    case Verdict::held: return "held";
    case Verdict::skipped: return "skipped";
    case Verdict::failed: return "FAILED";
    case Verdict::wrong: return "WRONG";
    case Verdict::broken: return "BROKEN";
  }
  return {};
}

void append_lines(std::string& out, std::string_view text, std::string_view indent) {
  while (!text.empty()) {
    const auto end = text.find('\n');
    out += indent;
    out += text.substr(0, end);
    out += '\n';
    text = end == std::string_view::npos ? std::string_view() : text.substr(end + 1);
  }
}

void append_failures(std::string& out, const Replay& replay) {
  for (std::size_t n = 0; n < replay.failures.size(); ++n) {
    const Finding& failure = replay.failures[n];
    const std::string_view after_repair = replay.is_fixed ? "after the repair: " : "";
    out += fmt::format("  {}: {}{}\n", failure.place.text(), after_repair, failure.what);
    for (const std::string& detail : failure.details) append_lines(out, detail, "      ");
    if (n < replay.stories.size() && !replay.stories[n].empty()) {
      out += "    the story of that mail:\n";
      append_lines(out, replay.stories[n], "      ");
    }
  }
}

}  // namespace

std::string console_text(const Result& result) {
  std::string out = fmt::format("{:<7} {:.3f}s  {}\n", verdict_word(result.verdict), result.seconds, result.name);
  if (!result.why_skipped.empty()) out += fmt::format("  {}\n", result.why_skipped);
  for (const sim::Error& problem : result.problems) append_lines(out, problem.text(), "  ");
  for (const Replay& replay : result.replays) append_failures(out, replay);
  return out;
}

void Tally::add(const Result& result) {
  worst = std::max(worst, result.verdict);
  switch (result.verdict) {
    case Verdict::held: ++held; break;
    case Verdict::skipped: ++skipped; break;
    case Verdict::failed: ++failed; break;
    case Verdict::wrong: ++wrong; break;
    case Verdict::broken: ++broken; break;
  }
}

std::string Tally::text(double seconds) const {
  const std::size_t all = held + skipped + failed + wrong + broken;
  std::vector<std::string> parts{fmt::format("{} held", held)};
  if (skipped > 0) parts.push_back(fmt::format("{} skipped", skipped));
  if (failed > 0) parts.push_back(fmt::format("{} failed", failed));
  if (wrong > 0) parts.push_back(fmt::format("{} wrong", wrong));
  if (broken > 0) parts.push_back(fmt::format("{} broken", broken));
  return fmt::format("{} {}: {}, in {:.3f}s\n", all, all == 1 ? "story" : "stories", fmt::join(parts, ", "), seconds);
}

}  // namespace scenarios
