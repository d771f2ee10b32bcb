// What a receiving policy decided, as one value: the reply to the client, the marks on the mail and the trace's evidence are made from it.
#pragma once
#include <optional>
#include <string>

#include "sim/mail/address.h"
#include "sim/mail/smtp_reply.h"
#include "sim/result.h"

namespace fakeservers::policy {

struct Decision {
  std::string policy;                             ///< "greylist"
  std::string evidence;                           ///< why, as a sentence's end
  std::optional<sim::mail::SmtpReply> refusal{};  ///< set: the client gets this and the mail is not taken
  std::string header_lines{};                     ///< to be put in front of the mail, each with CRLF
  std::string subject_mark{};                     ///< to be put in front of its subject
  std::string folder{};                           ///< the folder of the recipient's maildrop in which it is to lie; "" is INBOX
  std::string rule{};                             ///< the id of the rule that decided, if the policy has several
  std::optional<sim::mail::Address> redirect{};   ///< who gets the mail in place of its recipients
  sim::Place place{};                             ///< where the story asked for this policy
};

}  // namespace fakeservers::policy
