#include "engine/inbound/reprocess.h"

#include "engine/inbound/pipeline.h"

namespace engine::inbound {

sim::Result<void> reprocess(Parts& parts, std::string_view sys_id) {
  auto row = parts.store.find_email(sys_id);
  if (!row) return sim::Error{fmt::format("there is no Email record {}", sys_id), "", {}};
  if (row->type != standing::received.type && row->type != standing::junk.type) {
    return sim::Error{fmt::format("a mail of type {} cannot be reprocessed", row->type), "only received and received-ignored ones can", {}};
  }
  try {
    Batch batch(parts);
    for (std::string EmailRecord::* member : {&EmailRecord::receive_type, &EmailRecord::user, &EmailRecord::user_id, &EmailRecord::target_table,
                                              &EmailRecord::instance, &EmailRecord::error_string}) {
      (*row.*member).clear();
    }
    parts.world.trace.note(sim::EventKind::email_reprocessed, row->key(), {{"sys_email", row->sys_id}}, {"reprocess", {}});
    parts.store.log(row->sys_id, "info", "Reprocess Email");
    parts.store.move(*row, standing::inbox, {}, {"reprocess", {}});
    const EmailRecord after = process_again(parts, *std::move(row));
    parts.store.pass_attachments_on(after);
    batch.commit();
  } catch (const DatabaseError& error) {
    return sim::Error{fmt::format("the mail could not be reprocessed: {}", error.what()), error.is_full() ? "give the database more room" : "", {}};
  }
  return {};
}

}  // namespace engine::inbound
