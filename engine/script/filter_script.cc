#include "engine/script/filter_script.h"

#include "engine/script/mail_job.h"

namespace engine {

FilterScriptOutcome run_filter_script(inbound::Mail& mail, std::string_view filter_name, std::string_view text) {
  script::Outcome ran = script::run(mail.parts, script::job_of(mail, script::Kind::condition, text));
  if (ran.trouble) {
    mail.parts.store.log(mail.email.sys_id, "error", fmt::format("Email Filter '{}': the script failed: {}", filter_name, *ran.trouble));
  }
  return {ran.answer, std::move(ran.error_string), std::move(ran.trouble)};
}

}  // namespace engine
