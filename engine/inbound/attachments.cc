#include "engine/inbound/attachments.h"

#include "engine/inbound/content_kind.h"
#include "engine/outbound/outbox.h"

namespace engine::inbound {
namespace {

constexpr std::size_t longest_name = 250;
constexpr std::size_t names_told = 10;

/// A name without folders and control characters, cut where a file system would. UTF-8 stays whole.
std::string safe_name(std::string_view name) {
  name.remove_prefix(std::min(name.find_last_of("/\\") + 1, name.size()));
  std::string out;
  for (const char c : name) out += static_cast<unsigned char>(c) < 32 || c == 127 ? ' ' : c;
  if (out.size() > longest_name) {
    std::size_t size = longest_name;
    while (size > 0 && (out[size] & 0xc0) == 0x80) --size;
    out.resize(size);
  }
  return out.find_first_not_of(" .") == std::string::npos ? "" : out;
}

/// A part without a name gets one, as the instance's list needs something to show; a mail inside is named after its subject.
std::string name_of(const Mail& mail, const sim::mail::Part& part, std::size_t number) {
  if (std::string name = safe_name(part.file_name); !name.empty()) return name;
  if (part.content_type == "message/rfc822") {
    std::string subject = sim::mail::Message(mail.message.content(part)).subject();
    // A slash in a subject is no folder.
    for (char& c : subject) c = c == '/' || c == '\\' ? '-' : c;
    if (subject = safe_name(subject); !subject.empty()) return subject + ".eml";
  }
  const std::string_view extension = extension_of_type(part.content_type);
  return fmt::format("attachment{}{}{}", number, extension.empty() ? "" : ".", extension);
}

/// Goes through the parts in order and remembers how much is used up.
class Planner {
 public:
  explicit Planner(Mail& mail) : mail_(mail), policy_(mail.settings.attachments), is_infected_(virus_mark(mail.message).has_value()) {}

  void plan(const sim::mail::Part& part) {
    PlannedAttachment planned;
    planned.name = name_of(mail_, part, ++seen_);
    planned.type = part.content_type;
    planned.disposition = part.disposition;
    planned.content_id = part.content_id;
    if (kept_ < policy_.most) planned.content = mail_.message.content(part);
    planned.discard_reason = reason_against(planned);
    if (planned.discard_reason.empty()) {
      ++kept_;
      bytes_ += planned.content.size();
      planned.sys_id = mail_.parts.store.new_sys_id();
      const bool is_small = planned.content.size() < policy_.small_image_bytes;
      if (is_small && planned.type.starts_with("image/")) planned.to = policy_.small_images;
    } else {
      planned.content.clear();
    }
    mail_.attachments.push_back(std::move(planned));
  }

 private:
  std::string reason_against(const PlannedAttachment& planned) {
    const std::string extension = extension_of_name(planned.name);
    const auto& refused = policy_.refused_extensions;
    if (!extension.empty() && std::find(refused.begin(), refused.end(), extension) != refused.end()) {
      return fmt::format("files with the extension {} are not accepted (glide.email.inbound.attachment_extensions_blacklist)", extension);
    }
    if (is_infected_ && policy_.refuses_infected) return "the mail is infected (glide.email.inbound.check_attachment_availability)";
    if (kept_ >= policy_.most) return fmt::format("more than {} attachments", policy_.most);
    if (planned.content.size() > policy_.most_bytes_of_one) return fmt::format("larger than {} bytes", policy_.most_bytes_of_one);
    if (planned.content.size() > policy_.most_bytes) return fmt::format("alone more than {} bytes of attachments", policy_.most_bytes);
    // Once the total is hit, the rest is not stored, be it as small as it may (spec 10.2).
    is_full_ |= planned.content.size() > policy_.most_bytes - bytes_;
    if (is_full_) return fmt::format("more than {} bytes of attachments", policy_.most_bytes);
    return policy_.checks_content ? contradiction(planned.content, planned.type, planned.name) : std::string();
  }

  Mail& mail_;
  const AttachmentPolicy& policy_;
  bool is_infected_, is_full_ = false;
  std::size_t seen_ = 0, kept_ = 0, bytes_ = 0;
};

std::string address_of(std::string_view sys_id) { return fmt::format("sys_attachment.do?sys_id={}", sys_id); }

int hex_digit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char low = static_cast<char>(c | 0x20);
  return low >= 'a' && low <= 'f' ? low - 'a' + 10 : -1;
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int value = text[i] == '%' && i + 2 < text.size() ? hex_digit(text[i + 1]) * 16 + hex_digit(text[i + 2]) : -1;
    const bool is_escape = value >= 0 && hex_digit(text[i + 1]) >= 0 && hex_digit(text[i + 2]) >= 0;
    out += is_escape ? static_cast<char>(value) : text[i];
    if (is_escape) i += 2;
  }
  return out;
}

/// Lets the HTML point to the attachments that its cid: references mean. True if one did.
bool convert_references(Mail& mail) {
  std::string_view rest = mail.email.body;
  std::string out;
  bool is_any = false;
  for (std::size_t at = rest.find("cid:"); at != std::string_view::npos; at = rest.find("cid:")) {
    const std::size_t end = std::min(rest.find_first_of("\"'<> \t\r\n)", at), rest.size());
    const std::string id = percent_decoded(rest.substr(at + 4, end - at - 4));
    const auto meant = std::find_if(mail.attachments.begin(), mail.attachments.end(), [&](const PlannedAttachment& each) {
      return !each.sys_id.empty() && each.content_id == id;
    });
    out += rest.substr(0, at);
    out += meant == mail.attachments.end() || id.empty() ? std::string(rest.substr(at, end - at)) : address_of(meant->sys_id);
    is_any |= meant != mail.attachments.end() && !id.empty();
    rest.remove_prefix(end);
  }
  if (!is_any) return false;
  out += rest;
  mail.email.body = std::move(out);
  return true;
}

/// The part was stored before, at the same record: the HTML names that one.
void rename(Mail& mail, const std::string& planned, const std::string& stored) {
  const std::size_t at = mail.email.body.find(address_of(planned));
  if (at == std::string::npos) return;
  for (std::size_t next = at; next != std::string::npos; next = mail.email.body.find(planned, next)) {
    mail.email.body.replace(mail.email.body.find(planned, next), planned.size(), stored);
    next += planned.size();
  }
  mail.parts.store.update_bodies(mail.email);
}

void tell_discarded(Mail& mail, const std::vector<const PlannedAttachment*>& discarded) {
  std::string told, names;
  for (std::size_t i = 0; i < std::min(names_told, discarded.size()); ++i) {
    told += fmt::format("{} {} ({})", i == 0 ? ":" : ",", discarded[i]->name, discarded[i]->discard_reason);
    names += (i == 0 ? "" : ",") + discarded[i]->name;
  }
  mail.parts.store.log(mail.email.sys_id, "warning", fmt::format("{} attachment(s) were discarded{}", discarded.size(), told));
  EventRequest event;
  event.name = "inbound.email_attachments.discarded";
  event.table = "sys_email";
  event.parm1 = mail.email.sys_id;
  event.parm2 = names;
  [[maybe_unused]] const auto fired = outbound::fire(mail.parts, event);
}

}  // namespace

bool is_calendar(const sim::mail::Part& part) { return part.content_type == "text/calendar" || part.content_type == "application/ics"; }

void plan_attachments(Mail& mail) {
  Planner planner(mail);
  for (const sim::mail::Part& part : mail.message.parts()) {
    const bool is_elsewhere = is_calendar(part) && mail.settings.attachments.calendar != CalendarBehavior::attach;
    if (part.is_attachment && !is_elsewhere) planner.plan(part);
  }
  if (mail.attachments.empty() || !mail.settings.attachments.converts_references || !convert_references(mail)) return;
  mail.email.headers += "X-ServiceNow-Inbound-Cid-Converted:yes\n";
  mail.parts.store.update_bodies(mail.email);
}

void keep_attachments(Mail& mail) {
  std::vector<const PlannedAttachment*> discarded;
  for (const PlannedAttachment& each : mail.attachments) {
    std::optional<std::string> stored;
    if (!each.discard_reason.empty()) {
      discarded.push_back(&each);
    } else {
      const bool at_target = each.to == AttachTo::target && !mail.email.instance.empty();
      const bool at_email = each.to != AttachTo::nothing;
      const std::string_view table = at_target ? std::string_view(mail.email.target_table) : at_email ? "sys_email" : "";
      const std::string_view record = at_target ? mail.email.instance : at_email ? mail.email.sys_id : std::string_view();
      stored = mail.parts.store.attach({each.sys_id, table, record, each.name, each.type, each.content});
      if (*stored != each.sys_id) rename(mail, each.sys_id, *stored);
    }
    mail.parts.store.note_attachment(mail.email.sys_id, stored, {each.name, each.disposition, each.discard_reason});
  }
  if (!discarded.empty()) tell_discarded(mail, discarded);
}

}  // namespace engine::inbound
