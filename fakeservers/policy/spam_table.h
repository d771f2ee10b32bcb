// The patterns of the spam scorer. Subjects and bodies are compared in lower case (ASCII); weights are thousandths of a point.
#pragma once
#include <array>
#include <string_view>

namespace fakeservers::policy {

struct SpamTest {
  enum class Where { subject, body, both };
  std::string_view name;
  Where where;
  std::string_view pattern;
  int weight;
};

// clang-format off
inline constexpr std::array spam_tests{
    // The generic test for unsolicited bulk email, which every scorer flags (spamassassin.apache.org/gtube).
    SpamTest{"GTUBE", SpamTest::Where::both, "xjs*c4jdbqadn1.nsbn3*2idnen*gtube-standard-anti-ube-test-email*c.34x", 1000000},
    SpamTest{"DRUGS_ERECTILE", SpamTest::Where::both, "viagra", 3600},
    SpamTest{"DRUGS_PHARMACY", SpamTest::Where::both, "online pharmacy", 3200},
    SpamTest{"CASINO", SpamTest::Where::both, "casino", 3400},
    SpamTest{"LOTTO_WINNER", SpamTest::Where::both, "you have won", 3800},
    SpamTest{"LOTTO_PRIZE", SpamTest::Where::both, "claim your prize", 3300},
    SpamTest{"MILLION_USD", SpamTest::Where::body, "million dollars", 3900},
    SpamTest{"ADVANCE_FEE", SpamTest::Where::body, "next of kin", 3500},
    SpamTest{"WIRE_FEE", SpamTest::Where::body, "transfer fee", 2700},
    SpamTest{"CHEAP_MEDS", SpamTest::Where::body, "no prescription", 3700},
    SpamTest{"WORK_AT_HOME", SpamTest::Where::both, "work from home", 2800},
    SpamTest{"EASY_MONEY", SpamTest::Where::body, "earn $", 3200},
    SpamTest{"CRYPTO_DOUBLE", SpamTest::Where::body, "double your bitcoin", 4200},
    SpamTest{"ACT_NOW", SpamTest::Where::both, "act now", 2600},
    SpamTest{"CLICK_BELOW", SpamTest::Where::body, "click below", 1900},
    SpamTest{"FREE_OFFER", SpamTest::Where::both, "100% free", 2900},
    SpamTest{"SEO_PITCH", SpamTest::Where::body, "first page of google", 4300},
    SpamTest{"JA_UNSOLICITED", SpamTest::Where::subject, "未承諾広告", 4100},
    SpamTest{"JA_WINNER", SpamTest::Where::both, "ご当選", 3900},
    SpamTest{"JA_PRIZE", SpamTest::Where::body, "億円", 3100},
    SpamTest{"JA_DATING", SpamTest::Where::both, "出会い", 3800},
    SpamTest{"JA_SIDE_JOB", SpamTest::Where::both, "副業", 3300},
    SpamTest{"JA_EASY_MONEY", SpamTest::Where::body, "簡単に稼げる", 3900},
    SpamTest{"JA_FREE", SpamTest::Where::both, "完全無料", 2900},
    SpamTest{"JA_CLICK", SpamTest::Where::body, "今すぐクリック", 2700},
    SpamTest{"JA_ACCOUNT", SpamTest::Where::both, "アカウントが停止", 3600},
    SpamTest{"JA_BRAND", SpamTest::Where::both, "激安ブランド", 3700},
    SpamTest{"JA_COPY_GOODS", SpamTest::Where::body, "スーパーコピー", 4900},
    // What unsolicited mail has said since there is any.
    SpamTest{"SUBJ_ADV", SpamTest::Where::subject, "adv:", 2900},
    SpamTest{"SUBJ_MARKED_SPAM", SpamTest::Where::subject, "*****spam*****", 4200},
    SpamTest{"SUBJ_FREE", SpamTest::Where::subject, "for free!", 1900},
    SpamTest{"SUBJ_WINNING", SpamTest::Where::subject, "winning", 1700},
    SpamTest{"REMOVE_SUBJ", SpamTest::Where::body, "\"remove\" in the subject", 2600},
    SpamTest{"TO_BE_REMOVED", SpamTest::Where::body, "to be removed", 2300},
    SpamTest{"CLICK_HERE", SpamTest::Where::body, "click here", 1200},
    SpamTest{"SELECTED_YOU", SpamTest::Where::body, "you have been selected", 2100},
    SpamTest{"SPECIALLY_SELECTED", SpamTest::Where::body, "specially selected", 2500},
    SpamTest{"MAKE_MONEY_FAST", SpamTest::Where::both, "make money fast", 3700},
    SpamTest{"MAKING_MONEY", SpamTest::Where::body, "making money", 1600},
    SpamTest{"RESIDUAL_INCOME", SpamTest::Where::body, "residual income", 2700},
    SpamTest{"MAKE_FORTUNE", SpamTest::Where::body, "a fortune", 1500},
    SpamTest{"AMOUNTS_OF_MONEY", SpamTest::Where::body, "amounts of money", 1800},
    SpamTest{"GIVEAWAY", SpamTest::Where::body, "giveaway", 1400},
    SpamTest{"NOT_SPAM", SpamTest::Where::body, "this is not spam", 2400},
    SpamTest{"REACHED_IN_ERROR", SpamTest::Where::body, "has reached you in error", 1500},
    SpamTest{"ADVERTISE_BY_MAIL", SpamTest::Where::body, "advertise via e mail", 2300},
    SpamTest{"NO_SCRIPT", SpamTest::Where::both, "script required", 3100},
    SpamTest{"OBSCURED_MEDS", SpamTest::Where::body, "medz", 3300},
    SpamTest{"FDA_MEDS", SpamTest::Where::body, "from our fda", 2400},
    SpamTest{"DRUGS_CIALIS", SpamTest::Where::both, "cialis", 3000},
    SpamTest{"DRUGS_PAIN", SpamTest::Where::both, "vicodin", 3000},
    SpamTest{"DRUGS_ANXIETY", SpamTest::Where::both, "xanax", 3000},
    SpamTest{"HERBAL", SpamTest::Where::both, "100% herbal", 2800},
    SpamTest{"LOSE_WEIGHT", SpamTest::Where::both, "lose weight", 2200},
    SpamTest{"REPLICA_WATCH", SpamTest::Where::both, "replica watch", 3600},
    SpamTest{"DEAR_FRIEND", SpamTest::Where::body, "dear friend", 1800},
    SpamTest{"DEAR_WINNER", SpamTest::Where::body, "dear winner", 3100},
    SpamTest{"BENEFICIARY", SpamTest::Where::body, "beneficiary", 1300},
    SpamTest{"BARRISTER", SpamTest::Where::body, "barrister", 1900},
    SpamTest{"RISK_FREE", SpamTest::Where::both, "risk free", 1700},
    SpamTest{"LOWEST_PRICE", SpamTest::Where::both, "lowest price", 1600},
    SpamTest{"STOCK_ALERT", SpamTest::Where::both, "stock alert", 2900},
    SpamTest{"REFINANCE", SpamTest::Where::both, "refinance", 1800},
};
// clang-format on

}  // namespace fakeservers::policy
