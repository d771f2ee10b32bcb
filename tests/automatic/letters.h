// Small mails for the tests of this room, written as servers write them.
#pragma once
#include <string>
#include <string_view>

#include "sim/automatic/automatic_mail.h"
#include "sim/mail/message.h"

namespace letters {

/// A header and a body, lines separated by LF.
inline sim::automatic::AutomaticMail recognised(std::string_view header, std::string_view body) {
  return sim::automatic::recognise(sim::mail::Message(std::string(header) + "\n" + std::string(body)));
}

inline constexpr std::string_view from_daemon =
    "Return-Path: <>\nFrom: Mail Delivery System <MAILER-DAEMON@mx.corp.example>\nTo: desk@corp.example\n";

/// "address status reason hardness" of the n-th recipient; "" if there is none.
inline std::string verdict(const sim::automatic::AutomaticMail& mail, std::size_t n = 0) {
  if (n >= mail.recipients.size()) return "";
  const sim::automatic::FailedRecipient& one = mail.recipients[n];
  return one.address + " " + one.status + " " + one.reason + " " + std::string(hardness_name(one.hardness));
}

}  // namespace letters
