// What crosses the socket between the engine and its script worker.
#include <gtest/gtest.h>

#include "engine/script/frame.h"

namespace engine::script {
namespace {

TEST(Frame, ComesOutAsItWentInHoweverItIsCut) {
  const Frame first{"run", "", std::string("zero\0inside", 11)}, second{"done"};
  std::string bytes;
  ASSERT_TRUE(encode(first, bytes));
  ASSERT_TRUE(encode(second, bytes));
  for (std::size_t cut = 0; cut <= bytes.size(); ++cut) {
    FrameReader reader;
    std::vector<Frame> read;
    for (const std::string_view part : {std::string_view(bytes).substr(0, cut), std::string_view(bytes).substr(cut)}) {
      reader.take(part);
      while (auto frame = reader.next()) read.push_back(*frame);
    }
    EXPECT_EQ(read, (std::vector<Frame>{first, second}));
  }
}

TEST(Frame, ThatIsTooLargeIsNotSent) {
  std::string bytes;
  EXPECT_FALSE(encode({std::string(most_frame_bytes, 'x')}, bytes));
  EXPECT_TRUE(bytes.empty());
}

TEST(Frame, WhoseLengthsLieBreaksTheStream) {
  for (const std::string& lie : {std::string("\xff\xff\xff\xff", 4), std::string("\x06\0\0\0\xff\0\0\0ab", 10), std::string("\x02\0\0\0ab", 6)}) {
    FrameReader reader;
    reader.take(lie);
    EXPECT_FALSE(reader.next());
    EXPECT_TRUE(reader.is_broken());
  }
}

}  // namespace
}  // namespace engine::script
