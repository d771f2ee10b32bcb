#include "scenarios/report/junit.h"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include "scenarios/report/console.h"
#include "scenarios/runner/json.h"

namespace scenarios {
namespace {

/// Text for XML 1.0: markup escaped, what XML may not hold replaced.
std::string xml_text(std::string_view text) {
  const std::string clean = json_text(text);  // only for its UTF-8 check: invalid bytes become an escape
  const bool is_utf8 = clean.find("\\ufffd") == std::string::npos;
  std::string out;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    switch (c) {
      case '&': out += "&amp;"; break;
      case '<': out += "&lt;"; break;
      case '>': out += "&gt;"; break;
      case '"': out += "&quot;"; break;
      default:
        if ((byte < 0x20 && c != '\n' && c != '\t') || (byte >= 0x80 && !is_utf8)) {
          out += '?';
        } else {
          out += c;
        }
    }
  }
  return out;
}

}  // namespace

std::string junit_case(const Result& result) {
  std::string out = fmt::format("  <testcase classname=\"{}\" name=\"{}\" time=\"{:.3f}\"", xml_text(result.file), xml_text(result.name), result.seconds);
  if (result.verdict == Verdict::held) return out + "/>\n";
  if (result.verdict == Verdict::skipped) {
    return out + fmt::format(">\n    <skipped message=\"{}\"/>\n  </testcase>\n", xml_text(result.why_skipped));
  }
  const std::string_view element = result.verdict == Verdict::failed ? "failure" : "error";
  std::string first = result.problems.empty() ? "" : result.problems.front().what;
  for (const Replay& replay : result.replays) {
    if (first.empty() && !replay.failures.empty()) first = replay.failures.front().what;
  }
  return out + fmt::format(">\n    <{} message=\"{}\">{}</{}>\n  </testcase>\n", element, xml_text(first), xml_text(console_text(result)), element);
}

std::string junit_document(const std::vector<std::string>& cases, const Tally& tally) {
  return fmt::format("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"mailrig\" tests=\"{}\" failures=\"{}\" errors=\"{}\" skipped=\"{}\">\n{}</testsuite>\n",
                     cases.size(), tally.failed, tally.wrong + tally.broken, tally.skipped, fmt::join(cases, ""));
}

}  // namespace scenarios
