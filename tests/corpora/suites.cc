#include "tests/corpora/suites.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>

namespace corpora {
namespace {

namespace fs = std::filesystem;

std::vector<std::string> columns_of(const std::string& line) {
  std::vector<std::string> columns;
  std::size_t at = 0;
  while (true) {
    const std::size_t tab = line.find('\t', at);
    columns.push_back(line.substr(at, tab == std::string::npos ? tab : tab - at));
    if (tab == std::string::npos) break;
    at = tab + 1;
  }
  columns.resize(std::max<std::size_t>(columns.size(), 5));
  return columns;
}

}  // namespace

const std::vector<Runner>& runners() {
  static const std::vector<Runner> all{
      {"mime-mime4j", run_mime_mime4j},
      {"mime-stalwart", run_mime_stalwart},
      {"smtp-chasquid", run_smtp_chasquid},
      {"imap-imaptest", run_imap_imaptest},
      {"psl", run_psl},
      {"dmarc-rspamd", run_dmarc_rspamd},
      {"spf-rfc7208", run_spf_rfc7208},
      {"fwd-crisp", run_fwd_crisp},
      {"bounce-sisimai", run_bounce_sisimai},
      {"bounce-crisp", run_bounce_crisp},
      {"auto-reply-subjects", run_auto_reply_subjects},
      {"arc-valimail", run_arc_valimail},
      {"arc-valimail-sign", run_arc_valimail},
      {"dkim-canon", run_dkim_canon},
      {"dkim-mailauth-rs", run_dkim_mailauth},
      {"dkim-maildkim", run_dkim_maildkim},
      {"desk-discourse", run_desk},
      {"desk-chatwoot", run_desk},
      {"spam-sa", run_spam_sa},
  };
  return all;
}

const Runner* runner_of(std::string_view suite) {
  for (const Runner& runner : runners())
    if (runner.name == suite) return &runner;
  return nullptr;
}

std::vector<fs::path> Suite::files(std::string_view extension) const {
  std::vector<fs::path> out;
  const fs::path folder = root / name;
  if (!fs::is_directory(folder)) return out;
  for (const auto& entry : fs::recursive_directory_iterator(folder))
    if (entry.is_regular_file() && entry.path().extension() == extension) out.push_back(entry.path());
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<Case> Suite::cases_or_files(std::string_view extension) const {
  if (!cases.empty()) return cases;
  std::vector<Case> out;
  for (const fs::path& file : files(extension)) out.push_back({file.lexically_relative(root / name).string(), file, "", ""});
  return out;
}

std::vector<Suite> suites_in(const fs::path& directory) {
  std::map<std::string, Suite> found;
  for (const auto& entry : fs::directory_iterator(directory))
    if (entry.is_directory()) found[entry.path().filename().string()] = {};
  std::ifstream manifest(directory / "manifest.tsv");
  std::string line;
  for (bool is_first = true; std::getline(manifest, line); is_first = false) {
    if (!line.empty() && line.back() == '\r') line.pop_back();
    const std::vector<std::string> columns = columns_of(line);
    if (line.empty() || line.front() == '#' || (is_first && columns[0] == "suite")) continue;
    found[columns[0]].cases.push_back({columns[1], directory / columns[2], columns[3], columns[4]});
  }
  std::vector<Suite> out;
  for (auto& [name, suite] : found) {
    suite.name = name;
    suite.root = directory;
    out.push_back(std::move(suite));
  }
  return out;
}

std::string bytes_of(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

}  // namespace corpora
