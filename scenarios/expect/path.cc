#include <fmt/format.h>
#include <fmt/ranges.h>

#include "scenarios/runner/evidence.h"
#include "scenarios/runner/match.h"
#include "scenarios/runner/step.h"

namespace scenarios::expectations {
namespace {

const Shape& path_selector_shape() {
  static const Shape keys{"path", "The hosts that took a mail, in order.",
                          {required("email", map_of(match()), "The mail, by columns of the Email table."),
                           required("hosts", list_of(match()), "The hosts that accepted it, one after another.")}};
  return keys;
}

Finding check_path(Stage& stage, const Value& value) {
  const Value& wanted = *value.find("path");
  const Value& email = *wanted.find("email");
  if (const auto wrong = unknown_column(stage, "sys_email", email)) return unanswerable(*wrong, email.place);
  Finding finding{.holds = false, .place = wanted.place};
  for (const Row& row : email_rows(stage)) {
    if (!row_matches(stage, row, email)) continue;
    const auto mails = mails_of_row(stage, row);
    std::vector<std::string> hosts;
    for (const sim::Event* event : events_about(stage, mails)) {
      if (event->kind != sim::EventKind::smtp_accepted) continue;
      const std::string host(event->field("host"));
      if (hosts.empty() || hosts.back() != host) hosts.push_back(host);
    }
    if (matches_list(*wanted.find("hosts"), hosts)) return {};
    finding.details.push_back(fmt::format("it passed: [{}]", fmt::join(hosts, ", ")));
    finding.mails.assign(mails.begin(), mails.end());
  }
  finding.what = finding.details.empty() ? fmt::format("no mail matches {}", email.brief())
                                         : fmt::format("the mail did not pass {}", wanted_text(*wanted.find("hosts")));
  return finding;
}

}  // namespace

Expectation path() {
  return {"path",
          {"expectation 'path'", "The way of a mail.",
           {required("path", object(path_selector_shape), "Which mail and which way."), optional("within", duration(), "Wait so long for it.")}},
          "The hosts that accepted a mail, in order.", "{path: {email: {subject: Welcome}, hosts: [mail.service-now.example, mail.corp.example]}}",
          check_path};
}

}  // namespace scenarios::expectations
