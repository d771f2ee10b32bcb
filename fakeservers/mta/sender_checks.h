// Asks who sent a mail, as far as the host's policies want to know: SPF, DKIM, DMARC, ARC and the client's name (sim/sender). What is found goes
// into Visit::findings; the rules that decide read it there.
#pragma once
#include "fakeservers/mta/visit.h"

namespace fakeservers::mta {

/// Before the mail is there: the client's name and SPF. Asked once in a connection or transaction.
void check_client(Visit& visit);
/// With the mail: all the rest. Each method becomes an event sender.checked about the mail.
void check_sender(Visit& visit);
/// Keeps the mail for the report to its domain's owner (RFC 7489, 7.2), with what was done to it.
void remember_for_report(Visit& visit, const std::optional<sim::mail::SmtpReply>& refusal, std::string_view folder);
/// The rules of Gmail, Yahoo or Outlook, if the host keeps them: the first that the mail breaks and that has a reply.
std::optional<policy::Decision> ask_sender_rules(Visit& visit);
/// "Received-SPF: ...\r\nAuthentication-Results: ...\r\n" of what was found.
std::string result_lines(const Visit& visit);
/// One sender.checked for each method that was asked; `mail` is a Message-ID, "" if it is not known.
void trace_findings(const Visit& visit, const std::string& mail);

}  // namespace fakeservers::mta
