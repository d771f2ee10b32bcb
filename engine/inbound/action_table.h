// The inbound actions of the instance (sysevent_in_email_action), compiled so that no mail pays for their configuration.
#pragma once
#include <string>
#include <utility>
#include <vector>

#include "engine/parts.h"
#include "engine/query.h"

namespace engine::inbound {

/// An inbound action ready to run (spec 3.4).
struct Action {
  std::string name;
  std::string table;                         ///< "": the target table is blank
  std::string type;                          ///< new, reply, forward, none
  int order = 100;
  bool stops = false;
  bool is_reply_email = false;
  Query condition;                           ///< over the mail's columns and current.<column>
  std::string condition_script;
  std::vector<std::string> roles;            ///< the acting user has one of them; empty: everybody
  std::string from;                          ///< sys_id of the only user whose mail it takes; "" for everybody
  std::vector<std::pair<std::string, std::string>> set;
  std::string script;
  std::string reply_subject, reply_text, reply_html;
  sim::Place place;
};

/// Active ones in the order they run.
std::vector<Action> compile_actions(Parts& parts);
/// The vendor's three incident actions (spec 3.5).
std::vector<InboundActionConfig> default_actions();
/// What an action's condition may name: a column of the mail, current.<column> of its table.
bool is_action_field(Parts& parts, std::string_view table, std::string_view name);

}  // namespace engine::inbound
