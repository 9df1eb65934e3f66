// SPDX-License-Identifier: MIT
// What the core's unit tests use of GoogleTest, which needs more of a system than there is here: a
// runner of the same tests. A fatal failure ends the program; death tests are left out, as there
// are no processes.
#ifndef WEFT_TESTS_XTENSA_GTEST_H_
#define WEFT_TESTS_XTENSA_GTEST_H_

#include <stdio.h>
#include <stdlib.h>

#include <string>
#include <vector>

namespace testing {

class Test {
 public:
  virtual ~Test() = default;
  virtual void SetUp() {}
  virtual void TearDown() {}
  virtual void TestBody() = 0;
  template <typename T>
  static void RecordProperty(const char*, const T&) {}
};

struct Case {
  std::string name;
  Test* (*make)(size_t parameter);
  size_t parameter;
};
std::vector<Case>& cases();
bool add(const char* suite, const char* name, Test* (*make)(size_t), size_t parameter);

// A suite with parameters: its tests, and once for each parameter when INSTANTIATE_... names them.
struct Parametrised {
  const char* suite;
  const char* name;
  Test* (*make)(size_t);
};
std::vector<Parametrised>& parametrised();

template <typename T>
class WithParamInterface {
 public:
  static T GetParam() { return parameters()[current()]; }
  static std::vector<T>& parameters() {
    static std::vector<T> all;
    return all;
  }
  static size_t& current() {
    static size_t index = 0;
    return index;
  }
};

template <typename Suite, typename T>
bool instantiate(const char* suite, const std::vector<T>& values) {
  for (const T& value : values) Suite::parameters().push_back(value);
  for (const Parametrised& it : parametrised()) {
    if (std::string(it.suite) != suite) continue;
    for (size_t i = 0; i < values.size(); i++) add(it.suite, it.name, it.make, i);
  }
  return true;
}
template <typename T>
std::vector<T> ValuesIn(const std::vector<T>& values) {
  return values;
}
// Of services on native threads or not: there are none.
inline std::vector<char> Bool() { return {false}; }

// What a failed expectation says, after its own words.
class Failure {
 public:
  Failure(const char* file, int line, const char* what, bool fatal) : fatal_(fatal) {
    printf("%s:%d: FAIL: %s ", file, line, what);
    failures()++;
  }
  ~Failure() {
    printf("\n");
    if (fatal_) exit(1);
  }
  Failure& operator<<(const char* text) {
    printf("%s", text);
    return *this;
  }
  Failure& operator<<(const std::string& text) { return *this << text.c_str(); }
  template <typename T>
  Failure& operator<<(const T&) {
    return *this;
  }
  operator bool() const { return false; }
  static int& failures();
  static bool& skipped();

 private:
  bool fatal_;
};

class Skip {
 public:
  Skip() { Failure::skipped() = true; }
  template <typename T>
  Skip& operator<<(const T&) {
    return *this;
  }
};
struct ReturnsNothing {
  void operator=(const Skip&) {}
};

}  // namespace testing

#define WEFT_CHECK(condition, what, fatal) \
  if (condition) {                         \
  } else                                   \
    testing::Failure(__FILE__, __LINE__, what, fatal)
#define EXPECT_TRUE(a) WEFT_CHECK((a), #a, false)
#define EXPECT_FALSE(a) WEFT_CHECK(!(a), "not " #a, false)
#define EXPECT_EQ(a, b) WEFT_CHECK((a) == (b), #a " == " #b, false)
#define EXPECT_NE(a, b) WEFT_CHECK((a) != (b), #a " != " #b, false)
#define EXPECT_LT(a, b) WEFT_CHECK((a) < (b), #a " < " #b, false)
#define EXPECT_LE(a, b) WEFT_CHECK((a) <= (b), #a " <= " #b, false)
#define EXPECT_GT(a, b) WEFT_CHECK((a) > (b), #a " > " #b, false)
#define EXPECT_GE(a, b) WEFT_CHECK((a) >= (b), #a " >= " #b, false)
#define EXPECT_NEAR(a, b, most) \
  WEFT_CHECK((a) - (b) <= (most) && (b) - (a) <= (most), #a " is near " #b, false)
#define EXPECT_DEATH(statement, pattern) \
  if (false) statement
#define ASSERT_TRUE(a) WEFT_CHECK((a), #a, true)
#define ASSERT_EQ(a, b) WEFT_CHECK((a) == (b), #a " == " #b, true)
#define ASSERT_NE(a, b) WEFT_CHECK((a) != (b), #a " != " #b, true)
#define ASSERT_LE(a, b) WEFT_CHECK((a) <= (b), #a " <= " #b, true)
#define ADD_FAILURE() testing::Failure(__FILE__, __LINE__, "", false)
#define SCOPED_TRACE(text) printf("%s\n", std::string(text).c_str())
#define GTEST_SKIP() return testing::ReturnsNothing() = testing::Skip()

#define WEFT_TEST_CLASS(suite, name, base)                         \
  class suite##_##name : public base {                             \
   public:                                                         \
    void TestBody() override;                                      \
    static testing::Test* make([[maybe_unused]] size_t parameter); \
  };
#define TEST_F(suite, name)                                                  \
  WEFT_TEST_CLASS(suite, name, suite)                                        \
  testing::Test* suite##_##name::make(size_t) { return new suite##_##name; } \
  [[maybe_unused]] static const bool suite##_##name##_added =                \
      testing::add(#suite, #name, &suite##_##name::make, 0);                 \
  void suite##_##name::TestBody()
#define TEST(suite, name)                                                    \
  using suite##_##name##_base = testing::Test;                               \
  WEFT_TEST_CLASS(suite, name, testing::Test)                                \
  testing::Test* suite##_##name::make(size_t) { return new suite##_##name; } \
  [[maybe_unused]] static const bool suite##_##name##_added =                \
      testing::add(#suite, #name, &suite##_##name::make, 0);                 \
  void suite##_##name::TestBody()
#define TEST_P(suite, name)                                                              \
  WEFT_TEST_CLASS(suite, name, suite)                                                    \
  testing::Test* suite##_##name::make(size_t parameter) {                                \
    suite::current() = parameter;                                                        \
    return new suite##_##name;                                                           \
  }                                                                                      \
  [[maybe_unused]] static const bool suite##_##name##_added =                            \
      (testing::parametrised().push_back({#suite, #name, &suite##_##name::make}), true); \
  void suite##_##name::TestBody()
#define INSTANTIATE_TEST_SUITE_P(prefix, suite, values, ...)    \
  [[maybe_unused]] static const bool prefix##_##suite##_added = \
      testing::instantiate<suite>(#suite, values)

#endif  // WEFT_TESTS_XTENSA_GTEST_H_
