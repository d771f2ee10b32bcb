#include "engine/script/requests.h"

#include "engine/outbound/outbox.h"
#include "engine/record_events.h"
#include "engine/script/tables.h"

namespace engine::script {
namespace {

Frame refused(std::string why) { return {"error", std::move(why)}; }

/// Name and value pairs from `first` on.
Fields pairs(const Frame& request, std::size_t first) {
  Fields fields;
  for (std::size_t i = first; i + 1 < request.size(); i += 2) fields.emplace_back(request[i], request[i + 1]);
  return fields;
}

bool has_comments(const Fields& fields) {
  return std::any_of(fields.begin(), fields.end(), [](const auto& each) { return each.first == "comments" && !each.second.empty(); });
}

/// What a script may set of its own mail (spec 3.4: sys_email is the record).
constexpr std::array<std::string_view, 8> writable_of_email{"subject", "user", "user_id", "error_string", "target_table", "instance",
                                                            "importance", "notification_type"};

}  // namespace

std::optional<Frame> Requests::answer(const Frame& request) {
  using Answer = Frame (Requests::*)(const Frame&);
  struct Word {
    std::string_view name;
    std::size_t texts;  ///< at least, "ask" and the name among them
    Answer answer;
  };
  static constexpr std::array words{Word{"describe", 3, &Requests::describe}, Word{"query", 5, &Requests::query},
                                    Word{"get", 4, &Requests::get},           Word{"insert", 4, &Requests::insert},
                                    Word{"update", 5, &Requests::update},     Word{"journal", 6, &Requests::journal},
                                    Word{"property", 3, &Requests::property}, Word{"event", 7, &Requests::event},
                                    Word{"member", 4, &Requests::member}};
  if (++asked_ > limits_.requests) return std::nullopt;
  for (const Word& word : words) {
    if (request.size() >= word.texts && request[1] == word.name) return (this->*word.answer)(request);
  }
  return refused("an unknown request");
}

void Requests::tell(const Frame& request) {
  if (request.size() >= 4 && request[1] == "log") log(request[2], request[3]);
}

void Requests::log(std::string_view level, std::string_view text) {
  const std::string& mail = job_.sys_email == nullptr ? job_.log_to : job_.sys_email->sys_id;
  if (mail.empty() || logged_ > limits_.log_bytes) return;
  logged_ += text.size() + 1;
  const bool is_full = logged_ > limits_.log_bytes;
  parts_.store.log(mail, is_full ? "warning" : level,
                   is_full ? fmt::format("the script's log ends here: it is longer than {} bytes", limits_.log_bytes) : text);
}

Frame Requests::describe(const Frame& request) {
  Frame answer{"ok"};
  for (const Column& each : view_of(parts_, request[2]).columns) {
    answer.push_back(each.name);
    answer.emplace_back(each.refers_to);
  }
  return answer;
}

Frame Requests::query(const Frame& request) {
  const std::size_t asked = std::strtoull(request[4].c_str(), nullptr, 10);
  const std::size_t most = asked == 0 ? limits_.rows : std::min(asked, limits_.rows);
  auto rows = find_rows(parts_, request[2], request[3], {most, limits_.row_bytes});
  if (!rows) return refused(rows.error().text());
  if (rows->is_cut && most != asked) {
    log("warning", fmt::format("GlideRecord: only the first {} rows of {} are read", rows->count, request[2]));
  }
  return std::move(rows->frame);
}

Frame Requests::get(const Frame& request) { return one_row(parts_, request[2], request[3]); }

Frame Requests::written(const Record& record, bool is_insert, bool is_current, bool comments) {
  outcome_.writes.push_back({record, is_insert, is_current});
  fire_written(parts_, record, {is_insert, comments, std::string(user_name())});
  return one_row(parts_, record.table, record.sys_id);
}

Frame Requests::insert(const Frame& request) {
  if (!is_record_table(parts_, request[2])) return refused(fmt::format("scripts cannot insert into '{}'", request[2]));
  const Fields fields = pairs(request, 4);
  const Record record = parts_.store.insert_record(request[2], fields, user_name());
  return written(record, true, !request[3].empty(), has_comments(fields));
}

Frame Requests::update(const Frame& request) {
  if (request[2] == "sys_email") return update_email(request);
  if (!is_record_table(parts_, request[2])) return refused(fmt::format("scripts cannot update '{}'", request[2]));
  const auto record = parts_.store.find_record(request[2], request[3]);
  if (!record) return refused(fmt::format("there is no such record in '{}' to update", request[2]));
  const Fields fields = pairs(request, 5);
  parts_.store.update_record(*record, fields, user_name());
  return written(*record, false, !request[4].empty(), has_comments(fields));
}

/// The mail in hand is written by the pipeline when it has ended; the changes go there.
Frame Requests::update_email(const Frame& request) {
  if (job_.sys_email == nullptr || request[3] != job_.sys_email->sys_id) {
    return refused("scripts can only update the sys_email that they run for");
  }
  for (auto& [name, value] : pairs(request, 5)) {
    if (std::find(writable_of_email.begin(), writable_of_email.end(), name) == writable_of_email.end()) {
      return refused(fmt::format("scripts cannot set sys_email.{}", name));
    }
    outcome_.email_changes.emplace_back(name, value);
  }
  return one_row(parts_, "sys_email", request[3]);
}

Frame Requests::journal(const Frame& request) {
  Frame answer{"ok"};
  Statement row = parts_.database.prepare(
      "SELECT j.value, coalesce(u.name, j.sys_created_by), j.sys_created_on FROM sys_journal_field j LEFT JOIN sys_user u ON "
      "u.user_name = j.sys_created_by WHERE j.name = ? AND j.element_id = ? AND j.element = ? ORDER BY j.id DESC LIMIT ?");
  row.bind_all(request[2], request[3], request[4], std::int64_t{request[5] == "1" ? 1 : 100});
  const std::string_view label = request[4] == "work_notes" ? "Work notes" : "Additional comments";
  while (row.step()) {
    const std::string when = sim::glide_time(sim::Instant(sim::Duration(row.integer(2))));
    answer.push_back(fmt::format("{} - {} ({})\n{}\n\n", when, row.text(1), label, row.text(0)));
  }
  return answer;
}

Frame Requests::property(const Frame& request) {
  const std::string value = parts_.properties.text(request[2]);
  if (value.empty() && find_property(request[2]) == nullptr) return {"ok"};
  return {"ok", value};
}

Frame Requests::event(const Frame& request) {
  EventRequest event;
  event.name = request[2];
  event.table = request[3].empty() ? std::string("sys_email") : request[3];
  event.record = is_record_table(parts_, event.table) ? request[4] : std::string();
  event.parm1 = request[5];
  event.parm2 = request[6];
  event.user = user_name();
  const auto fired = outbound::fire(parts_, event);
  return fired ? Frame{"ok"} : refused(fired.error().text());
}

Frame Requests::member(const Frame& request) {
  for (const User& each : parts_.store.group_members(request[3])) {
    if (each.sys_id == request[2]) return {"ok", "1"};
  }
  return {"ok"};
}

}  // namespace engine::script
