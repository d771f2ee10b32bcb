#include "engine/property_sets.h"
#include "scenarios/runner/shapes.h"

namespace scenarios {
namespace {

const Shape& user_shape() {
  static const Shape shape{"user", "A row of sys_user. In a `change` or `set` the user_name tells which one.",
                           {required("user_name", text(), "The key."),
                            optional("first_name", text(), "First name."),
                            optional("last_name", text(), "Last name."),
                            optional("email", text(), "Address that senders are matched with and notifications go to."),
                            optional("active", boolean(), "Default true."),
                            optional("locked_out", boolean(), "Default false."),
                            optional("notification", boolean(), "Wants notifications; default true."),
                            optional("calendar_integration", boolean(), "Gets meeting invitations; default true."),
                            optional("roles", list_of(text()), "Roles that inbound actions may ask for."),
                            optional("certificate", file(), "PEM, a file or the text itself: mail to the user is encrypted for it.")},
                           "user_name"};
  return shape;
}

const Shape& group_shape() {
  static const Shape shape{"group", "A row of sys_user_group.",
                           {required("name", text(), "The key."),
                            optional("members", list_of(user()), "User names."),
                            optional("email", address(), "An address of its own: notifications go there."),
                            optional("include_members", boolean(), "Members get the mail beside that address; default false."),
                            optional("manager", user(), "Gets the mail too."),
                            optional("exclude_manager", boolean(), "The manager does not; default false."),
                            optional("active", boolean(), "Default true; an inactive group gets nothing.")}};
  return shape;
}

const Shape& oauth_profile_shape() {
  static const Shape shape{"OAuth profile", "Where an account gets its access tokens.",
                           {optional("token_url", text(), "`https://host/path` of the token server."),
                            optional("client_id", text(), "The client's id there."), optional("client_secret", text(), "Its secret."),
                            optional("grant", choice({"client_credentials", "refresh_token"}), "How it asks; default `client_credentials`."),
                            optional("refresh_token", text(), "The refresh token that an administrator got."),
                            optional("scope", text(), "What is asked for.")}};
  return shape;
}

const Shape& account_shape() {
  static const Shape shape{
      "account", "A row of sys_email_account. Without one that sends, one of SMTP is made at the instance's mail host; without one that reads, one of POP3.",
      {required("name", text(), "The key."),
       required("type", choice({"smtp", "pop3", "imap"}), "Sending or receiving."),
       optional("server", text(), "Host name; default the host of the instance's domain."),
       optional("port", integer(), "Default by type and security: 25, 587, 465, 110, 995."),
       optional("authentication", choice({"none", "password", "oauth_2_0"}), "Default `password`."),
       optional("oauth_profile", object(oauth_profile_shape), "For `oauth_2_0`."),
       optional("user_name", text(), "Default the instance's maildrop."),
       optional("password", text(), "Default that of the maildrop."),
       optional("connection_security", choice({"none", "starttls", "ssl_tls"}), "Default `starttls` for SMTP, `ssl_tls` for POP3 and IMAP."),
       optional("from", text(), "Sender of outgoing mail; default the instance's address."),
       optional("email_user_label", text(), "Name shown in From."),
       optional("active", boolean(), "Default true."),
       optional("enable_debug", boolean(), "Default false."),
       optional("address_filter", text(), "A system address filter by name; default that of the direction."),
       optional("group", text(), "Account group: one reader job at a time reads its accounts.")}};
  return shape;
}

const Shape& table_shape() {
  static const Shape shape{"table", "A table of records beside `incident`.",
                           {required("name", text(), "Letters, digits, underscores."),
                            required("prefix", text(), "Of its numbers: `INC`."),
                            optional("columns", list_of(text()), "Beside the usual ones of a task.")}};
  return shape;
}

const Shape& record_shape() {
  static const Shape shape{"record", "A record that is there at the start.",
                           {required("table", text(), "Its table."),
                            optional("fields", map_of(text()), "Column to value; users by user_name.")}};
  return shape;
}

const Shape& smime_shape() {
  static const Shape shape{
      "smime", "The instance's certificates for the plugin com.glide.email.smime, as PEM: files, or the text itself.",
      {optional("certificate", file(), "The instance's own."), optional("key", file(), "Its private key."),
       optional("p12", file(), "Both as PKCS #12."), optional("password", text(), "Of the key or the PKCS #12 file."),
       optional("ca", list_of(file()), "Authorities that it trusts, or single certificates."),
       optional("certificates", list_of(file()), "Of recipients who are no users.")}};
  return shape;
}

std::vector<std::string> property_set_names() {
  std::vector<std::string> names;
  for (const engine::PropertySet& each : engine::property_sets()) names.emplace_back(each.name);
  return names;
}

}  // namespace

const Shape& instance_shape() {
  static const Shape shape{
      "instance", "The instance: what its tables hold at the start.",
      {optional("name", text(), "Default `acme`."),
       optional("address", address(), "Where its mail arrives; default `acme@service-now.example`."),
       optional("ip", ip(), "Where its connections come from; default 203.0.113.10."),
       optional("property_sets", list_of(choice(property_set_names())), "Properties that belong together (`mailrig properties` lists the sets)."),
       optional("properties", map_of(text()), "System properties by name (`mailrig properties` lists them)."),
       optional("accounts", list_of(object(account_shape)), "Mail accounts."),
       optional("users", list_of(object(user_shape)), "People whom the instance knows. They are never made from `people`."),
       optional("groups", list_of(object(group_shape)), "Groups of users."),
       optional("tables", list_of(object(table_shape)), "Further tables."),
       optional("records", list_of(object(record_shape)), "Records at the start."),
       optional("notifications", list_of(object(notification_shape)), "Notifications."),
       optional("templates", list_of(object(template_shape)), "Content that notifications share."),
       optional("mail_scripts", list_of(object(mail_script_shape)), "What `${mail_script:name}` runs."),
       optional("devices", list_of(object(device_shape)), "Notification devices of users."),
       optional("delegates", list_of(object(delegate_shape)), "Who also gets a user's notifications."),
       optional("subscriptions", list_of(object(subscription_shape)), "What users chose for single notifications."),
       optional("numbers", list_of(object(number_shape)), "Number Maintenance: prefixes and counters."),
       optional("business_rules", list_of(object(business_rule_shape)), "Rules that write a record once more after it was written."),
       optional("inbound_actions", list_of(object(action_shape)), "Inbound actions beside the default ones."),
       optional("default_inbound_actions", boolean(), "The three incident actions (default true)."),
       optional("filters", list_of(object(email_filter_shape)), "Email Filters beside the vendor's."),
       optional("default_filters", boolean(), "The vendor's Email Filters (default true)."),
       optional("address_filters", list_of(object(address_filter_shape)), "Email Address Filters."),
       optional("system_address_filters", list_of(object(system_address_filter_shape)), "Which address filters hold in which direction."),
       optional("bounced_addresses", list_of(object(bounced_address_shape)), "What bounce management knows of addresses."),
       optional("bounce_overrides", list_of(object(bounce_override_shape)), "What it does with a status code."),
       optional("plugins", map_of(boolean()), "Plugins by name, on or off (`mailrig properties` lists them)."),
       optional("jobs", map_of(boolean()), "Scheduled jobs that run or do not, by name: `smtp sender: false` (the step `job` names them)."),
       optional("smime", object(smime_shape), "Certificates for S/MIME."),
       optional("reader_jobs", integer(), "Email Reader jobs beside each other; default 1."),
       optional("retention", boolean(), "The archive and destroy rules are active (default true, as on a new instance).")}};
  return shape;
}

std::vector<const Shape*> instance_parts() {
  return {&user_shape(),         &group_shape(),          &account_shape(), &oauth_profile_shape(),               &table_shape(),
          &record_shape(),       &notification_shape(),   &template_shape(),              &mail_script_shape(),
          &device_shape(),       &device_schedule_shape(), &delegate_shape(),             &subscription_shape(),
          &number_shape(),       &business_rule_shape(),  &action_shape(),                &email_filter_shape(),
          &address_filter_shape(), &system_address_filter_shape(), &bounced_address_shape(), &bounce_override_shape(), &smime_shape()};
}

}  // namespace scenarios
