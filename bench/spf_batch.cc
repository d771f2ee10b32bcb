// Driver of spf_peers.sh: our SPF, asking records in memory.   mailrig-spf-batch CASES SECONDS
#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <fstream>
#include <iostream>
#include <map>

#include <fmt/format.h>

#include "sim/sender/spf.h"
#include "sim/sender/spf_evaluation.h"

namespace {

namespace dns = sim::dns;
using sim::sender::SpfQuestion;

class Records final : public dns::Lookup {
 public:
  dns::Answer look_up(const dns::Name& asked, dns::Type type) override {
    dns::Answer answer;
    dns::Name name = asked;
    for (int hop = 0; hop < 10; ++hop) {
      if (const auto found = sets_.find({name, type}); found != sets_.end()) {
        answer.records = found->second;
        answer.status = dns::Status::found;
        return answer;
      }
      const auto alias = sets_.find({name, dns::Type::CNAME});
      if (alias == sets_.end()) {
        answer.status = silent_.contains(name) ? dns::Status::timed_out : dns::Status::nxdomain;
        return answer;
      }
      name = std::get<dns::NameData>(alias->second.front().data).name;
    }
    answer.status = dns::Status::servfail;
    return answer;
  }

  void add(const std::vector<std::string>& fields) {
    const auto type = dns::parse_type(fields[1]);
    if (!type) return;
    dns::Record record{name_of(fields[0]), *type, 3600, {}};
    switch (*type) {
      case dns::Type::TXT: record.data = dns::TxtData{{fields.begin() + 2, fields.end()}}; break;
      case dns::Type::MX: record.data = dns::MxData{static_cast<std::uint16_t>(std::atoi(fields[2].c_str())), name_of(fields[3])}; break;
      case dns::Type::A:
      case dns::Type::AAAA:
        if (auto ip = sim::IpAddress::parse(fields[2])) record.data = dns::AddressData{*ip};
        break;
      default: record.data = dns::NameData{name_of(fields[2])}; break;
    }
    sets_[{record.owner, *type}].push_back(record);
  }
  void silence(const std::string& owner) { silent_[name_of(owner)] = true; }

 private:
  static dns::Name name_of(const std::string& text) { return sim::sender::spf_name(text).value_or(dns::Name()); }
  std::map<std::pair<dns::Name, dns::Type>, std::vector<dns::Record>> sets_;
  std::map<dns::Name, bool> silent_;
};

std::string decoded(std::string_view text) {
  std::string out;
  if (text == "%") return out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '%' && i + 2 < text.size()) {
      out += static_cast<char>(std::strtol(std::string(text.substr(i + 1, 2)).c_str(), nullptr, 16));
      i += 2;
    } else {
      out += text[i];
    }
  }
  return out;
}

std::vector<std::string> fields_of(std::string_view row) {
  std::vector<std::string> out;
  for (std::size_t at = 0; at <= row.size();) {
    const std::size_t end = std::min(row.find('\t', at), row.size());
    out.push_back(decoded(row.substr(at, end - at)));
    at = end + 1;
  }
  return out;
}

double cpu_seconds() { return static_cast<double>(std::clock()) / CLOCKS_PER_SEC; }

/// Checks per second of CPU time.
double rate_of(const std::vector<SpfQuestion>& questions, dns::Lookup& records, double seconds) {
  const double start = cpu_seconds();
  double done = 0;
  do {
    for (const SpfQuestion& question : questions) sim::sender::check_spf(question, records);
    done += static_cast<double>(questions.size());
  } while (cpu_seconds() - start < seconds);
  return done / (cpu_seconds() - start);
}

struct Set {
  std::string name;
  Records records;
  std::vector<SpfQuestion> timed;

  void finish(double seconds) {
    if (timed.empty()) return;
    std::cout << fmt::format("rate\t{}\t{:.0f}\n", name, rate_of(timed, records, seconds));
    for (SpfQuestion& question : timed) question.tells_steps = true;
    std::cout << fmt::format("rate\t{} with steps\t{:.0f}\n", name, rate_of(timed, records, seconds));
  }
};

}  // namespace

int main(int count, char** arguments) {
  if (count != 3) return 2;
  std::ifstream in(arguments[1]);
  const double seconds = std::atof(arguments[2]);
  Set set;
  for (std::string row; std::getline(in, row);) {
    const char kind = row[0];
    const auto fields = fields_of(std::string_view(row).substr(2));
    if (kind == 'Z') {
      set.finish(seconds);
      set = Set{fields[0], {}, {}};
    } else if (kind == 'R') {
      set.records.add(fields);
    } else if (kind == 'T') {
      set.records.silence(fields[0]);
    } else if (const auto ip = sim::IpAddress::parse(fields[1])) {
      const SpfQuestion question{*ip, fields[2], fields[3], "mx.receiver.example", {}, false};
      std::cout << "result\t" << fields[0] << '\t' << result_name(check_spf(question, set.records).result) << '\n';
      if (!fields[0].starts_with("rfc7208/")) set.timed.push_back(question);
    }
  }
  set.finish(seconds);
  return 0;
}
