// How subjects of returned mail and of automatic replies begin, as data. All folded (header_signs.h).
#include "sim/automatic/header_signs.h"
#include "sim/automatic/phrase.h"

namespace sim::automatic {
namespace {

constexpr std::string_view bounce_subjects[] = {
    "undelivered mail", "undeliverable", "undelivered", "mail delivery", "mail delivery failed", "delivery status", "returned mail",
    "returned email", "delivery failure", "delivery_failure", "delivery failed", "delivery fail", "failure notice", "mail failure",
    "mail failed", "mail error", "mail system error", "message delivery has failed", "message undeliverable", "message not delivered",
    "non-delivery", "nondelivery", "nondeliverable", "delivery notification", "delivery has failed", "delivery report", "warning: message ",
    "warning: could not send", "warning: delayed mail", "mail could not be delivered", "could not be delivered", "email delivery failure",
    "[postmaster] email delivery failure", "[bounce]", "there was an error sending your mail", "notice: mail delivery status",
    "delayed mail", "delivery delayed", "failed delivery", "failure delivery", "**message you sent blocked", "postmaster notify",
    "permanent delivery failure", "message frozen", "message blocked", "error sending message", "unable to deliver", "bounced mail",
    "loop alert: ", "loop back warning", "bounce mail", "mail rejected", "message status - undeliverable", "system undelivered",
    "error(s) in forwarding or filtering", "* smtp server: errors from ", "* mail delivery failed",
    // de, fr, it, es, pt, nl, pl, sv, da, no, fi, tr, cs
    "unzustellbar", "nicht zustellbar", "unzustellbare", "zustellung fehlgeschlagen", "non remis", "non_remis", "échec de la remise",
    "rapport de non-remise", "non recapitabile", "mancato recapito", "no se puede entregar", "no entregado", "no se pudo entregar",
    "não é possível entregar", "não entregue", "falha na entrega", "mensagem não entregue", "onbestelbaar", "niet-bezorgbaar",
    "niedostarczona", "niedostarczone", "nie można dostarczyć", "kan inte levereras", "går inte att leverera", "kan ikke leveres",
    "ikke levert", "uleverbar", "toimitus epäonnistui", "ei voida toimittaa", "teslim edilemedi", "nedoručitelné", "nelze doručit",
    // ru, uk, el, ja, zh, ko
    "ваше сообщение не доставлено", "не доставлено", "недоставленное", "сообщение не доставлено", "не вдалося доставити", "δεν παραδόθηκε",
    "配信不能", "配信できません", "メッセージを配信できません", "メール配信に失敗しました", "メール送信エラー", "送信できませんでした", "無法傳遞",
    "无法传递", "无法投递", "未送达", "未送達", "退信", "系统退信", "배달되지 않음", "반송", "메일 반송"};

/// How a phrase must go on for the subject to be an automatic reply's.
enum class After { word_end, mark };  // mark: the end, or punctuation, or one of the words in `tails`

struct ReplySubject {
  std::string_view words;
  After after = After::word_end;
};
constexpr ReplySubject reply_subjects[] = {
    {"automatic reply"}, {"auto reply"}, {"auto-reply"}, {"autoreply"}, {"auto response"}, {"auto-response"}, {"autoresponse"},
    {"automated reply"}, {"automated response"}, {"automatic response"}, {"automatic answer"}, {"auto: * is out of"}, {"autoresponder"},
    {"out of office", After::mark}, {"out-of-office", After::mark}, {"out of the office", After::mark}, {"ooo", After::mark},
    {"away until "},
    {"away from my mail"}, {"away from the office", After::mark}, {"i am out of the office"}, {"i'm out of the office"},
    {"i am on vacation"}, {"on vacation", After::mark}, {"vacation reply"}, {"vacation message"}, {"vacation notice"},
    {"annual leave", After::mark}, {"on leave until "}, {"maternity leave", After::mark}, {"absence notification"},
    {"thank you for contacting us (automatic"},
    {"automatische antwort"}, {"automatische rückantwort"}, {"automatisierte antwort"}, {"abwesenheitsnotiz"}, {"abwesenheitsnachricht"},
    {"abwesenheitsbenachrichtigung"}, {"abwesenheit", After::mark}, {"abwesend", After::mark}, {"nicht im büro", After::mark},   // de
    {"automatisch antwoord"}, {"automatische reactie"}, {"afwezigheidsbericht"}, {"afwezig", After::mark}, {"niet aanwezig",
    After::mark},  // nl
    {"réponse automatique"}, {"reponse automatique"}, {"message d'absence"}, {"absence du bureau"}, {"absent du bureau"},
    {"absent(e) du bureau"}, {"absence", After::mark},                                                                           // fr
    {"risposta automatica"}, {"fuori sede", After::mark}, {"fuori ufficio", After::mark}, {"assente", After::mark},              // it
    {"resposta automática"}, {"resposta automatica"}, {"ausência temporária"}, {"fora do escritório", After::mark},              // pt
    {"respuesta automática"}, {"respuesta automatica"}, {"fuera de la oficina", After::mark}, {"fuera de oficina", After::mark}, // es
    {"resposta automàtica"}, {"samodejni odgovor"}, {"samodejen odgovor"}, {"automatski odgovor"}, {"automatický odgovor"},      // ca sl hr
    {"automatická odpověď"}, {"automatická odpoveď"}, {"automatické odpovědi"}, {"mimo kancelář", After::mark},                  // cs sk
    {"automatyczna odpowiedź"}, {"odpowiedź automatyczna"}, {"nieobecność", After::mark}, {"poza biurem", After::mark},          // pl
    {"automatikus válasz"}, {"automata válasz"}, {"házon kívül", After::mark}, {"răspuns automat"}, {"raspuns automat"},         // hu ro
    {"автоответ"}, {"автоматический ответ"}, {"автоматическое сообщение"}, {"вне офиса", After::mark}, {"нет на месте", After::mark},  // ru
    {"автоматична відповідь"}, {"автовідповідь"}, {"автоматичен отговор"}, {"аутоматски одговор"},                               // uk bg sr
    {"automaattinen vastaus"}, {"poissaoloilmoitus"}, {"poissa", After::mark}, {"automatiskt svar"}, {"autosvar"},               // fi sv
    {"frånvaromeddelande"}, {"frånvaro", After::mark}, {"inte på kontoret", After::mark}, {"automatisk svar"},                   // sv no
    {"fraværsmelding"}, {"fravær", After::mark}, {"ikke til stede", After::mark}, {"ikke på kontoret", After::mark},             // no da
    {"sjálfvirkt svar"}, {"automaatvastus"}, {"automaatne vastus"}, {"automātiskā atbilde"}, {"automatinis atsakymas"},
             // is et lv lt
    {"αυτόματη απάντηση"}, {"εκτός γραφείου", After::mark}, {"otomatik yanıt"}, {"otomatik cevap"}, {"ofis dışında", After::mark},  // el tr
    {"رد تلقائي"}, {"الرد التلقائي"}, {"خارج المكتب", After::mark}, {"תשובה אוטומטית"}, {"מענה אוטומטי"}, {"מחוץ למשרד", After::mark},
      // ar he
    {"پاسخ خودکار"}, {"स्वचालित उत्तर"}, {"स्वतः उत्तर"}, {"trả lời tự động"}, {"thư trả lời tự động"}, {"balasan otomatis"},
          // fa hi vi id
    {"jawapan automatik"}, {"balasan automatik"}, {"ตอบกลับอัตโนมัติ"}, {"การตอบกลับอัตโนมัติ"}, {"คำตอบอัตโนมัติ"},
                        // ms th
    {"自动答复"}, {"自动回复"}, {"自動回覆"}, {"自動答覆"}, {"自動回復"}, {"外出", After::mark}, {"不在办公室"}, {"休假", After::mark},      // zh
    {"自動応答"}, {"自動返信"}, {"自動回答"}, {"不在通知"}, {"不在のお知らせ"}, {"不在連絡"}, {"不在:"}, {"休暇のお知らせ"},                 // ja
    {"자동 응답"}, {"자동응답"}, {"자동 회신"}, {"자동회신"}, {"부재중", After::mark}, {"부재 중", After::mark},                          // ko
};
// What follows a phrase that people also begin with ("Out of office supplies").
constexpr std::string_view tails[] = {" auto", " reply", " re:", " notification", " message", " until ", " from ", " notice", " response",
                                      " bis ", " jusqu", " fino ", " hasta ", " t/m ", " till ", " assistant"};

/// Most phrases are ruled out by their first octet: this is asked of every mail.
bool may_begin(std::string_view subject, std::string_view pattern) { return pattern.front() == '*' || pattern.front() == subject.front(); }

bool begins_as(std::string_view subject, std::string_view pattern) {
  if (!may_begin(subject, pattern)) return false;
  return pattern.substr(0, 2) == "* " ? holds(subject, pattern.substr(2)) : subject.substr(0, pattern.size()) == pattern;
}

bool goes_on(std::string_view rest, After after) {
  if (rest.empty()) return true;
  const auto next = static_cast<unsigned char>(rest.front());
  if (after == After::word_end) return next >= 0x80 || std::isalnum(next) == 0;
  if (std::any_of(std::begin(tails), std::end(tails), [&](std::string_view tail) { return rest.substr(0,
      tail.size()) == tail; })) return true;
  rest = trimmed(rest);
  return rest.empty() || std::string_view(":-([|!.,/;<\"'").find(rest.front()) != std::string_view::npos || rest.substr(0, 3) == "–" ||
         rest.substr(0, 3) == "—" || rest.substr(0, 3) == "：" || rest.substr(0, 3) == "（";
}

// What people write into their vacation notices, folded. Asked only where the header says that a machine sent the mail.
constexpr std::string_view absences[] = {
    "i am away until", "i am currently away", "i'm currently away", "i will be away", "i am away from", "i am away on",
    "i am out of the office",
    "i'm out of the office", "i am out of office", "i will be out of the office", "i am currently out of", "i'm currently out of",
    "i am on vacation", "i'm on vacation", "i am on leave", "i am on annual leave", "i will be traveling", "i am traveling",
    "i will respond to your message when i return", "on maternity leave", "on parental leave", "limited access to email",
    "no access to email",
    "ich bin derzeit nicht", "ich bin bis", "ich bin nicht im büro", "ich bin im urlaub", "je suis absent", "je suis actuellement absent",
    "je suis en congé", "sono assente", "sono in ferie", "sono fuori ufficio", "estoy fuera de la oficina", "estaré fuera",
    "estoy de vacaciones",
    "estou ausente", "estou de férias", "ik ben afwezig", "ik ben niet aanwezig", "ik ben met vakantie", "jestem na urlopie",
    "przebywam na urlopie",
    "jag är på semester", "jag är inte på kontoret", "jeg er på ferie", "jeg er ikke på kontoret", "olen lomalla", "я в отпуске",
    "нахожусь в отпуске",
    "в отпуске до", "不在にしております", "不在のため", "休暇中", "休暇を", "出張中", "我正在休假", "我不在办公室", "目前不在", "부재중", "휴가 중", "휴가중"};

/// "Yuki Tanaka is out of the office", as Notes writes it: a name before, nothing but a date behind.
bool is_person_out(std::string_view subject) {
  const std::string_view words = " is out of the office";
  const std::size_t at = subject.find(words);
  if (at == std::string_view::npos || at > 60 || subject.substr(0, at).find(':') != std::string_view::npos) return false;
  const std::string_view rest = trimmed(subject.substr(at + words.size()));
  return rest.empty() || rest.front() == '(' || rest.front() == '.' || rest.front() == ',' || rest.substr(0, 5) == "until" ||
      rest.substr(0, 6) == "return";
}

}  // namespace

bool is_bounce_subject(std::string_view subject) {
  if (subject.empty()) return false;
  return std::any_of(std::begin(bounce_subjects), std::end(bounce_subjects), [&](std::string_view each) { return begins_as(subject,
      each); });
}

std::string_view absence_phrase(std::string_view text) {
  for (const std::string_view each : absences)
    if (text.find(each) != std::string_view::npos) return each;
  return {};
}

std::string_view auto_reply_phrase(std::string_view subject) {
  subject = trimmed(subject);
  while (!subject.empty() && (subject.front() == '[' || subject.front() == '"' || subject.front() == '*')) subject.remove_prefix(1);
  if (subject.empty()) return {};
  for (const ReplySubject& each : reply_subjects) {
    if (!may_begin(subject, each.words)) continue;
    const std::size_t gap = each.words.find('*');
    if (gap != std::string_view::npos ? begins(subject, each.words)
                                      : subject.substr(0, each.words.size()) == each.words &&
                                            (each.words.back() == ' ' || each.words.back() == ':' ||
                                                goes_on(subject.substr(each.words.size()), each.after)))
      return each.words;
  }
  return is_person_out(subject) ? "is out of the office" : std::string_view();
}

}  // namespace sim::automatic
