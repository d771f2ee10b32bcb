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
};
// clang-format on

}  // namespace fakeservers::policy
