#include "engine/script/mail_job.h"

#include "engine/inbound/variables.h"

namespace engine::script {

Job job_of(const inbound::Mail& mail, Kind kind, std::string_view text) {
  const inbound::Variables variables(mail);
  Job job;
  job.kind = kind;
  job.text = text;
  job.email = variables.all();
  job.body = variables.body_lines();
  job.sys_email = &mail.email;
  job.user = mail.acting ? &*mail.acting : nullptr;
  return job;
}

}  // namespace engine::script
