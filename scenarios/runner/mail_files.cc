#include "scenarios/runner/mail_files.h"

#include <fstream>

#include <fmt/format.h>

#include "sim/mail/message.h"

namespace scenarios {
namespace {

namespace fs = std::filesystem;

/// A user name or folder is one step of a path, whatever it holds.
std::string path_step(std::string name) {
  for (char& c : name)
    if (c == '/' || static_cast<unsigned char>(c) < ' ') c = '_';
  if (name.empty() || name.front() == '.') name.insert(0, "_");
  return name;
}

/// "yuki" or "yuki/Junk": where in the store the folder is.
fs::path place_of(const fakeservers::MailStore& store, const fakeservers::Folder& folder) {
  for (const auto& [user, drop] : store.maildrops()) {
    if (&drop == &folder) return path_step(user);
    for (const auto& [name, other] : drop.folders)
      if (other.get() == &folder) return fs::path(path_step(user)) / path_step(name);
  }
  return "unknown";
}

}  // namespace

sim::Result<MailFiles> MailFiles::open(const std::string& folder, const std::string& replay) {
  const fs::path own = fs::path(folder) / path_step(replay);
  std::error_code trouble;
  fs::create_directories(own, trouble);
  if (trouble) return sim::Error{fmt::format("the folder '{}' cannot be made: {}", own.string(), trouble.message()), "name another with --mails", {}};
  return MailFiles(own);
}

void MailFiles::keep(const std::string& host, const fakeservers::MailStore& store, const fakeservers::Folder& folder, const fakeservers::StoredMail& mail) {
  const fs::path beside = folder_ / path_step(host) / place_of(store, folder);
  std::error_code trouble;
  fs::create_directories(beside, trouble);
  write(beside / fmt::format("{}.eml", mail.number), mail.raw);
  const sim::mail::Message message(mail.raw);
  for (const auto& part : message.parts())
    if (part.is_attachment && part.file_name.ends_with(".xml")) write(beside / fmt::format("{}.xml", mail.number), message.content(part));
}

void MailFiles::write(const fs::path& file, const std::string& content) {
  std::ofstream out(file, std::ios::binary);
  out << content;
  if (!out.flush() && unwritten_.empty()) unwritten_ = file.string();
}

}  // namespace scenarios
