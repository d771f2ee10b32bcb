// The parts of an instance that decide about notifications.
#include "scenarios/runner/shapes.h"

namespace scenarios {

const Shape& notification_shape() {
  static const Shape shape{
      "notification", "When an event fires or a record changes, whom it mails and what it says.",
      {required("name", text(), "The key."),
       optional("event", text(), "The event that fires it: `incident.inserted`."),
       optional("when", choice({"event", "inserted", "updated", "inserted_or_updated"}), "Instead of an event, a change of a record of the table."),
       optional("table", text(), "Default `incident`."),
       optional("condition", text(), "Encoded query over the record: `priority=1^caller_id.active=true`."),
       optional("condition_script", text(), "JavaScript with current and event: an expression, or statements that set `answer`."),
       optional("users", list_of(user()), "Recipients by user_name."),
       optional("groups", list_of(group()), "Recipients by group."),
       optional("recipient_fields", list_of(text()), "Columns of the record that hold a user, a group or an address: `caller_id`."),
       optional("addresses", list_of(text()), "Plain addresses, in Cc."),
       optional("blind_copied", list_of(text()), "Plain addresses, in Bcc."),
       optional("event_parm1", boolean(), "The event's first parameter holds users, groups or addresses."),
       optional("event_parm2", boolean(), "The event's second parameter does."),
       optional("send_to_event_creator", boolean(), "Default true."),
       optional("exclude_delegates", boolean(), "Delegates of the recipients get nothing; default false."),
       optional("subscribable", boolean(), "Users may subscribe to it; default false."),
       optional("mandatory", boolean(), "Users cannot unsubscribe or switch it off (primary device)."),
       optional("include_attachments", boolean(), "The record's attachments go with it; default false."),
       optional("force_delivery", boolean(), "Send also to users who want no notifications or are unsubscribed (primary device)."),
       optional("type", choice({"email", "meeting_invitation"}), "Invitations go to those whose calendar integration is on."),
       optional("template", text(), "Name of a template for what the notification does not say itself."),
       optional("subject", text(), "`${field}` is replaced."),
       optional("text", text(), "Plain-text body."),
       optional("html", text(), "HTML body."),
       optional("content_type", choice({"html_only", "text_only", "html_and_text"}), "Default what the bodies given make."),
       optional("sms_alternate", text(), "For SMS devices, 140 characters at most; default the subject."),
       optional("from", text(), "Instead of the account's."),
       optional("reply_to", text(), "Instead of the instance's address."),
       optional("weight", integer(), "Of several for one event and recipient the heaviest is sent."),
       optional("active", boolean(), "Default true."),
       optional("omit_watermark", boolean(), "Leave the watermark out of the message.")}};
  return shape;
}

const Shape& template_shape() {
  static const Shape shape{"template", "A row of sysevent_email_template: content that notifications share.",
                           {required("name", text(), "The key."),
                            optional("subject", text(), "Where the notification has none."),
                            optional("text", text(), "Where the notification has none."),
                            optional("html", text(), "Where the notification has none."),
                            optional("sms_alternate", text(), "Where the notification has none.")}};
  return shape;
}

const Shape& mail_script_shape() {
  static const Shape shape{
      "mail script", "A row of sys_script_email. `${mail_script:name}` runs it and stands for what it prints.",
      {required("name", text(), "The key."),
       required("script", text(), "JavaScript: template.print(), email.addAddress('cc', ...), setFrom, setReplyTo, setSubject, setBody, current, event.")}};
  return shape;
}

const Shape& device_schedule_shape() {
  static const Shape shape{"device schedule", "When a device takes mail. What is sent outside of it is not kept for later.",
                           {optional("days", list_of(choice({"mon", "tue", "wed", "thu", "fri", "sat", "sun"})), "Default all."),
                            optional("from", text(), "`08:30`, UTC."),
                            optional("to", text(), "`18:00`, UTC.")}};
  return shape;
}

const Shape& device_shape() {
  static const Shape shape{"device", "A row of cmn_notif_device. A user without a primary one has the address of sys_user.",
                           {required("name", text(), "The key."),
                            required("user", user(), "Whose it is."),
                            optional("type", choice({"email", "sms"}), "Default email."),
                            optional("email_address", text(), "Of an SMS device the address at the provider's gateway."),
                            optional("primary", boolean(), "Overrides the user's address; default false."),
                            optional("active", boolean(), "Default true."),
                            optional("schedule", object(device_schedule_shape), "Default always.")}};
  return shape;
}

const Shape& delegate_shape() {
  static const Shape shape{"delegate", "A row of sys_user_delegate: who also gets a user's notifications.",
                           {required("name", text(), "The key."),
                            required("user", user(), "Whose notifications."),
                            required("delegate", user(), "Who gets them too."),
                            optional("starts", time(), "Default always."),
                            optional("ends", time(), "Default never."),
                            optional("notifications", boolean(), "Default true; false: delegated for other things only.")}};
  return shape;
}

const Shape& subscription_shape() {
  static const Shape shape{"subscription", "A row of sys_notif_subscription: what a user chose for a notification.",
                           {required("name", text(), "The key."),
                            required("user", user(), "Who."),
                            required("notification", text(), "Its name."),
                            optional("device", text(), "A further device that gets a copy; by default the subscription is for the user."),
                            optional("active", boolean(), "Default true; false: unsubscribed.")}};
  return shape;
}

const Shape& number_shape() {
  static const Shape shape{"numbers", "A row of sys_number: how the numbers of a table are made. `sys_watermark` makes watermarks.",
                           {required("table", text(), "The key."),
                            optional("prefix", text(), "`INC`, `MSGWTR`."),
                            optional("next", integer(), "The next number; a clone may set it back.")}};
  return shape;
}

const Shape& business_rule_shape() {
  static const Shape shape{"business rule", "Runs after a record was written and writes it once more, as current.update() in an after rule does.",
                           {required("name", text(), "The key."),
                            optional("table", text(), "Default `incident`."),
                            optional("when", choice({"inserted", "updated", "inserted_or_updated"}), "Default inserted_or_updated."),
                            optional("condition", text(), "Encoded query over the record."),
                            optional("active", boolean(), "Default true."),
                            optional("set", map_of(text()), "Column to value.")}};
  return shape;
}

}  // namespace scenarios
