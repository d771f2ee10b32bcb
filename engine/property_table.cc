// The one table of properties. Kept by topic; the order is the order of `mailrig properties`.
#include "engine/properties.h"

namespace engine {
namespace {

using enum PropertyType;

constexpr PropertyInfo rows[]{
    // Reading
    {"glide.email.read.active", boolean, "true", "The Email Reader reads the accounts; off, mail waits on the server.", "D:in"},
    {"com.glide.email.max_read", integer, "20", "Mails stored together before the server deletes them.", "D:adv"},
    {"glide.email.allow_duplicate_message_ids", boolean, "false",
     "A second mail with a known Message-ID is stored (and ignored) instead of dropped.", "K:KB0816001"},
    {"glide.email.inbound.max_body_chars", integer, "524288", "A longer body is cut and the mail is ignored.", "D:adv, 10.1"},
    {"glide.email.inbound.max_attachment_count", integer, "30", "Further attachments are discarded.", "10.2"},
    {"glide.email.inbound.max_total_attachment_size_bytes", integer, "18874368",
     "Attachments beyond this total are discarded.", "10.2"},
    // Screening
    {"glide.pop3.ignore_senders", list, "mailer-daemon, postmaster", "Local parts of senders that are ignored.", "D:props"},
    {"glide.pop3.ignore_headers", list,
     "Auto-Submitted:auto-replied,X-FC-MachineGenerated:true,Content-Type:multipart/report; report-type=delivery-status;",
     "Headers (name:value) whose mail is ignored; parameters are compared, * stands for a MIME subtype.", "D:props"},
    {"glide.pop3.ignore_subjects", list,
     "out of office autoreply, undeliverable:, delivery failure:,returned mail:,autoreply",
     "Starts of subjects that are ignored; case does not matter (C11).", "D:props"},
    {"glide.pop3.process_locked_out", boolean, "false", "Mail of locked-out users that are active is processed.",
     "D:r_AllowLockedUsersInbdEmailAct"},
    {"glide.email.inbound_action_set_email_ignored_when_user_disabled", boolean, "true",
     "Mail of an inactive or locked-out acting user becomes received-ignored.", "D:adv"},
    // Sender
    {"glide.pop3readerjob.create_caller", boolean, "false", "An unknown sender of a trusted domain becomes a user.", "D:in"},
    {"glide.user.trusted_domain", list, "servicenow.com", "Domains whose senders may become users; * for all (C15).", "D:in"},
    {"glide.email.create_userid_from_email", boolean, "true", "The new user's name is the whole address.",
     "D:t_EnablingAutomaticUserCreation"},
    {"glide.email.name_split", text, ".", "Splits the local part into first and last name.", "D:adv"},
    // Classification and actions
    {"glide.email.reply_subject_prefix", list, "re:,aw:,r:,Accepted:,Tentative:,Declined:",
     "Starts of the subject of a reply; exact case in the profile 'current' (C9).", "D:in"},
    {"glide.email.forward_subject_prefix", list, "fw:,fwd:", "Starts of the subject of a forward (C9).", "D:in"},
    {"mailrig.forward_from_words", list, "From:", "Words for the sender in the body of a forward; the instance knows From: only.", "DESIGN"},
    {"glide.inbound.email.classify.by.thread_index", boolean, "false",
     "Mail that Outlook wrote follows its Thread-Index to a stored mail with a target.", "D:criteria"},
    {"glide.email.watermark.parse_restrictive", boolean, "false", "Watermarks without the random part are not read.",
     "K:KB0657249"},
    {"glide.pop3.reply_separators", text, "\\n\\n-----Original Message-----,\\n\\n _____ \\n\\nFrom:",
     "Everything of a reply below one of these is dropped; case matters.", "D:props"},
    // Sending
    {"glide.email.smtp.active", boolean, "true", "The SMTP Sender hands over mail; off, it stays in Outbox (C25).", "D:out"},
    {"glide.email.test.user", list, "", "All mail goes to these addresses at hand-over; the record keeps the intended ones.",
     "D:out, 6.3"},
    {"glide.email.smtp.max_send", integer, "100", "Mails handed over in one connection.", "D:adv"},
    {"glide.email.smtp.max_recipients", integer, "100", "Longer lists become several mails (To, Cc and Bcc together, C34).",
     "D:adv"},
    {"glide.email.smtp.max_recipients_overall", integer, "100000", "More recipients than this are never written to.", "D:adv"},
    {"glide.email.smtp.claim.lookback.hrs", integer, "24", "Older mails are never picked up.", "D:adv"},
    {"glide.smtp.send_partial", boolean, "true", "Valid recipients get the mail though others were refused.", "D:adv"},
    {"glide.smtp.defer_retry_ids", list, "421,450,451,452", "Replies that are retried (old model, C21).", "D:out"},
    {"glide.smtp.fail_message_ids", list, "500,501,502,503,504,550,551,552,553,554",
     "Replies that fail for good (old model, C21).", "D:out"},
    {"glide.smtp.default_retry", boolean, "true", "Replies in neither list are retried (old model, C21).", "D:out"},
    {"glide.smtp.precedence_bulk", boolean, "true", "Notifications carry Precedence: bulk.", "D:adv"},
    {"glide.email.outbound.header.auto_submitted", text, "auto-generated", "The value of Auto-Submitted; empty leaves it out.",
     "D:adv"},
    {"glide.email.outbound.max_body_chars", integer, "524288", "A longer body is cut and the mail is not sent.", "10.1"},
    {"glide.email.outbound.max_attachment_count", integer, "30", "The mail leaves with so many attachments.", "10.2"},
    {"glide.email.outbound.max_total_attachment_size_bytes", integer, "18874368", "Attachments beyond this total stay behind.",
     "10.2"},
    {"glide.email.watermark.visible", boolean, "false", "The HTML part shows the watermark instead of hiding it.", "D:out"},
    {"glide.email.notification.save_when_no_recipients", boolean, "false", "A mail that nobody would get is kept as a record.",
     "D:adv"},
    {"glide.email.journal.lines", integer, "3", "Journal entries that a notification shows.", "D:out"},
    {"glide.notification.recipient.exclude_logging", boolean, "true", "Why a recipient was left out is logged.", "D:adv"},
    {"glide.notification.recipient.include_logging", boolean, "true", "Why a recipient was taken is logged.", "D:adv"},
    {"glide.notification.recipient.exclude_logging.event_creator", boolean, "true", "Log the exclusion of who caused the event.", "D:adv"},
    {"glide.notification.recipient.exclude_logging.invalid_email", boolean, "true", "Log the exclusion of addresses that are none.", "D:adv"},
    {"glide.notification.recipient.exclude_logging.user_inactive", boolean, "true", "Log the exclusion of inactive users.", "D:adv"},
    {"glide.notification.recipient.exclude_logging.user_notification_disabled", boolean, "true", "Log the exclusion of users who want no notifications.", "D:adv"},
    {"glide.notification.recipient.include_logging.event_parm", boolean, "true", "Log recipients named by a parameter of the event.", "D:adv"},
    {"glide.notification.recipient.include_logging.recipient_fields", boolean, "true", "Log recipients named by a field of the record.", "D:adv"},
    {"glide.notification.recipient.include_logging.recipient_groups", boolean, "true", "Log recipients named by a group.", "D:adv"},
    {"glide.notification.recipient.include_logging.recipient_users", boolean, "true", "Log recipients named by the notification.", "D:adv"},
};

}  // namespace

const std::vector<PropertyInfo>& property_table() {
  static const std::vector<PropertyInfo> table(std::begin(rows), std::end(rows));
  return table;
}

}  // namespace engine
