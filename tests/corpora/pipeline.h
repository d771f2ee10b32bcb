// Every message of a folder through the whole inbound pipeline of an instance: none may crash it, stay in Inbox or take long.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace corpora {

/// What one message costs at most, in milliseconds of processor time, so that a busy machine changes nothing.
constexpr double most_milliseconds = 50;

struct PipelineRun {
  struct Cost {
    std::string file;
    double milliseconds = 0;
  };
  std::size_t messages = 0;
  std::vector<Cost> slowest;             ///< the ten that took longest, the worst first
  std::vector<std::string> failures;     ///< file and what went wrong
};

/// True for bytes that begin like a message, perhaps with the envelope line of a mailbox file.
bool looks_like_message(std::string_view bytes);
/// All message files below `directory`, in the order of their names.
PipelineRun run_pipeline(const std::filesystem::path& directory);

}  // namespace corpora
