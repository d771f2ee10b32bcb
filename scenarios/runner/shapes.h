// The shapes of a story: what may stand in the YAML outside of steps and expectations (those bring their own).
#pragma once
#include "scenarios/runner/shape.h"

namespace scenarios {

const Shape& story_shape();
const Shape& fixed_shape();
const Shape& host_shape();
const Shape& spam_shape();
const Shape& spam_rule_shape();
const Shape& virus_shape();
const Shape& dnsbl_shape();
const Shape& person_shape();
const Shape& out_of_office_shape();
const Shape& instance_shape();
const Shape& invariants_shape();
const Shape& notification_shape();
const Shape& template_shape();
const Shape& mail_script_shape();
const Shape& device_shape();
const Shape& device_schedule_shape();
const Shape& delegate_shape();
const Shape& subscription_shape();
const Shape& number_shape();
const Shape& business_rule_shape();
const Shape& action_shape();
const Shape& email_filter_shape();
const Shape& address_filter_shape();
const Shape& system_address_filter_shape();
const Shape& bounced_address_shape();
const Shape& bounce_override_shape();
/// The objects inside of an instance: users, accounts, notifications, ...
std::vector<const Shape*> instance_parts();
/// The keys of a host's policies that are about who sent a mail, and their objects.
std::vector<Key> sender_keys();
std::vector<const Shape*> sender_shapes();
/// All of them, in the order of the reference.
std::vector<const Shape*> story_shapes();

}  // namespace scenarios
