// Automatic mail: bounces, replies of machines, complaints. A case passes or fails on what the mail is; status, reply code, reason and
// hard or soft are measured beside.
#include <algorithm>
#include <fstream>

#include "sim/automatic/automatic_mail.h"
#include "sim/mail/message.h"
#include "tests/corpora/suites.h"

namespace corpora {
namespace {

using sim::automatic::AutomaticMail;
using sim::automatic::FailedRecipient;
using sim::automatic::Kind;

std::vector<std::string> split(const std::string& text, char at) {
  std::vector<std::string> out{""};
  for (const char c : text) {
    if (c == at) out.emplace_back();
    else out.back() += c;
  }
  return out;
}

/// A column of the expected recipients ("status/code/reason/hard;status/..."), sorted.
std::vector<std::string> column(const std::string& expected, std::size_t index) {
  std::vector<std::string> out;
  for (const std::string& each : split(expected, ';')) {
    const std::vector<std::string> columns = split(each, '/');
    out.push_back(index < columns.size() ? columns[index] : "");
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::vector<std::string> found(const AutomaticMail& mail, std::size_t index) {
  std::vector<std::string> out;
  for (const FailedRecipient& each : mail.recipients) {
    const std::string code = each.code == 0 ? "" : std::to_string(each.code);
    const std::string columns[] = {each.status, code, each.reason, std::string(sim::automatic::hardness_name(each.hardness))};
    out.push_back(columns[index]);
  }
  std::sort(out.begin(), out.end());
  return out;
}

std::string joined(const std::vector<std::string>& list) {
  std::string out;
  for (const std::string& each : list) out += (out.empty() ? "" : ";") + each;
  return out;
}

/// A delayed mail counts as a bounce: so the lists of cases count it.
std::string class_of(Kind kind) { return std::string(kind_name(kind == Kind::delay ? Kind::bounce : kind)); }

std::string class_of(const std::string& kind) {
  if (kind == "autoreply") return "auto-reply";
  if (kind == "fbl") return "feedback-report";
  return kind == "dsn-success" ? "delivered" : kind == "bounce" ? "bounce" : "none";
}

AutomaticMail recognised(const std::filesystem::path& file) {
  return sim::automatic::recognise(sim::mail::Message(bytes_of(file)));
}

/// One measured column of a suite.
struct Measure {
  std::string name;
  std::size_t index = 0;
  std::size_t hit = 0;
};

void measure(const Case& each, const AutomaticMail& mail, std::vector<Measure>& measures, Report& report) {
  for (Measure& one : measures) {
    const std::vector<std::string> wanted = column(each.expected, one.index);
    const std::vector<std::string> ours = found(mail, one.index);
    if (wanted == ours) ++one.hit;
    else report.note(each.name, one.name + " " + joined(ours) + " instead of " + joined(wanted));
  }
}

}  // namespace

void run_bounce_sisimai(const Suite& suite, Report& report) {
  std::vector<Measure> measures{{"status", 0, 0}, {"hard/soft", 3, 0}, {"reply code", 1, 0}, {"reason", 2, 0}};
  std::size_t judged = 0;
  for (const Case& each : suite.cases_or_files(".eml")) {
    if (each.kind.empty()) {
      report.skip(each.name, "nobody says what it is");
      continue;
    }
    const AutomaticMail mail = recognised(each.file);
    const bool is_right = class_of(mail.kind) == class_of(each.kind);
    report.judge(each.name, is_right ? "" : class_of(mail.kind) + " instead of " + class_of(each.kind));
    if (each.kind != "bounce") continue;
    ++judged;
    measure(each, mail, measures, report);
  }
  report.rate("class", report.passed(), report.passed() + report.failures().size());
  for (const Measure& one : measures) report.rate(one.name, one.hit, judged);
}

void run_bounce_crisp(const Suite& suite, Report& report) {
  Measure code{"reply code", 0, 0}, status{"enhanced status", 0, 0};
  const std::vector<Case> cases = suite.cases_or_files(".txt");
  for (const Case& each : cases) {
    const AutomaticMail mail = sim::automatic::recognise_text(bytes_of(each.file));
    const std::vector<std::string> columns = split(each.expected + "///", '/');
    const FailedRecipient first = mail.recipients.empty() ? FailedRecipient() : mail.recipients.front();
    // No code, no class: "?" stands for a text that says neither permanent nor temporary.
    const std::string ours = first.code == 0 && first.status.find(".0.9") != std::string::npos ? "?" :
                             first.status.empty() ? "?" : first.status[0] == '4' ? "temp" : "perm";
    report.judge(each.name, ours == columns[3] ? "" : ours + " instead of " + columns[3] + ", " + first.diagnostic);
    const std::string given = first.status.find(".0.9") == 1 || first.status.empty() ? "None" : first.status;
    code.hit += (first.code == 0 ? "None" : std::to_string(first.code)) == columns[0];
    status.hit += given == columns[1];
    if (given != columns[1]) report.note(each.name, "status " + given + " instead of " + columns[1]);
  }
  report.rate("class", report.passed(), report.passed() + report.failures().size());
  report.rate(code.name, code.hit, cases.size());
  report.rate(status.name, status.hit, cases.size());
}

void run_desk(const Suite& suite, Report& report) {
  for (const Case& each : suite.cases_or_files(".eml")) {
    if (!std::filesystem::exists(each.file)) {
      report.skip(each.name, "the message is missing");
      continue;
    }
    const AutomaticMail mail = recognised(each.file);
    const std::string ours = class_of(mail.kind);
    report.judge(each.name, ours == class_of(each.kind) ? "" : ours + " instead of " + class_of(each.kind) + ": " + mail.evidence);
  }
}

void run_auto_reply_subjects(const Suite& suite, Report& report) {
  std::ifstream in(suite.root / suite.name / "subjects.tsv");
  bool is_trap = false;
  for (std::string line; std::getline(in, line);) {
    if (line.empty() || line.front() == '#') {
      is_trap = is_trap || line.find("must NOT") != std::string::npos;
      continue;
    }
    const std::vector<std::string> columns = split(line, '\t');
    std::string subject = columns.size() > 1 ? columns[1] : "";
    // A trap may name a header beside the subject: `subject + "Name: value"`.
    std::string more;
    if (const std::size_t plus = subject.find(" + \""); plus != std::string::npos) {
      more = subject.substr(plus + 4, subject.rfind('"') - plus - 4) + "\r\n";
      subject.resize(plus);
    }
    const std::string raw = "From: Yuki <yuki@corp.example>\r\nTo: desk@corp.example\r\nSubject: " + subject + "\r\n" + more + "\r\nText.\r\n";
    const Kind kind = sim::automatic::recognise(sim::mail::Message(raw)).kind;
    const bool is_right = (kind == Kind::auto_reply) != is_trap;
    report.judge(subject, is_right ? "" : "called " + std::string(kind_name(kind)));
  }
}

}  // namespace corpora
