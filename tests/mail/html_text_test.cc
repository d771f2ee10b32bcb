#include "sim/mail/html_text.h"

namespace {

using sim::mail::text_of_html;

TEST(HtmlText, KeepsLinesAndParagraphsAsABrowserShowsThem) {
  EXPECT_EQ(text_of_html("<html><body><p>one\n two</p>\n<p>three<br>four</p><div>five</div><div>six</div></body></html>"),
            "one two\n\nthree\nfour\n\nfive\nsix");
  EXPECT_EQ(text_of_html("<ul><li>a</li><li>b</li></ul>after"), "a\nb\nafter");
  EXPECT_EQ(text_of_html("<table><tr><td>Name:</td><td>x</td></tr><tr><th>y</th></tr></table>"), "Name:\tx\ny");
  EXPECT_EQ(text_of_html("a<pre>b\n  c</pre>d"), "a\nb\n  c\nd");
}

TEST(HtmlText, DropsWhatNobodySees) {
  EXPECT_EQ(text_of_html("<head><title>t</title><STYLE>p{a:b}</style></head><body>x<script>1<2</script><!-- <p>c --> y</body>"), "x y");
  EXPECT_EQ(text_of_html("<!DOCTYPE html><?xml version='1'?><![if !mso]>a<![endif]>"), "a");
  EXPECT_EQ(text_of_html("<head>never closed <body>x"), "never closed\nx");
  EXPECT_EQ(text_of_html("<header>h</header><style>unclosed"), "h");
}

TEST(HtmlText, KeepsHiddenWatermarks) {
  EXPECT_EQ(text_of_html("text<div style=\"display:none\">Ref:MSG0000001_a</div>"), "text\nRef:MSG0000001_a");
}

TEST(HtmlText, ResolvesCharacterReferences) {
  EXPECT_EQ(text_of_html("&lt;b&gt; &amp;lt; &quot;&apos;&#39;&eacute;&#233;&#xE9;&euro;&hellip;&nbsp;x&shy;y"), "<b> &lt; \"''ééé€… xy");
  EXPECT_EQ(text_of_html("&#128512;&#150;&#0;&#xD800;&#99999999999;"), "😀–\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(text_of_html("AT&T a&b &nosuch; &copy 2 &"), "AT&T a&b &nosuch; © 2 &");
}

TEST(HtmlText, TakesWhatIsNoTagAsText) {
  EXPECT_EQ(text_of_html("1 < 2 <3 and <b>4</b> <unclosed"), "1 < 2 <3 and 4 <unclosed");
  EXPECT_EQ(text_of_html("<a title=\"x > y\" href='>'>z</a>"), "z");
  EXPECT_EQ(text_of_html("<a title=\"open>z</a>"), "z");
}

TEST(HtmlText, ReadsHostileHtmlInLinearTime) {
  for (const std::string_view piece : {"<", "<!", "<a ", "<a \"", "<a x=\"'>", "<style>", "</", "&", "&#", "<head>", "<p>", "<!--"}) {
    std::string html;
    while (html.size() < 300'000) html += piece;
    EXPECT_LE(text_of_html(html).size(), html.size()) << piece;
  }
}

}  // namespace
