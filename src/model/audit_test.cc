// SPDX-License-Identifier: Apache-2.0
#include "model/audit.h"

#include <set>

#include <gtest/gtest.h>

namespace callout::model {
namespace {

TEST(AuditChanges, OfASecretOnlyThatItChangedIsKept) {
  AuditChanges changes;
  changes.add("password", FieldClass::kSecret, "", "hunter2")
      .add("token", FieldClass::kSecret, "old-secret", "new-secret")
      .add("key", FieldClass::kSecret, "old-secret", "");
  const std::string text = changes.text();
  for (const char* secret : {"hunter2", "old-secret", "new-secret"}) EXPECT_EQ(text.find(secret), std::string::npos);
  ASSERT_EQ(changes.list().size(), 3u);
  EXPECT_EQ(changes.list()[0], (AuditChange{"password", "", "set"}));
  EXPECT_EQ(changes.list()[1], (AuditChange{"token", "", "changed"}));
  EXPECT_EQ(changes.list()[2], (AuditChange{"key", "", "removed"}));
}

TEST(AuditChanges, WhatDidNotChangeIsNotNoted) {
  AuditChanges changes;
  changes.add("name", FieldClass::kPlain, "A", "A").add("password", FieldClass::kSecret, "x", "x");
  EXPECT_TRUE(changes.empty());
  EXPECT_EQ(changes.text(), "");
}

TEST(AuditChanges, ValuesAndFieldsAreBounded) {
  AuditChanges changes;
  // 499 bytes and a character of two: cut before the character, not in it.
  changes.add("long", FieldClass::kPlain, "", std::string(499, 'x') + "\xC3\xA9tail");
  EXPECT_EQ(changes.list()[0].after, std::string(499, 'x'));
  changes.add("lines", FieldClass::kPlain, "", "a\r\nb\x1b[2J");
  EXPECT_EQ(changes.list()[1].after, "ab[2J");
  for (int i = 0; i < 200; ++i) changes.add("f" + std::to_string(i), FieldClass::kPlain, "", "x");
  EXPECT_EQ(changes.list().size(), kAuditChangesMost + 1);
  EXPECT_EQ(changes.list().back().field, "...");
}

TEST(AuditChanges, TextIsReadBack) {
  AuditChanges changes;
  changes.add("name", FieldClass::kPlain, "Say \"hi\"", "\xC3\xA9\\").add("key", FieldClass::kSecret, "", "x");
  const auto again = AuditChanges::from_text(changes.text());
  ASSERT_TRUE(again);
  EXPECT_EQ(*again, changes);
  for (const char* bad : {"x", "{}", "[1]", "[{}]", "[{\"field\":1,\"before\":\"\",\"after\":\"\"}]", "[[]"})
    EXPECT_FALSE(AuditChanges::from_text(bad)) << bad;
}

TEST(AuditKind, EveryKindHasANameOfItsOwn) {
  std::set<std::string_view> names;
  std::set<int> kinds;
  for (const auto& [kind, name] : Names<AuditKind>::kTable) {
    names.insert(name);
    kinds.insert(static_cast<int>(kind));
    EXPECT_LE(name.size(), 32u) << "the longest MSGID of syslog (RFC 5424 section 6)";
  }
  EXPECT_EQ(names.size(), std::size(Names<AuditKind>::kTable));
  EXPECT_EQ(kinds.size(), names.size());
  EXPECT_EQ(static_cast<int>(AuditKind::kAuditRestarted) + 1, static_cast<int>(kinds.size()));
}

}  // namespace
}  // namespace callout::model
