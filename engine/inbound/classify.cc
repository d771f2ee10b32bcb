// Forward, or new when nothing else holds (spec 3.1, 3.2).
#include "engine/inbound/rules.h"

namespace engine::inbound {

bool starts_ignoring_case(std::string_view text, std::string_view lowered_start) {
  return text.size() >= lowered_start.size() && email_key(text.substr(0, lowered_start.size())) == lowered_start;
}

const std::string* prefix_of(std::string_view subject, const std::vector<std::string>& prefixes, bool exact_case) {
  for (const std::string& prefix : prefixes) {
    if (exact_case ? subject.starts_with(prefix) : starts_ignoring_case(subject, email_key(prefix))) return &prefix;
  }
  return nullptr;
}

std::optional<Decision> forward(Mail& mail) {
  const std::string* prefix =
      prefix_of(mail.email.subject, mail.settings.forward_prefixes, mail.parts.profile.forward_prefix_exact_case);
  if (prefix == nullptr) return std::nullopt;
  const auto& words = mail.settings.forward_from_words;
  const auto in_body = [&](const std::string& word) {
    return mail.email.body_text.find(word) != std::string::npos || mail.email.body.find(word) != std::string::npos;
  };
  const auto word = std::find_if(words.begin(), words.end(), in_body);
  if (word == words.end()) {
    mail.hints.push_back(fmt::format("the subject starts with the forward prefix '{}' but the body has no {}", *prefix, words.front()));
    return std::nullopt;
  }
  mail.email.receive_type = "forward";
  return Decision{fmt::format("the subject starts with '{}' and the body has {}", *prefix, *word),
                  mail.parts.cause_of_property("glide.email.forward_subject_prefix").place, {}, {}};
}

std::optional<Decision> new_mail(Mail& mail) {
  mail.email.receive_type = "new";
  std::string evidence = "no watermark, record number or In-Reply-To leads to a record";
  for (const std::string& hint : mail.hints) evidence += "; " + hint;
  return Decision{std::move(evidence), {}, {}, {}};
}

}  // namespace engine::inbound
