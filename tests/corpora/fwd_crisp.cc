// fwd-crisp: bodies (and some subjects) of forwarded mails as twelve mail programs write them in many languages. Each must be classified as a
// forward by the engine's own rule with the property set forward-languages; the suite's fourth variant are replies, which must not.
#include "tests/corpora/corpus_instance.h"
#include "tests/corpora/suites.h"

namespace corpora {
namespace {

struct Prefix {
  std::string_view language, prefix;
};
/// Where the suite has no subject beside a body: what programs of that language write.
constexpr Prefix usual[]{{"de", "WG:"}, {"fr", "TR:"}, {"es", "RV:"}, {"it", "I:"},  {"pt", "ENC:"}, {"sv", "VB:"},
                         {"da", "VS:"}, {"no", "VS:"}, {"fi", "VL:"}, {"pl", "PD:"}, {"tr", "İLT:"}, {"ja", "転送:"}};

/// "outlook_2019_fr_body_variant_2": fr; "" for one without a language.
std::string language_of(const std::string& name) {
  const std::size_t body = name.find("_body");
  const std::string head = name.substr(0, body);
  const std::size_t line = head.rfind('_');
  const std::string last = line == std::string::npos ? head : head.substr(line + 1);
  return last.size() == 2 ? last : "";
}

bool is_reply(const Case& each) {
  return each.expected.find("Variant4") != std::string::npos || each.expected.find("Alternative4") != std::string::npos;
}

std::string subject_of(const Case& each) {
  std::string name = each.file.filename().string();
  const std::size_t body = name.find("_body");
  if (body != std::string::npos) {
    name.replace(body, 5, "_subject");
    const auto beside = each.file.parent_path() / name;
    if (std::filesystem::exists(beside)) return bytes_of(beside).substr(0, 400);
  }
  if (is_reply(each)) return "Re: Integer consequat non purus";
  const std::string language = language_of(each.file.stem().string());
  for (const Prefix& known : usual) {
    if (known.language == language) return std::string(known.prefix) + " Integer consequat non purus";
  }
  return "Fwd: Integer consequat non purus";
}

std::string message_of(const Case& each, std::size_t number) {
  std::string subject = subject_of(each);
  subject = subject.substr(0, subject.find_first_of("\r\n"));
  return fmt::format("From: yuki@corp.example\r\nTo: acme@service-now.example\r\nSubject: {}\r\nMessage-ID: <{}@fwd.example>\r\n"
                     "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}",
                     subject, number, bytes_of(each.file));
}

}  // namespace

void run_fwd_crisp(const Suite& suite, Report& report) {
  engine::InstanceConfig config;
  config.property_sets.push_back({"forward-languages", "", {}});
  CorpusInstance instance(config);
  std::size_t number = 0, right = 0;
  for (const Case& each : suite.cases_or_files(".txt")) {
    if (each.file.filename().string().find("_subject") != std::string::npos) continue;
    const std::string row = instance.receive(message_of(each, ++number));
    const std::string type = row.empty() ? "dropped" : instance.email(row, "receive_type");
    const bool is_right = !row.empty() && (type == "forward") != is_reply(each);
    right += is_right ? 1 : 0;
    report.judge(each.name, is_right ? "" : fmt::format("classified as {}", type));
  }
  report.rate("class", right, number);
}

}  // namespace corpora
