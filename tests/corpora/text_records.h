// TXT records that a corpus brings along, as DNS; and its mails with the line ends that DKIM wants.
#pragma once
#include <map>
#include <string>
#include <string_view>

#include "sim/dns/lookup.h"

namespace corpora {

class TextRecords final : public sim::dns::Lookup {
 public:
  /// Several records of one name may be added. Names that are none are passed over: nobody can ask for them.
  void add(std::string_view name, std::string_view text) {
    if (auto owner = sim::dns::Name::parse(name)) {
      sim::dns::Answer& answer = answers_[*owner];
      answer.status = sim::dns::Status::found;
      answer.records.push_back({*owner, sim::dns::Type::TXT, 3600, sim::dns::TxtData{{std::string(text)}}});
    }
  }
  void fail(std::string_view name, sim::dns::Status status) {
    if (auto owner = sim::dns::Name::parse(name)) answers_[*owner].status = status;
  }
  sim::dns::Answer look_up(const sim::dns::Name& name, sim::dns::Type) override {
    const auto found = answers_.find(name);
    return found == answers_.end() ? sim::dns::Answer{} : found->second;
  }

 private:
  std::map<sim::dns::Name, sim::dns::Answer> answers_;
};

inline std::string with_crlf(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (c == '\n' && !out.ends_with('\r')) out += '\r';
    out += c;
  }
  return out;
}

}  // namespace corpora
