// The header lines that a mail host adds or counts (RFC 5321, 4.4 and 6.3).
#pragma once
#include <string>
#include <string_view>

#include "fakeservers/mta/host.h"
#include "fakeservers/smtp_session.h"

namespace fakeservers::mta {

/// More hops than this are a loop (RFC 5321, 6.3: at least 100 is advised; Postfix counts 50).
inline constexpr std::size_t most_hops_passed = 50;

/// The trace line of a mail that came over SMTP.
std::string received_line(Host& host, const SmtpClientFacts& client, const sim::mail::Envelope& envelope, const std::string& id);
/// The trace line of a mail that a program on this host made.
std::string received_line(Host& host, const std::string& id);
/// What a submission server adds to an unfinished mail (RFC 6409, 8): Date and Message-ID, with CRLF; "" if both are there.
std::string missing_lines(Host& host, std::string_view raw);
/// DKIM signatures by the host's keys for the domain of From, each traced; "" if none fits.
std::string dkim_lines(Host& host, const std::string& raw);
/// The event header.written about the mail `raw`, if the trace keeps such: `lines` are whole fields that this host put on it.
void trace_written(Host& host, std::string_view raw, std::string_view lines);
std::size_t hops_passed(std::string_view raw);
/// Puts a mark in front of the subject, making one if there is none.
std::string with_subject_mark(std::string_view raw, std::string_view mark);

}  // namespace fakeservers::mta
