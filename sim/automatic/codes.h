// The numbers in a server's words: enhanced status codes (RFC 3463), reply codes (RFC 5321, 4.2), and the command that was answered.
#pragma once
#include <string>
#include <string_view>

namespace sim::automatic {

/// The enhanced status code that says most: the first one, but x.0.0 and 4.4.7 only where there is no other, and 2.x.x last of all.
/// `klass` ('4', '5') asks for that class alone. "" if there is none. Version numbers and IP addresses are no codes.
std::string find_status(std::string_view text, char klass = 0);
/// The SMTP reply code that says most: 5xx before 4xx before 2xx, 550 before 554 before 500. 0 if there is none.
int find_code(std::string_view text, char klass = 0);
/// The last SMTP command that the text names: "RCPT", "MAIL", "DATA", "EHLO", ...; "" if none.
std::string_view find_command(std::string_view text);
/// Which of the code in a report's Status field and the one in its diagnostic to believe: the diagnostic is the remote server's own word,
/// but only where it says more.
std::string choose_status(const std::string& field, const std::string& told, int code);
/// "5.0.0" and "4.0.0" say no more than their class.
bool is_vague(std::string_view status);

}  // namespace sim::automatic
