// The three ignore properties (spec 2.2).
#include "engine/inbound/rules.h"

namespace engine::inbound {
namespace {

/// Out-of-office mail goes to Junk, or to Skipped where the profile follows that reading (C1).
Standing out_of_office(const Mail& mail) {
  return mail.parts.profile.ignored == IgnoredMailbox::skipped ? standing::skipped : standing::junk;
}

std::string_view unfolded(std::string_view value, std::string& kept) {
  if (value.find('\n') == std::string_view::npos) return value;
  for (const char c : value) {
    if (c != '\r' && c != '\n') kept += c;
  }
  return kept;
}

}  // namespace

std::optional<Decision> ignore_header(Mail& mail) {
  for (const auto& [name, value] : mail.message.headers()) {
    for (const HeaderPattern& pattern : mail.settings.ignore_headers) {
      if (pattern.name.size() != name.size()) continue;
      std::string kept;
      if (!pattern.fits(name, unfolded(value, kept))) continue;
      return Decision{"the header fits " + pattern.text() + " of glide.pop3.ignore_headers",
                      mail.parts.cause_of_property("glide.pop3.ignore_headers").place,
                      pattern.name == "auto-submitted" ? out_of_office(mail) : standing::junk, {}};
    }
  }
  return std::nullopt;
}

std::optional<Decision> ignore_sender(Mail& mail) {
  if (!mail.from) return std::nullopt;
  const std::string local = email_key(mail.from->address.local());
  const auto& ignored = mail.settings.ignore_senders;
  if (std::find(ignored.begin(), ignored.end(), local) == ignored.end()) return std::nullopt;
  return Decision{fmt::format("the sender's local part is {}, in glide.pop3.ignore_senders", mail.from->address.local()),
                  mail.parts.cause_of_property("glide.pop3.ignore_senders").place, standing::junk, {}};
}

std::optional<Decision> ignore_subject(Mail& mail) {
  for (const std::string& start : mail.settings.ignore_subjects) {
    const bool is_exact = mail.parts.profile.ignore_subject_exact_case;  // C11
    if (is_exact ? !mail.email.subject.starts_with(start) : !starts_ignoring_case(mail.email.subject, start)) continue;
    return Decision{fmt::format("the subject starts with '{}', in glide.pop3.ignore_subjects", start),
                    mail.parts.cause_of_property("glide.pop3.ignore_subjects").place, out_of_office(mail), {}};
  }
  return std::nullopt;
}

}  // namespace engine::inbound
