// SPDX-License-Identifier: Apache-2.0
#include "api/static_files.h"

#include <fstream>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace callout::api {
namespace {

namespace fs = std::filesystem;
using testing::HasSubstr;

class StaticConsole : public testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::path(testing::TempDir()) /
            ("static_" + std::string(testing::UnitTest::GetInstance()->current_test_info()->name()));
    fs::remove_all(root_);
    write("secret.txt", "outside");
    write("dist/index.html", "<html>console</html>");
    write("dist/assets/app-1a2b.js", "plain");
    write("dist/assets/app-1a2b.js.gz", "packed");
    write("dist/favicon.svg", "<svg/>");
  }
  void TearDown() override { fs::remove_all(root_); }

  void write(const std::string& name, const std::string& content) {
    fs::create_directories((root_ / name).parent_path());
    std::ofstream(root_ / name) << content;
  }
  Response get(std::string_view path, wire::Headers headers = {}) {
    const auto files = StaticFiles::load(root_ / "dist");
    EXPECT_TRUE(files);
    return files->answer(path, headers);
  }
  fs::path root_;
};

TEST_F(StaticConsole, HashedAssetsAreImmutableAndTheRestIsAskedAgain) {
  const Response asset = get("/assets/app-1a2b.js");
  EXPECT_EQ(asset.status, 200);
  EXPECT_EQ(asset.body, "plain");
  EXPECT_EQ(*asset.headers.find("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_THAT(*asset.headers.find("Cache-Control"), HasSubstr("immutable"));
  EXPECT_EQ(*get("/index.html").headers.find("Cache-Control"), "no-cache");
}

TEST_F(StaticConsole, GzipOnlyWhenAccepted) {
  wire::Headers headers;
  headers.add("Accept-Encoding", "br, gzip");
  const Response asset = get("/assets/app-1a2b.js", headers);
  EXPECT_EQ(asset.body, "packed");
  EXPECT_EQ(*asset.headers.find("Content-Encoding"), "gzip");
  EXPECT_EQ(*asset.headers.find("Content-Type"), "text/javascript; charset=utf-8");
  EXPECT_FALSE(get("/assets/app-1a2b.js").headers.contains("Content-Encoding"));
}

TEST_F(StaticConsole, RoutesOfTheConsoleGetItsPage) {
  EXPECT_EQ(get("/").body, "<html>console</html>");
  EXPECT_EQ(get("/devices/abc").body, "<html>console</html>");
  EXPECT_EQ(get("/sign-in").body, "<html>console</html>");
}

TEST_F(StaticConsole, AMissingFileOrApiPathIsNotTheConsolesPage) {
  EXPECT_EQ(get("/missing.js").status, 404);
  EXPECT_EQ(get("/assets/gone").status, 404);
  EXPECT_EQ(get("/api/v1/nothing").status, 404);
  EXPECT_EQ(get("/agent/v2").status, 404);
}

TEST_F(StaticConsole, NoPathLeavesTheFolder) {
  for (const char* path :
       {"/../secret.txt", "/assets/../../secret.txt", "//secret.txt", "/%2e%2e/secret.txt", "/..\\secret.txt"}) {
    const Response response = get(path);
    EXPECT_NE(response.body, "outside") << path;
    EXPECT_NE(response.status, 500) << path;
  }
}

TEST_F(StaticConsole, AKnownVersionIsNotSentAgain) {
  wire::Headers headers;
  headers.add("If-None-Match", *get("/index.html").headers.find("ETag"));
  const Response response = get("/", headers);
  EXPECT_EQ(response.status, 304);
  EXPECT_TRUE(response.body.empty());
}

TEST_F(StaticConsole, AConsoleThatIsNotBuiltSaysSo) {
  const auto files = StaticFiles::load(root_ / "no-such-folder");
  ASSERT_TRUE(files);
  EXPECT_FALSE(files->built());
  const Response response = files->answer("/", {});
  EXPECT_EQ(response.status, 503);
  EXPECT_THAT(response.body, HasSubstr("not built"));
}

}  // namespace
}  // namespace callout::api
