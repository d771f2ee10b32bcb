// The public suffix list's own cases: `checkPublicSuffix(in, out)`, with the list that lies beside them.
#include <set>

#include "sim/sender/public_suffix.h"
#include "tests/corpora/suites.h"

namespace corpora {
namespace {

using SuffixCase = std::pair<std::string, std::string>;  // a domain, and its owner's domain; "null" for none

/// The arguments of `checkPublicSuffix('a', null);`, quotes taken off; nothing if the line is no case.
std::optional<SuffixCase> suffix_case(std::string_view line) {
  static constexpr std::string_view call = "checkPublicSuffix(";
  line = line.substr(std::min(line.find_first_not_of(" \t"), line.size()));
  const std::size_t comma = line.find(','), end = line.rfind(')');
  if (!line.starts_with(call) || comma == std::string_view::npos || end == std::string_view::npos || end < comma) return std::nullopt;
  const auto argument = [](std::string_view text) {
    std::string out(text);
    std::erase_if(out, [](char c) { return c == '\'' || c == '"' || c == ' ' || c == '\t'; });
    return out;
  };
  return SuffixCase{argument(line.substr(call.size(), comma - call.size())), argument(line.substr(comma + 1, end - comma - 1))};
}

std::set<SuffixCase> suffix_cases(const Suite& suite) {
  std::set<SuffixCase> out;
  for (const std::filesystem::path& file : suite.files(".txt")) {
    const std::string text = bytes_of(file);
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\n', at), text.size());
      if (const auto found = suffix_case(std::string_view(text).substr(at, end - at))) out.insert(*found);
      at = end + 1;
    }
  }
  for (const Case& each : suite.cases) out.insert({each.name, each.expected});
  return out;
}

}  // namespace

void run_psl(const Suite& suite, Report& report) {
  const auto list = sim::sender::PublicSuffixes::read((suite.root / suite.name / "public_suffix_list.dat").string());
  if (!list) return report.fail("public_suffix_list.dat", list.error().text());
  for (const auto& [domain, expected] : suffix_cases(suite)) {
    const std::string found = domain == "null" ? "" : list->organizational_domain(domain);
    const std::string wanted = expected == "null" ? "" : expected;
    report.judge(domain, found == wanted ? "" : "'" + found + "' instead of '" + wanted + "'");
  }
}

}  // namespace corpora
