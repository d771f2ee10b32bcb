#include "tests/corpora/pipeline.h"

#include <algorithm>
#include <ctime>

#include "tests/corpora/corpus_instance.h"
#include "tests/corpora/suites.h"

namespace corpora {
namespace {

constexpr std::size_t costs_kept = 10;
constexpr int attempts = 3;   ///< the best counts: the first may have to grow the process

/// Files that begin like a message and are something else.
constexpr std::string_view other_files[]{".json", ".yml", ".yaml", ".xml", ".tsv", ".md", ".cmy", ".dat", ".html"};

std::vector<std::filesystem::path> message_files(const std::filesystem::path& directory) {
  std::vector<std::filesystem::path> files;
  for (const auto& entry : std::filesystem::recursive_directory_iterator(directory)) {
    const std::string extension = entry.path().extension().string();
    const bool is_other = std::find(std::begin(other_files), std::end(other_files), extension) != std::end(other_files);
    if (entry.is_regular_file() && !is_other) files.push_back(entry.path());
  }
  std::sort(files.begin(), files.end());
  return files;
}

engine::InstanceConfig tolerant() {
  engine::InstanceConfig config;
  config.address = "acme@service-now.example";
  // The same message may stand in several suites, and is given more than once if it was slow.
  config.properties.push_back({"glide.email.allow_duplicate_message_ids", "true", {}});
  return config;
}

/// What is wrong with where a mail ended; "" if it is at its end.
std::string unfinished(CorpusInstance& instance, const std::string& row) {
  if (row.empty()) return "it was dropped";
  const std::string mailbox = instance.email(row, "mailbox");
  const std::string state = instance.email(row, "state");
  return mailbox == "Inbox" || mailbox.empty() || state == "ready" ? fmt::format("it ended in '{}', state {}", mailbox, state) : "";
}

}  // namespace

bool looks_like_message(std::string_view bytes) {
  const std::string_view line = bytes.substr(0, bytes.find('\n'));
  if (line.starts_with("From ")) return true;
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon == 0 || colon > 76) return false;
  const auto in_names = [](char c) { return c > 32 && c < 127 && c != '{' && c != '"'; };
  return std::all_of(line.begin(), line.begin() + static_cast<std::ptrdiff_t>(colon), in_names);
}

PipelineRun run_pipeline(const std::filesystem::path& directory) {
  PipelineRun run;
  CorpusInstance instance(tolerant());
  for (const auto& file : message_files(directory)) {
    const std::string raw = bytes_of(file);
    if (!looks_like_message(raw)) continue;
    ++run.messages;
    const std::string name = file.lexically_relative(directory).string();
    double best = 0;
    for (int i = 0; i < attempts && (i == 0 || best > most_milliseconds); ++i) {
      const std::clock_t before = std::clock();
      const std::string row = instance.receive(raw);
      const double cost = 1000.0 * static_cast<double>(std::clock() - before) / CLOCKS_PER_SEC;
      best = i == 0 ? cost : std::min(best, cost);
      if (const std::string why = unfinished(instance, row); !why.empty()) run.failures.push_back(name + ": " + why);
    }
    if (best > most_milliseconds) run.failures.push_back(fmt::format("{}: {:.1f} ms", name, best));
    run.slowest.push_back({name, best});
    std::sort(run.slowest.begin(), run.slowest.end(), [](const auto& a, const auto& b) { return a.milliseconds > b.milliseconds; });
    if (run.slowest.size() > costs_kept) run.slowest.pop_back();
  }
  return run;
}

}  // namespace corpora
