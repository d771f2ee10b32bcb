// What automatic mail a message is, told from its structure and its text: bounces (RFC 3464 reports and the words of mail servers that
// write none), auto-replies (RFC 3834), feedback reports (RFC 5965). A mail that a person wrote is Kind::none, also one about bounces.
#pragma once
#include <string>
#include <string_view>
#include <vector>

#include "sim/mail/message.h"

namespace sim::automatic {

enum class Kind {
  none,
  bounce,           ///< not delivered, and given up
  delay,            ///< not delivered yet; the server goes on trying
  delivered,        ///< the sender asked to be told, and it arrived
  auto_reply,       ///< out of office and the like
  feedback_report,  ///< a reader pressed "this is spam" (ARF)
};
/// "bounce", "auto-reply", "feedback-report", ...
std::string_view kind_name(Kind kind);

/// Whether the address itself is at fault (hard) or only this attempt (soft).
enum class Hardness { unknown, soft, hard };
std::string_view hardness_name(Hardness hardness);

struct FailedRecipient {
  std::string address;     ///< "" if the report does not say
  std::string status;      ///< "5.1.1"; "5.0.9xx" where it stands for the reason alone; "" if nothing is known
  std::string diagnostic;  ///< the server's words, in one line
  std::string reason;      ///< "userunknown", "mailboxfull", ...: sim/automatic/reason.h has them all
  int code = 0;            ///< SMTP reply code, 0 if none is told
  Hardness hardness = Hardness::unknown;
};

struct AutomaticMail {
  Kind kind = Kind::none;
  std::string evidence;                     ///< a sentence with the fact that decided; "" for Kind::none
  std::vector<FailedRecipient> recipients;  ///< of a bounce, a delay, a delivery or a complaint
  std::string original_message_id;          ///< of the mail that it answers or returns, without brackets; "" if it is not there
};

/// Reads a message. Ordinary mail is told by its header alone; a body is read only if the header gives a reason.
AutomaticMail recognise(const mail::Message& message);
/// Reads the text of a bounce that came without its header. Kind::none if it names no failure.
AutomaticMail recognise_text(std::string_view body_text);

}  // namespace sim::automatic
