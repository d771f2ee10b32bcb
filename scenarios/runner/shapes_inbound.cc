// The parts of an instance that decide about received mail.
#include "scenarios/runner/shapes.h"

namespace scenarios {

const Shape& action_shape() {
  static const Shape shape{
      "inbound action", "What a received mail does to records. A `script` runs instead of `set`, or after it on the record that `set` wrote.",
      {required("name", text(), "The key."),
       optional("table", text(), "Default `incident`; an empty one is a blank target table."),
       optional("type", choice({"new", "reply", "forward", "none"}), "Which mails; none (default) means all."),
       optional("action", choice({"record_action", "reply_email"}), "Default record_action."),
       optional("order", integer(), "Lower first; default 100."),
       optional("active", boolean(), "Default true."),
       optional("stop_processing", boolean(), "No action after this one."),
       optional("condition", text(), "Encoded query: `subjectSTARTSWITHfoo^ORfromLIKEbar`."),
       optional("condition_script", text(), "JavaScript: an expression, or statements that set `answer`."),
       optional("roles", list_of(text()), "The acting user needs one of them."),
       optional("from", text(), "Only mail of this user (user_name)."),
       optional("set", map_of(text()), "Column to value: `${email.subject}`, `${email.body_text}`, ..."),
       optional("script", text(), "JavaScript as an instance exports it: current, event, email, logger, gs, GlideRecord."),
       optional("reply_subject", text(), "Of a reply_email."),
       optional("reply_text", text(), "Of a reply_email."),
       optional("reply_html", text(), "Of a reply_email.")}};
  return shape;
}

const Shape& email_filter_shape() {
  static const Shape shape{
      "email filter", "A row of sys_email_filter. One of a vendor filter's name changes it.",
      {required("name", text(), "The key."),
       optional("order", integer(), "Lower first; default 100."),
       optional("active", boolean(), "Default true."),
       optional("condition", text(), "Encoded query over the mail's columns: `headersLIKEX-Spam:YES`."),
       optional("condition_script", text(), "JavaScript that sets `answer`."),
       optional("action_script", text(), "JavaScript that may set `error_string`."),
       optional("action", choice({"mark_as_ignored", "move_to_junk", "none"}), "Without one (default) the filter matches and does nothing.")}};
  return shape;
}

const Shape& address_filter_shape() {
  static const Shape shape{"address filter", "A row of sys_email_address_filter.",
                           {required("name", text(), "The key."),
                            required("type", choice({"allow_list", "deny_list"}), "What its domains are."),
                            optional("domains", list_of(text()), "Domains without @; `*.com`."),
                            optional("exceptions", list_of(text()), "Addresses or domains that it does not mean.")}};
  return shape;
}

const Shape& system_address_filter_shape() {
  static const Shape shape{"system address filter", "A row of sys_email_system_filter.",
                           {required("name", text(), "The key."),
                            required("type", choice({"inbound", "outbound"}), "Direction."),
                            optional("active", boolean(), "Default true."),
                            optional("default", boolean(), "Holds for every account of the direction that names none; default false."),
                            optional("address_filters", list_of(text()), "Address filters by name.")}};
  return shape;
}

const Shape& bounced_address_shape() {
  static const Shape shape{"bounced address", "A row of sys_blocked_email_address.",
                           {required("address", address(), "The key."),
                            optional("bounces", integer(), "How often mail to it came back."),
                            optional("blocked", boolean(), "Nothing more is sent to it; `false` in a `set` unblocks.")}};
  return shape;
}

const Shape& bounce_override_shape() {
  static const Shape shape{"bounce override", "Whether bounces with a status code count; the most specific code wins.",
                           {required("code", text(), "class.subject.detail, `*` for any: `5.2.*`."),
                            optional("blocked", boolean(), "Default true.")}};
  return shape;
}

}  // namespace scenarios
