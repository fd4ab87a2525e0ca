// SPDX-License-Identifier: Apache-2.0
#include "api/json.h"

#include <string>

#include <gtest/gtest.h>

#include "api/fields.h"

namespace callout::api {
namespace {

std::optional<Problem> mistake_in(std::string_view text, void (*read)(Fields&)) {
  const auto object = parse_object(text);
  if (!object) return object.error();
  Fields fields(*object);
  read(fields);
  return fields.finish();
}

void name_and_port(Fields& in) {
  in.text("name", {1, 5});
  in.maybe_integer("port", 1, 65535);
  in.maybe_choice("scheme", {"http", "https"});
}

TEST(Json, RefusesBrokenDeepAndNonObjectTexts) {
  EXPECT_EQ(parse_object("").error().status, 400);
  EXPECT_EQ(parse_object("{").error().status, 400);
  EXPECT_EQ(parse_object("{} {}").error().status, 400);
  EXPECT_EQ(parse_object("{\"a\":1,}").error().status, 400);
  EXPECT_EQ(parse_object("{\"a\":/**/1}").error().status, 400);
  EXPECT_EQ(parse_object("{\"a\":\"\xff\"}").error().status, 400);
  EXPECT_EQ(parse_object("{\"a\":" + std::string(40, '[') + std::string(40, ']') + "}").error().status, 400);
  EXPECT_EQ(parse_object("[]").error().status, 422);
  EXPECT_EQ(parse_object("null").error().status, 422);
  EXPECT_TRUE(parse_object("{}").has_value());
}

TEST(Json, RefusesDuplicateKeysAtAnyDepthHoweverTheyAreWritten) {
  EXPECT_EQ(parse_object(R"({"a":1,"b":2,"a":3})").error().status, 422);
  EXPECT_EQ(parse_object(R"({"x":[{"a":1,"a":1}]})").error().status, 422);
  EXPECT_EQ(parse_object(R"({"a":1,"\u0061":2})").error().status, 422);
  EXPECT_EQ(parse_object(R"({"":1,"":2})").error().status, 422);
  EXPECT_TRUE(parse_object(R"({"a":{"a":1},"b":{"a":1}})").has_value());
}

TEST(Fields, NameTheFieldAtFault) {
  EXPECT_FALSE(mistake_in(R"({"name":"n","port":80,"scheme":"http"})", name_and_port));
  EXPECT_EQ(mistake_in(R"({"port":80})", name_and_port)->field, "/name");
  EXPECT_EQ(mistake_in(R"({"name":null})", name_and_port)->field, "/name");
  EXPECT_EQ(mistake_in(R"({"name":""})", name_and_port)->field, "/name");
  EXPECT_EQ(mistake_in(R"({"name":"sixsix"})", name_and_port)->field, "/name");
  EXPECT_EQ(mistake_in(R"({"name":"a\nb"})", name_and_port)->field, "/name");
  EXPECT_EQ(mistake_in(R"({"name":"n","port":0})", name_and_port)->field, "/port");
  EXPECT_EQ(mistake_in(R"({"name":"n","port":80.5})", name_and_port)->field, "/port");
  EXPECT_EQ(mistake_in(R"({"name":"n","port":"80"})", name_and_port)->field, "/port");
  EXPECT_EQ(mistake_in(R"({"name":"n","port":99999999999999999999})", name_and_port)->field, "/port");
  EXPECT_EQ(mistake_in(R"({"name":"n","scheme":"ftp"})", name_and_port)->field, "/scheme");
  EXPECT_EQ(mistake_in(R"({"name":"n","a/b~c":1})", name_and_port)->field, "/a~1b~0c");
}

TEST(Fields, LengthsCountCharactersNotBytes) {
  EXPECT_FALSE(mistake_in("{\"name\":\"äöüßé\"}", name_and_port));
  EXPECT_TRUE(mistake_in("{\"name\":\"äöüßéx\"}", name_and_port));
}

TEST(Fields, AnUnknownFieldIsAMistakeThatNamesTheNearest) {
  EXPECT_NE(mistake_in(R"({"name":"n","prot":1})", name_and_port)->detail.find("did you mean \"port\""),
            std::string::npos);
}

TEST(Fields, ItemsOfAListKnowTheirPointer) {
  const auto read = [](Fields& in) {
    for (Fields& item : in.objects("list", {1, 2})) {
      item.integer("port", 1, 9);
      in.adopt(item.finish());
    }
  };
  EXPECT_FALSE(mistake_in(R"({"list":[{"port":1},{"port":2}]})", read));
  EXPECT_EQ(mistake_in(R"({"list":[{"port":1},{"port":20}]})", read)->field, "/list/1/port");
  EXPECT_EQ(mistake_in(R"({"list":[{"port":1},2]})", read)->field, "/list/1");
  EXPECT_EQ(mistake_in(R"({"list":[{"port":1,"x":1}]})", read)->field, "/list/0/x");
  EXPECT_EQ(mistake_in(R"({"list":[]})", read)->field, "/list");
  EXPECT_EQ(mistake_in(R"({"list":{}})", read)->field, "/list");
  EXPECT_EQ(mistake_in(R"({})", read)->field, "/list");
}

TEST(Fields, AFlagCanOnlyBeTrue) {
  const auto read = [](Fields& in) { in.maybe_true("accept"); };
  EXPECT_FALSE(mistake_in(R"({"accept":true})", read));
  EXPECT_TRUE(mistake_in(R"({"accept":false})", read));
  EXPECT_TRUE(mistake_in(R"({"accept":1})", read));
}

}  // namespace
}  // namespace callout::api
