#include "scenarios/runner/run.h"

#include <algorithm>
#include <filesystem>
#include <mutex>
#include <thread>

#include <fmt/format.h>

namespace scenarios {
namespace {

/// Hands out files to workers and results to the reader, in order.
class Board {
 public:
  Board(const std::vector<std::string>& files, const std::function<void(const Result&)>& done)
      : files_(files), done_(done), results_(files.size()) {}

  void work(const ReplayOptions& options) {
    for (;;) {
      std::size_t mine = 0;
      {
        const std::lock_guard lock(mutex_);
        if (next_ == files_.size()) return;
        mine = next_++;
      }
      Result result = replay(files_[mine], options);
      const std::lock_guard lock(mutex_);
      results_[mine] = std::move(result);
      while (told_ < results_.size() && results_[told_]) {
        done_(*results_[told_]);
        results_[told_++].reset();
      }
    }
  }

 private:
  const std::vector<std::string>& files_;
  const std::function<void(const Result&)>& done_;
  std::mutex mutex_;
  std::vector<std::optional<Result>> results_;
  std::size_t next_ = 0;
  std::size_t told_ = 0;
};

}  // namespace

std::vector<std::string> story_files(const std::vector<std::string>& paths, std::vector<sim::Error>& problems) {
  std::vector<std::string> files;
  for (const std::string& path : paths) {
    std::error_code trouble;
    if (!std::filesystem::is_directory(path, trouble)) {
      files.push_back(path);
      continue;
    }
    std::vector<std::string> found;
    for (const auto& entry : std::filesystem::directory_iterator(path, trouble)) {
      if (entry.path().extension() == ".yaml") found.push_back(entry.path().string());
    }
    std::sort(found.begin(), found.end());
    if (found.empty()) problems.push_back({fmt::format("the folder '{}' holds no stories", path), "stories are files that end in .yaml", {}});
    files.insert(files.end(), found.begin(), found.end());
  }
  return files;
}

void replay_all(const std::vector<std::string>& files, const ReplayOptions& options, unsigned threads,
                const std::function<void(const Result&)>& done) {
  Board board(files, done);
  std::vector<std::thread> workers;
  const std::size_t count = std::min<std::size_t>(std::max(1U, threads), files.size());
  for (std::size_t n = 1; n < count; ++n) workers.emplace_back([&] { board.work(options); });
  board.work(options);
  for (std::thread& worker : workers) worker.join();
}

}  // namespace scenarios
