// mailrig-dkim-cases make DIR: writes mails and records.tsv (name<TAB>text) of what signatures can be and what can befall them.
// mailrig-dkim-cases verify DIR SECONDS: verifies every DIR/*.eml, prints "result<TAB>case<TAB>verdict" for each and then "rate<TAB>mails per second" of going round them
// for so long. The programs of dkim_peers.sh print the same.
#include <algorithm>
#include <chrono>
#include <filesystem>
#include <map>

#include "bench/dkim_mails.h"
#include "sim/sender/dkim_canon.h"

namespace {

namespace fs = std::filesystem;
using sim::sender::Canon;
using sim::sender::DkimSigner;

std::string read(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

class Records final : public sim::dns::Lookup {
 public:
  explicit Records(const fs::path& file) {
    std::ifstream in(file);
    for (std::string line; std::getline(in, line);) {
      const std::size_t tab = line.find('\t');
      if (tab != std::string::npos) texts_[line.substr(0, tab)] = line.substr(tab + 1);
    }
  }
  sim::dns::Answer look_up(const sim::dns::Name& name, sim::dns::Type) override {
    const auto found = texts_.find(name.text());
    if (found == texts_.end()) return {};
    return {sim::dns::Status::found, {{name, sim::dns::Type::TXT, 60, sim::dns::TxtData{{found->second}}}}};
  }

 private:
  std::map<std::string, std::string> texts_;
};

void put(const fs::path& file, const std::string& text) { std::ofstream(file, std::ios::binary) << text; }

std::string replaced(std::string text, const std::string& what, const std::string& with) {
  const std::size_t at = text.find(what);
  return at == std::string::npos ? text : text.replace(at, what.size(), with);
}

/// What happens to a signed mail on its way.
std::map<std::string, std::string> fates_of(const std::string& field, const std::string& mail) {
  const std::string whole = field + mail;
  return {{"untouched", whole},
          {"footer", whole + "-- \r\nThe list\r\n"},
          {"empty-lines-at-the-end", whole + "\r\n\r\n"},
          {"subject-tag", replaced(whole, "Subject: ", "Subject: [list] ")},
          {"subject-refolded", replaced(whole, "Subject: Printer  ", "Subject: Printer\r\n  ")},
          {"blanks-at-line-ends", replaced(whole, "again.\r\n", "again. \t\r\n")},
          {"name-in-capitals", replaced(whole, "\nSubject:", "\nSUBJECT:")},
          {"second-subject", "Subject: other\r\n" + whole},
          {"field-lost", replaced(whole, "MIME-Version: 1.0\r\n", "")},
          {"unknown-tag", replaced(whole, "; s=", "; ext=1; s=")},
          {"tag-twice", replaced(whole, "; s=", "; s=s1; s=")},
          {"no-version", replaced(whole, " v=1;", "")},
          {"version-2", replaced(whole, " v=1;", " v=2;")},
          {"no-from", replaced(whole, "h=From:", "h=X-A:")},
          {"other-identity", replaced(whole, "; s=", "; i=@other.example; s=")},
          {"no-key", replaced(whole, "; s=", "; s=gone; x1=")},
          {"revoked", replaced(whole, "; s=s1", "; s=revoked")},
          {"wrong-key-type", replaced(whole, "; s=s1", "; s=e1")},
          {"not-for-email", replaced(whole, "; s=s1", "; s=chat")}};
}

void make(const fs::path& folder) {
  fs::create_directories(folder);
  DkimSigner rsa = bench::rsa_signer(), ed25519 = bench::ed25519_signer();
  const std::string record = rsa.key.record();
  put(folder / "records.tsv", "s1._domainkey.corp.example\t" + record + "\ne1._domainkey.corp.example\t" + ed25519.key.record() +
                                  "\nrevoked._domainkey.corp.example\tv=DKIM1; k=rsa; p=\nchat._domainkey.corp.example\t" + replaced(record, "k=rsa", "s=chat") + "\n");
  int number = 0;
  for (const auto& [form, canon] : std::map<std::string, sim::sender::Canonicalization>{{"rr", {Canon::relaxed, Canon::relaxed}},
                                                                                       {"rs", {Canon::relaxed, Canon::simple}},
                                                                                       {"sr", {Canon::simple, Canon::relaxed}},
                                                                                       {"ss", {Canon::simple, Canon::simple}}}) {
    rsa.canon = ed25519.canon = canon;
    const std::string mail = bench::mail_of(4000, ++number);
    for (const auto& [fate, raw] : fates_of(dkim_signature(mail, rsa, bench::signing_moment()), mail)) put(folder / (form + "-" + fate + ".eml"), raw);
    put(folder / (form + "-ed25519.eml"), dkim_signature(mail, ed25519, bench::signing_moment()) + mail);
    DkimSigner more = rsa;
    more.oversigns = true;
    put(folder / (form + "-oversigned.eml"), dkim_signature(mail, more, bench::signing_moment()) + mail);
    put(folder / (form + "-oversigned-second-subject.eml"), "Subject: other\r\n" + dkim_signature(mail, more, bench::signing_moment()) + mail);
    more.body_octets = 1000;
    put(folder / (form + "-partial-footer.eml"), dkim_signature(mail, more, bench::signing_moment()) + mail + "footer\r\n");
    more.lifetime = std::chrono::hours{1};
    put(folder / (form + "-expired.eml"), dkim_signature(mail, more, bench::signing_moment()) + mail);
  }
}

/// The machine's clock is the peers': signatures of long ago are judged as expired by all.
constexpr std::int64_t later_seconds = 1'800'000'000;

std::string verdict_on(const std::string& raw, Records& dns) {
  const auto verdicts = sim::sender::verify_dkim(raw, dns, sim::Instant{} + std::chrono::seconds{later_seconds});
  return verdicts.empty() ? "none" : std::string(sim::sender::result_name(verdicts[0].result)) + " (" + verdicts[0].reason + ")";
}

void verify(const fs::path& folder, double seconds) {
  Records dns(folder / "records.tsv");
  std::map<std::string, std::string> mails;
  for (const auto& entry : fs::directory_iterator(folder))
    if (entry.path().extension() == ".eml") mails[entry.path().stem().string()] = read(entry.path());
  for (const auto& [name, raw] : mails) fmt::print("result\t{}\t{}\n", name, verdict_on(raw, dns));
  const auto start = std::chrono::steady_clock::now();
  const auto elapsed = [&] { return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count(); };
  std::size_t count = 0;
  while (elapsed() < seconds) {
    for (const auto& [name, raw] : mails) count += verdict_on(raw, dns).empty() ? 0 : 1;
  }
  fmt::print("rate\t{:.0f}\n", static_cast<double>(count) / elapsed());
}

}  // namespace

int main(int argc, char** argv) {
  const std::string command = argc > 2 ? argv[1] : "";
  if (command == "make") make(argv[2]);
  else if (command == "verify" && argc == 4) verify(argv[2], std::atof(argv[3]));
  else return fmt::print(stderr, "usage: mailrig-dkim-cases make DIR | mailrig-dkim-cases verify DIR SECONDS\n"), 2;
  return 0;
}
