// What expectations look at: rows of the instance's tables, mails in maildrops, events about a mail.
#pragma once
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "scenarios/runner/stage.h"
#include "scenarios/runner/value.h"
#include "sim/mail/message.h"

namespace scenarios {

/// A row as column and text; NULL is left out.
using Row = std::vector<std::pair<std::string, std::string>>;
std::optional<std::string> cell(const Row& row, std::string_view column);

/// All rows of a table in the order of its first column; an error names the tables there are.
sim::Result<std::vector<Row>> table_rows(Stage& stage, std::string_view table);
/// The Email table with mailbox names in lower case and the words to, cc, bcc, text, html for their columns.
std::vector<Row> email_rows(Stage& stage);
/// The archived mails as the rows that they were.
std::vector<Row> archived_rows(Stage& stage);
/// An error about the first member of `wanted` that is no column of the table (nor, of the Email table, one of the stories' words).
std::optional<sim::Error> unknown_column(Stage& stage, std::string_view table, const Value& wanted);
/// Whether a column holds what is wanted. A sys_id also counts as the user_name or number that it stands for, 1 and 0 as true and false.
bool cell_matches(Stage& stage, const Row& row, const std::string& column, const Value& wanted);
/// Whether every member of `wanted` holds.
bool row_matches(Stage& stage, const Row& row, const Value& wanted);
/// The wanted columns of the rows that come closest: what to show if none matched.
std::vector<std::string> nearest_rows(Stage& stage, const std::vector<Row>& rows, const Value& wanted, std::string_view label);

/// A mail in a maildrop, parsed.
struct FoundMail {
  std::string host, maildrop;
  const fakeservers::StoredMail* stored;
  sim::mail::Message message;
  std::string folder = "INBOX";
};
/// The mails that lie in the maildrop of a person or an address, in all its folders.
sim::Result<std::vector<FoundMail>> mails_of(Stage& stage, const std::string& person_or_address);

/// The trace's keys of an Email row: its Message-ID and whatever events name its sys_id.
std::set<std::string> mails_of_row(const Stage& stage, const Row& row);
/// The events about any of these mails, in order.
std::vector<const sim::Event*> events_about(const Stage& stage, const std::set<std::string>& mails);
std::string without_brackets(std::string_view message_id);
std::string lower(std::string_view text);

}  // namespace scenarios
