// The project's own source text, read for the house rules.
#pragma once
#include <filesystem>
#include <string>
#include <vector>

namespace house {

struct SourceFile {
  std::string path;                 ///< from the repository root
  std::vector<std::string> lines;   ///< as written
  std::vector<std::string> code;    ///< comments and the insides of literals blanked, same line numbers
  std::string room() const { return path.substr(0, path.rfind('/')); }
};

/// Every file below the rooms with one of these endings, in path order.
std::vector<SourceFile> read_tree(const std::vector<std::string>& endings);
/// A function (outermost: lambdas count to it) and how many lines it has.
struct Function {
  int first_line;
  int length;
};
std::vector<Function> functions_of(const SourceFile& file);

}  // namespace house
