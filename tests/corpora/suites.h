// Runners for public conformance suites and real mails: which suites are served, and how a run is told.
#pragma once
#include <filesystem>
#include <iosfwd>
#include <string>
#include <string_view>
#include <vector>

namespace corpora {

/// One case as the manifest names it.
struct Case {
  std::string name;
  std::filesystem::path file;   ///< absolute or relative to the working directory
  std::string kind;
  std::string expected;
};

/// A suite as it was found in a folder.
struct Suite {
  std::string name;
  std::filesystem::path root;   ///< the folder that holds the suite's folder and the manifest
  std::vector<Case> cases;      ///< from manifest.tsv; empty if it does not name the suite: then scan files()
  /// All files below the suite's folder with that extension (".eml"), sorted.
  std::vector<std::filesystem::path> files(std::string_view extension) const;
  /// The manifest's cases, or one for each file with that extension.
  std::vector<Case> cases_or_files(std::string_view extension) const;
};

/// Counts and remembers what a suite's run came to.
class Report {
 public:
  void pass() { ++passed_; }
  void fail(std::string_view name, std::string_view why) { failures_.push_back(std::string(name) + ": " + std::string(why)); }
  void skip(std::string_view name, std::string_view why) { skips_.push_back(std::string(name) + ": " + std::string(why)); }
  /// Passes if `why` is empty, fails otherwise.
  void judge(std::string_view name, std::string_view why) { why.empty() ? pass() : fail(name, why); }
  /// Something that is measured beside passing and failing: how many cases of how many.
  void rate(std::string_view name, std::size_t hit, std::size_t of) { rates_.push_back({std::string(name), hit, of}); }
  /// What a measure missed, to be read with -v.
  void note(std::string_view name, std::string_view what) { notes_.push_back(std::string(name) + ": " + std::string(what)); }

  std::size_t passed() const { return passed_; }
  const std::vector<std::string>& failures() const { return failures_; }
  const std::vector<std::string>& skips() const { return skips_; }
  struct Rate {
    std::string name;
    std::size_t hit = 0, of = 0;
    double percent() const { return of == 0 ? 0.0 : 100.0 * static_cast<double>(hit) / static_cast<double>(of); }
  };
  const std::vector<Rate>& rates() const { return rates_; }
  const std::vector<std::string>& notes() const { return notes_; }

 private:
  std::size_t passed_ = 0;
  std::vector<std::string> failures_;
  std::vector<std::string> skips_;
  std::vector<Rate> rates_;
  std::vector<std::string> notes_;
};

/// A suite that is served here.
struct Runner {
  std::string_view name;
  void (*run)(const Suite&, Report&);
};
const std::vector<Runner>& runners();
const Runner* runner_of(std::string_view suite);

/// The suites present in `directory`, from its manifest.tsv and its folders, by name.
std::vector<Suite> suites_in(const std::filesystem::path& directory);
std::string bytes_of(const std::filesystem::path& file);

void run_mime_stalwart(const Suite& suite, Report& report);
void run_mime_mime4j(const Suite& suite, Report& report);
void run_smtp_chasquid(const Suite& suite, Report& report);
void run_imap_imaptest(const Suite& suite, Report& report);
void run_psl(const Suite& suite, Report& report);
/// Also rspamd's SPF, DKIM and ARC cases, which lie in the same folder.
void run_dmarc_rspamd(const Suite& suite, Report& report);
void run_fwd_crisp(const Suite& suite, Report& report);
/// The zones and cases of RFC 7208's own test suite.
void run_spf_rfc7208(const Suite& suite, Report& report);
void run_bounce_sisimai(const Suite& suite, Report& report);
void run_bounce_crisp(const Suite& suite, Report& report);
void run_auto_reply_subjects(const Suite& suite, Report& report);
void run_arc_valimail(const Suite& suite, Report& report);
void run_dkim_canon(const Suite& suite, Report& report);
void run_dkim_mailauth(const Suite& suite, Report& report);
void run_dkim_maildkim(const Suite& suite, Report& report);
/// A help desk's mails, by the manifest's kind: bounces and automatic replies must be called so, others neither.
void run_desk(const Suite& suite, Report& report);
/// Spam and ham by the manifest or by folder: rates of what is flagged; GTUBE must be.
void run_spam_sa(const Suite& suite, Report& report);

}  // namespace corpora
