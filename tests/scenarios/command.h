// The program run as its users run it, in a folder of its own.
#pragma once
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cstdio>
#include <filesystem>
#include <fstream>
#include <sstream>

namespace command {

struct Outcome {
  int code = -1;
  std::string output;
};

inline Outcome mailrig(const std::string& arguments) {
  Outcome outcome;
  FILE* pipe = popen((std::string(MAILRIG_PROGRAM) + " " + arguments + " 2>&1").c_str(), "r");
  if (pipe == nullptr) return outcome;
  char buffer[4096];
  while (const std::size_t got = std::fread(buffer, 1, sizeof buffer, pipe)) outcome.output.append(buffer, got);
  const int status = pclose(pipe);
  outcome.code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
  return outcome;
}

/// A folder of its own for each test, removed at the end.
class Command : public testing::Test {
 protected:
  Command() {
    std::string pattern = (std::filesystem::temp_directory_path() / "mailrig-command-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~Command() override { std::filesystem::remove_all(folder_); }
  std::string file(const std::string& name, const std::string& content) const {
    std::ofstream(folder_ / name) << content;
    return (folder_ / name).string();
  }
  std::string content(const std::string& name) const {
    std::ifstream in(folder_ / name);
    std::stringstream out;
    out << in.rdbuf();
    return out.str();
  }
  std::filesystem::path folder_;
};

}  // namespace command
