#include "scenarios/servers/maildir.h"

#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>

#include "sim/mail/message.h"

namespace scenarios {
namespace {

namespace fs = std::filesystem;

constexpr std::uintmax_t most_maildir_octets = 200'000'000;

std::string crlf_of(const std::string& text) {
  std::string out;
  out.reserve(text.size() + text.size() / 32);
  for (std::size_t n = 0; n < text.size(); ++n) {
    if (text[n] == '\n' && (n == 0 || text[n - 1] != '\r')) out += '\r';
    out += text[n];
  }
  return out;
}

/// Nothing if the file is gone or too large: it will be seen again, or was read and deleted.
std::optional<std::string> maildir_content(const std::string& path) {
  std::error_code trouble;
  if (fs::file_size(path, trouble) > most_maildir_octets || trouble) return std::nullopt;
  std::ifstream in(path, std::ios::binary);
  std::stringstream out;
  out << in.rdbuf();
  if (!in) return std::nullopt;
  return crlf_of(out.str());
}

sim::mail::Address address_of_field(std::string_view field) {
  while (field.starts_with(' ') || field.starts_with('<')) field.remove_prefix(1);
  while (field.ends_with(' ') || field.ends_with('>')) field.remove_suffix(1);
  auto parsed = sim::mail::Address::parse(field);
  return parsed ? *std::move(parsed) : sim::mail::Address();
}

/// What virtual(8) wrote about the envelope on top of the mail: Return-Path, and X-Original-To.
sim::mail::Envelope envelope_in(const std::string& raw) {
  const sim::mail::Message message(raw);
  sim::mail::Envelope envelope;
  if (const auto from = message.header("Return-Path"); from && from->find('@') != std::string::npos) envelope.from = address_of_field(*from);
  auto to = message.header("X-Original-To");
  if (!to) to = message.header("Delivered-To");
  if (to) envelope.to = {address_of_field(*to)};
  return envelope;
}

}  // namespace

bool Maildir::own(const std::string& path) const { return geteuid() != 0 || chown(path.c_str(), owner_, owner_) == 0; }

sim::Result<void> Maildir::make() {
  for (const char* part : {"", "/cur", "/new", "/tmp"}) {
    const std::string path = folder_ + part;
    std::error_code trouble;
    fs::create_directories(path, trouble);
    if (trouble || !own(path)) return sim::Error{fmt::format("the Maildir '{}' cannot be made: {}", path, trouble.message()), "", {}};
  }
  return {};
}

void Maildir::add(const fakeservers::StoredMail& mail) {
  const std::string name = fmt::format("1700000000.M{:09}.{}", next_++, host_);   // servers read a Maildir in the order of its names
  const std::string path = folder_ + "/tmp/" + name;
  std::ofstream out(path, std::ios::binary);
  out << mail.raw;
  out.close();
  std::error_code trouble;
  if (out && own(path)) fs::rename(path, folder_ + "/new/" + name, trouble);
  if (!out || trouble) throw std::runtime_error(fmt::format("'{}' cannot be written", path));
  known_[name] = mail.uid;
}

/// Unique names and paths. `new` first: mails move from there to `cur`, never back.
std::map<std::string, std::string> Maildir::files() const {
  std::map<std::string, std::string> out;
  for (const char* part : {"/new", "/cur"}) {
    std::error_code trouble;
    for (const auto& entry : fs::directory_iterator(folder_ + part, trouble)) {
      const std::string name = entry.path().filename().string();
      out[name.substr(0, name.find(':'))] = entry.path().string();
    }
  }
  return out;
}

bool Maildir::refresh(sim::Trace& trace, sim::Instant now, const std::function<void(const fakeservers::StoredMail&)>& came) {
  bool changed = false;
  const auto there = files();
  for (const auto& [name, path] : there) {
    if (known_.contains(name)) continue;
    auto raw = maildir_content(path);
    if (!raw) continue;
    changed = true;
    const auto envelope = envelope_in(*raw);
    const std::string id = sim::mail::message_id_of(*raw);
    known_[name] = store_.deliver(drop_, *std::move(raw), envelope, now);
    trace.note(sim::EventKind::maildrop_stored, id, {{"host", host_}, {"maildrop", drop_.user}});
    came(drop_.mails.back());
  }
  std::map<std::string, std::string> again;   // a rename under a listing may hide a file: what is gone is gone twice
  for (auto known = known_.begin(); known != known_.end();) {
    if (there.contains(known->first)) {
      ++known;
      continue;
    }
    if (again.empty()) again = files();
    if (again.contains(known->first)) {
      ++known;
      continue;
    }
    changed = true;
    for (const auto& mail : drop_.mails) {
      if (mail.uid != known->second) continue;
      trace.note(sim::EventKind::maildrop_deleted, sim::mail::message_id_of(mail.raw), {{"host", host_}, {"maildrop", drop_.user}});
    }
    store_.remove(drop_, {known->second});
    known = known_.erase(known);
  }
  return changed;
}

}  // namespace scenarios
