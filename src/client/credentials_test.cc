// SPDX-License-Identifier: Apache-2.0
#include "client/credentials.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <gtest/gtest.h>
#include <sys/stat.h>

namespace callout::client {
namespace {

namespace fs = std::filesystem;

class CredentialsFile : public testing::Test {
 protected:
  CredentialsFile() {
    std::string name = (fs::temp_directory_path() / "callout-test-XXXXXX").string();
    folder_ = ::mkdtemp(name.data());
  }
  ~CredentialsFile() override {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
  }
  std::string path() const { return (folder_ / "a" / "callout" / "credentials.json").string(); }
  static Credentials some() {
    return {.server = *wire::parse_server_url("https://callout.example.com:8443"),
            .token = "callout-client-x",
            .email = "ann@example.com",
            .authorities_file = "/etc/ca.pem"};
  }
  fs::path folder_;
};

TEST_F(CredentialsFile, KeepsWhatLoginLearned) {
  ASSERT_TRUE(save_credentials(path(), some()));
  const auto read = load_credentials(path());
  ASSERT_TRUE(read);
  EXPECT_EQ(read->server, some().server);
  EXPECT_EQ(read->token, some().token);
  EXPECT_EQ(read->email, some().email);
  EXPECT_EQ(read->authorities_file, some().authorities_file);
}

TEST_F(CredentialsFile, IsItsOwnersOnly) {
  ASSERT_TRUE(save_credentials(path(), some()));
  struct stat facts{};
  ASSERT_EQ(::stat(path().c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0600U);
  ASSERT_EQ(::stat(fs::path(path()).parent_path().c_str(), &facts), 0);
  EXPECT_EQ(facts.st_mode & 0777, 0700U);
  for (const ::mode_t mode : {0640U, 0604U, 0660U}) {
    ::chmod(path().c_str(), mode);
    const auto read = load_credentials(path());
    ASSERT_FALSE(read) << mode;
    EXPECT_NE(read.error().message.find("chmod 600"), std::string::npos);
  }
}

TEST_F(CredentialsFile, WithoutOneNobodyIsSignedIn) {
  EXPECT_EQ(load_credentials(path()).error().exit, Exit::kSignedOut);
  EXPECT_TRUE(remove_credentials(path()));
  ASSERT_TRUE(save_credentials(path(), some()));
  EXPECT_TRUE(remove_credentials(path()));
  EXPECT_EQ(load_credentials(path()).error().exit, Exit::kSignedOut);
}

TEST_F(CredentialsFile, ABrokenOneIsNotGuessedAt) {
  for (const char* text : {"", "{}", R"({"server":"http://far.example","email":"a","token":"b"})", "[1]"}) {
    fs::create_directories(fs::path(path()).parent_path());
    std::ofstream(path()) << text;
    ::chmod(path().c_str(), 0600);
    EXPECT_EQ(load_credentials(path()).error().exit, Exit::kSignedOut) << text;
  }
}

TEST(CredentialsPath, FollowsTheXdgSpecification) {
  ::setenv("HOME", "/home/ann", 1);
  ::setenv("XDG_CONFIG_HOME", "/conf", 1);
  EXPECT_EQ(credentials_path(), "/conf/callout/credentials.json");
  ::setenv("XDG_CONFIG_HOME", "relative", 1);
  EXPECT_EQ(credentials_path(), "/home/ann/.config/callout/credentials.json");
  ::unsetenv("XDG_CONFIG_HOME");
  ::unsetenv("HOME");
  EXPECT_EQ(credentials_path(), "");
}

}  // namespace
}  // namespace callout::client
