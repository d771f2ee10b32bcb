// `--mails DIR`: each mail that reached a maildrop as a file, for a look at the header that the receiving server wrote.
#pragma once
#include <filesystem>
#include <string>

#include "fakeservers/mail_store.h"
#include "sim/result.h"

namespace scenarios {

class MailFiles {
 public:
  /// Makes the folder of one replay, DIR/STORY or DIR/STORY.fixed. What lies there is written over, never removed.
  static sim::Result<MailFiles> open(const std::string& folder, const std::string& replay);
  /// HOST/MAILDROP/1.eml (in a folder of it: HOST/MAILDROP/Junk/1.eml), and each XML attachment (a DMARC report) beside it as 1.xml.
  void keep(const std::string& host, const fakeservers::MailStore& store, const fakeservers::Folder& folder, const fakeservers::StoredMail& mail);
  /// The first file that could not be written, "" if all could.
  const std::string& unwritten() const { return unwritten_; }

 private:
  explicit MailFiles(std::filesystem::path folder) : folder_(std::move(folder)) {}
  void write(const std::filesystem::path& file, const std::string& content);

  std::filesystem::path folder_;
  std::string unwritten_;
};

}  // namespace scenarios
