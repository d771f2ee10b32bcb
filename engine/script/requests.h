// What scripts ask of the instance while they run: rows, writes, properties, events, log lines. One function for each word.
#pragma once
#include "engine/parts.h"
#include "engine/script/script.h"

namespace engine::script {

class Requests {
 public:
  Requests(Parts& parts, const Job& job, const Limits& limits, Outcome& outcome)
      : parts_(parts), job_(job), limits_(limits), outcome_(outcome) {}

  /// "ok" and the answer's texts, or "error" and why. Nothing when the script has asked too often.
  std::optional<Frame> answer(const Frame& request);
  /// What needs no answer: log lines.
  void tell(const Frame& request);

 private:
  Frame describe(const Frame& request);
  Frame query(const Frame& request);
  Frame get(const Frame& request);
  Frame insert(const Frame& request);
  Frame update(const Frame& request);
  Frame journal(const Frame& request);
  Frame property(const Frame& request);
  Frame event(const Frame& request);
  Frame member(const Frame& request);

  Frame written(const Record& record, bool is_insert, bool is_current, bool has_comments);
  Frame update_email(const Frame& request);
  void log(std::string_view level, std::string_view text);
  std::string_view user_name() const { return job_.user == nullptr ? std::string_view() : std::string_view(job_.user->user_name); }

  Parts& parts_;
  const Job& job_;
  const Limits& limits_;
  Outcome& outcome_;
  std::size_t asked_ = 0, logged_ = 0;
};

/// A record's fields as scripts see them: times as text, keys of the database left out.
Fields shown_fields(const Record& record);

}  // namespace engine::script
