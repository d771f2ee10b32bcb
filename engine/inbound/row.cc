// A message as a row of sys_email (spec 1.1, 2.1).
#include "engine/inbound/mail.h"
#include "sim/mail/html_text.h"

namespace engine::inbound {
namespace {

/// The types of a multipart message's leaves, in order. What the real header's value looks like is not documented.
std::string multipart_types(const sim::mail::Message& message) {
  constexpr std::size_t most = 50;
  if (!message.content_type().starts_with("multipart/")) return {};
  std::string out = message.content_type();
  for (std::size_t i = 0; i < std::min(most, message.parts().size()); ++i) out += "," + message.parts()[i].content_type;
  return out;
}

/// The header text as the instance keeps it, `Name:value` without a blank, and what it appends itself (spec 2.1).
std::string header_text(const sim::mail::Message& message) {
  std::string out;
  out.reserve(message.header_block().size() + 80);
  for (const auto& [name, value] : message.headers()) {
    out.append(name).append(":");
    const std::size_t first = std::min(value.find_first_not_of(" \t"), value.size());
    for (const char c : value.substr(first)) {
      if (c != '\r') out += c;
    }
    out += '\n';
  }
  out += "X-ServiceNow-Source:EmailInbound\nX-ServiceNow-SysEmail-Version:2\n";
  if (const std::string types = multipart_types(message); !types.empty()) out += "MultipartContentTypes:" + types + "\n";
  return out;
}

std::string addresses(const sim::mail::Message& message, std::string_view field) {
  std::string out;
  for (const sim::mail::NamedAddress& each : message.addresses(field)) {
    if (!out.empty()) out += ",";
    out += each.address.text();
  }
  return out;
}

std::string importance_of(const sim::mail::Message& message) {
  std::string value = email_key(message.raw_header("Importance").value_or(""));
  if (value == "high" || value == "low") return value;
  value = message.raw_header("X-Priority").value_or("").substr(0, 1);
  if (value == "1") return "high";
  return value == "5" ? "low" : "";
}

}  // namespace

EmailRecord row_of(const sim::mail::Message& message) {
  EmailRecord row;
  row.type = standing::inbox.type;
  row.state = standing::inbox.state;
  row.subject = message.subject();
  row.body = message.html();
  row.body_text = message.text();
  if (row.body_text.empty() && !row.body.empty()) row.body_text = sim::mail::text_of_html(row.body);
  if (const auto from = message.from()) row.from = from->address.text();
  row.direct = addresses(message, "To");
  row.recipients = row.direct;
  row.copied = addresses(message, "Cc");
  row.headers = header_text(message);
  row.message_id = message.message_id();
  row.reply_to = message.raw_header("Reply-To").value_or("");
  row.importance = importance_of(message);
  row.content_type = message.content_type();
  row.conversation = conversation_of(message);
  return row;
}

}  // namespace engine::inbound
