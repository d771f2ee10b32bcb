// Runs the commands that the README shows and holds their real output against what the README prints. In a ```console block a line that begins with
// "$ " is a command and the lines below it are its output; "..." stands for any lines; times ("0.004s", "1.2 s") may differ.
#include <gtest/gtest.h>
#include <sys/wait.h>

#include <cctype>
#include <cstdio>
#include <fstream>

namespace {

struct Example {
  int line;
  std::string command;
  std::vector<std::string> output;
};

std::vector<Example> examples_of(const char* path) {
  std::vector<Example> examples;
  std::ifstream in(path);
  bool in_console = false;
  int number = 0;
  for (std::string line; std::getline(in, line);) {
    ++number;
    if (line.starts_with("```")) in_console = line == "```console";
    else if (in_console && line.starts_with("$ ")) examples.push_back({number, line.substr(2), {}});
    else if (in_console && !examples.empty()) examples.back().output.push_back(line);
  }
  return examples;
}

/// The line with every decimal number made the same.
std::string masked(const std::string& line) {
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] == '.' && i > 0 && i + 1 < line.size() && std::isdigit(static_cast<unsigned char>(line[i - 1])) &&
        std::isdigit(static_cast<unsigned char>(line[i + 1]))) {
      while (!out.empty() && std::isdigit(static_cast<unsigned char>(out.back()))) out.pop_back();
      while (i + 1 < line.size() && std::isdigit(static_cast<unsigned char>(line[i + 1]))) ++i;
      out += "N.N";
    } else {
      out += line[i];
    }
  }
  return out;
}

/// True if `actual` is what `expected` says, "..." standing for any lines.
bool is_alike(const std::vector<std::string>& expected, const std::vector<std::string>& actual) {
  std::size_t at = 0;
  bool skipping = false;
  for (const std::string& line : expected) {
    if (line == "...") {
      skipping = true;
      continue;
    }
    while (skipping && at < actual.size() && masked(actual[at]) != masked(line)) ++at;
    if (at >= actual.size() || masked(actual[at]) != masked(line)) return false;
    ++at;
    skipping = false;
  }
  return skipping || at == actual.size();
}

std::vector<std::string> output_of(const std::string& command) {
  std::vector<std::string> lines;
  FILE* pipe = popen(("{ " + command + " ; } 2>&1").c_str(), "r");
  char buffer[65536];
  while (pipe && std::fgets(buffer, sizeof buffer, pipe)) {
    std::string line = buffer;
    while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.pop_back();
    lines.push_back(line);
  }
  if (pipe) pclose(pipe);
  return lines;
}

TEST(Readme, ShowsWhatItsCommandsPrint) {
  const auto examples = examples_of("README.md");
  ASSERT_GE(examples.size(), 3u) << "README.md shows no commands in ```console blocks";
  for (const Example& example : examples) {
    // ./check runs this test; git clone needs the network.
    if (example.command.starts_with("./check") || example.command.starts_with("git ") || example.command.starts_with("cd ")) continue;
    const auto actual = output_of(example.command);
    std::string printed;
    for (const std::string& line : actual) printed += line + "\n";
    EXPECT_TRUE(is_alike(example.output, actual)) << "README.md:" << example.line << ": `" << example.command << "` prints\n" << printed;
  }
}

}  // namespace
