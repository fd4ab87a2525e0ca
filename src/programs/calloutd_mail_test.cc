// SPDX-License-Identifier: Apache-2.0
#include "programs/calloutd_mail.h"

#include <filesystem>
#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "programs/calloutd_config.h"
#include "store/store_testing.h"

namespace callout::programs {
namespace {

using testing::HasSubstr;

struct World {
  store::TestFolder folder;
  ServerConfig config;

  World() {
    config.console = {"https", "callout.example.com", 443};
    config.mail.host = "mail.example.com";
    config.mail.username = "callout";
    config.mail.password_file = folder.file("password").string();
  }
  void write(std::string_view content) { std::ofstream(config.mail.password_file) << content; }
};

TEST(MailSettings, ThePasswordIsTheFirstLineOfItsFile) {
  World world;
  for (const char* content : {"pass: word", "pass: word\n", "pass: word\r\nnot this\n"}) {
    world.write(content);
    EXPECT_EQ((*smtp_settings(world.config))->password, "pass: word");
  }
  world.config.mail.password_file = world.folder.file("link").string();
  std::filesystem::create_symlink(world.folder.file("password"), world.config.mail.password_file);
  EXPECT_EQ((*smtp_settings(world.config))->password, "pass: word");
}

TEST(MailSettings, AFileWithoutAPasswordStopsTheStart) {
  World world;
  EXPECT_THAT(smtp_settings(world.config).error().message, HasSubstr("There is no file"));
  world.write("\nsecond\n");
  EXPECT_THAT(smtp_settings(world.config).error().message, HasSubstr("has no first line"));
}

TEST(MailSettings, WithoutAServerThereAreNone) {
  EXPECT_FALSE(smtp_settings(ServerConfig()).value());
}

TEST(MailSettings, WeGreetWithTheConsolesNameButNoAddress) {
  World world;
  world.write("x");
  EXPECT_EQ((*smtp_settings(world.config))->hello, "callout.example.com");
  for (const char* address : {"127.0.0.1", "[::1]"}) {
    world.config.console.host = address;
    EXPECT_EQ((*smtp_settings(world.config))->hello, "") << address;
  }
}

}  // namespace
}  // namespace callout::programs
