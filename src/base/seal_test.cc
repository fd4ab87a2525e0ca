// SPDX-License-Identifier: Apache-2.0
#include "base/seal.h"

#include <filesystem>

#include <gtest/gtest.h>
#include <stdlib.h>
#include <sys/stat.h>

#include "base/check.h"

namespace callout {
namespace {

class Sealing : public testing::Test {
 protected:
  void SetUp() override {
    std::string name = (std::filesystem::temp_directory_path() / "callout-seal-XXXXXX").string();
    check(::mkdtemp(name.data()) != nullptr);
    folder_ = name;
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }
  std::string file() const { return folder_ / "secrets.key"; }
  std::filesystem::path folder_;
};

TEST_F(Sealing, OnlyTheSameKeyOpens) {
  const auto seal = load_seal(file(), true);
  ASSERT_TRUE(seal) << seal.error().message;
  const std::string sealed = seal->seal("secret");
  EXPECT_NE(sealed, seal->seal("secret"));
  EXPECT_EQ(sealed.find("secret"), std::string::npos);
  EXPECT_EQ(*load_seal(file(), false)->open(sealed), "secret");
  std::filesystem::remove(file());
  EXPECT_FALSE(load_seal(file(), true)->open(sealed));
}

TEST_F(Sealing, WhatWasChangedIsNotOpened) {
  const auto seal = load_seal(file(), true);
  const std::string sealed = seal->seal("secret");
  for (std::size_t i = 0; i < sealed.size(); ++i) {
    std::string changed = sealed;
    changed[i] = changed[i] == 'A' ? 'B' : 'A';
    EXPECT_FALSE(seal->open(changed)) << i;
    EXPECT_FALSE(seal->open(sealed.substr(0, i))) << i;
  }
}

TEST_F(Sealing, TheKeyIsItsOwnersAndNeverReplaced) {
  EXPECT_EQ(load_seal(file(), false).error().code, Code::kNotFound);
  ASSERT_TRUE(load_seal(file(), true));
  struct stat status{};
  ASSERT_EQ(::stat(file().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
  ASSERT_EQ(::chmod(file().c_str(), 0644), 0);
  EXPECT_EQ(load_seal(file(), true).error().code, Code::kDenied);
  ASSERT_EQ(::chmod(file().c_str(), 0600), 0);
  std::filesystem::resize_file(file(), 10);
  EXPECT_EQ(load_seal(file(), true).error().code, Code::kInvalid);
}

TEST_F(Sealing, WhatIsDerivedIsTheSameForTheSameKeyAndLabelOnly) {
  Seal::Key one{}, other{};
  other[31] = std::byte{1};
  const std::string derived = Seal(one).derive("unsubscribe a");
  EXPECT_EQ(derived.size(), 43U);
  EXPECT_EQ(Seal(one).derive("unsubscribe a"), derived);
  EXPECT_NE(Seal(one).derive("unsubscribe b"), derived);
  EXPECT_NE(Seal(other).derive("unsubscribe a"), derived);
}

}  // namespace
}  // namespace callout
