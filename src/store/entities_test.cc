// SPDX-License-Identifier: Apache-2.0
#include "store/entities.h"

#include <gtest/gtest.h>

#include "store/store_testing.h"

namespace callout::store {
namespace {

using model::EntityId;

class EntityTree : public testing::Test {
 protected:
  template <class F>
  auto with(F&& body) {
    return store_.write([&](Transaction& t) {
      Entities entities(TeamScope(t, team_.id));
      return body(entities);
    });
  }
  model::Entity add(const EntityId& parent, std::string_view name) {
    return with([&](Entities& e) { return must(e.create(parent, name)); });
  }
  std::vector<std::string> paths() {
    return with([](Entities& e) {
      std::vector<std::string> all;
      for (const auto& entity : must(e.list({})).items) all.push_back(entity.path);
      return all;
    });
  }

  TestStore store_;
  model::Team team_ = store_.add_team("Dealer");
  const EntityId root_ = team_.root_entity;
};

TEST_F(EntityTree, ListsParentsBeforeChildrenAndSiblingsByName) {
  const auto b = add(root_, "B");
  const auto a = add(root_, "a");
  add(root_, "A site");
  add(a.id, "Cellar");
  add(b.id, "Attic");
  EXPECT_EQ(paths(), (std::vector<std::string>{"Dealer", "Dealer / a", "Dealer / a / Cellar", "Dealer / A site",
                                               "Dealer / B", "Dealer / B / Attic"}));
}

TEST_F(EntityTree, PagesGoThroughTheWholeTreeOnce) {
  for (int i = 0; i < 7; ++i) add(root_, "Site " + std::to_string(i));
  std::vector<std::string> seen;
  PageRequest request{.cursor = {}, .limit = 3};
  while (true) {
    const auto page = with([&](Entities& e) { return must(e.list(request)); });
    for (const auto& entity : page.items) seen.push_back(entity.path);
    if (!page.next_cursor) break;
    request.cursor = *page.next_cursor;
  }
  EXPECT_EQ(seen, paths());
}

TEST_F(EntityTree, RenameAndMoveReachEverythingBelow) {
  const auto a = add(root_, "A"), b = add(root_, "B");
  const auto c = add(a.id, "C");
  const auto d = add(c.id, "D");
  must(with([&](Entities& e) { return e.rename(a.id, "Anna"); }));
  EXPECT_EQ(with([&](Entities& e) { return must(e.get(d.id)); }).path, "Dealer / Anna / C / D");
  must(with([&](Entities& e) { return e.move(c.id, b.id); }));
  EXPECT_EQ(with([&](Entities& e) { return must(e.get(d.id)); }).path, "Dealer / B / C / D");
  EXPECT_EQ(with([&](Entities& e) { return must(e.get(c.id)); }).parent, b.id);
  must(with([&](Entities& e) { return e.rename(root_, "Group"); }));
  EXPECT_EQ(with([&](Entities& e) { return must(e.get(d.id)); }).path, "Group / B / C / D");
}

TEST_F(EntityTree, NothingMovesBelowItselfOrFromTheRoot) {
  const auto a = add(root_, "A");
  const auto b = add(a.id, "B");
  EXPECT_EQ(with([&](Entities& e) { return e.move(a.id, b.id); }).error().code, Code::kInvalid);
  EXPECT_EQ(with([&](Entities& e) { return e.move(a.id, a.id); }).error().code, Code::kInvalid);
  EXPECT_EQ(with([&](Entities& e) { return e.move(root_, a.id); }).error().code, Code::kInvalid);
  EXPECT_EQ(with([&](Entities& e) { return e.move(a.id, EntityId("none")); }).error().code, Code::kInvalid);
}

TEST_F(EntityTree, DepthIsBoundedForCreateAndMove) {
  auto deepest = root_;
  for (int level = 2; level <= kEntityDepth; ++level) deepest = add(deepest, "Level").id;
  EXPECT_EQ(with([&](Entities& e) { return e.create(deepest, "Too deep"); }).error().code, Code::kInvalid);
  const auto other = add(root_, "Other");
  add(other.id, "Child");
  const auto parent = with([&](Entities& e) { return *must(e.get(deepest)).parent; });
  EXPECT_EQ(with([&](Entities& e) { return e.move(other.id, parent); }).error().code, Code::kInvalid);
}

TEST_F(EntityTree, OnlyAnEmptyEntityIsRemovedAndNeverTheRoot) {
  const auto a = add(root_, "A");
  const auto b = add(a.id, "B");
  EXPECT_EQ(with([&](Entities& e) { return e.remove(root_); }).error().code, Code::kConflict);
  EXPECT_EQ(with([&](Entities& e) { return e.remove(a.id); }).error().code, Code::kConflict);
  const auto install = store_.write(
      [&](Transaction& t) { return must(Installs(TeamScope(t, team_.id)).create("Site", b.id, WallMs{})); });
  EXPECT_EQ(with([&](Entities& e) { return e.remove(b.id); }).error().code, Code::kConflict);
  store_.write([&](Transaction& t) { must(Installs(TeamScope(t, team_.id)).remove(install.id)); });
  must(with([&](Entities& e) { return e.remove(b.id); }));
  must(with([&](Entities& e) { return e.remove(a.id); }));
  EXPECT_EQ(with([&](Entities& e) { return e.remove(a.id); }).error().code, Code::kNotFound);
}

TEST_F(EntityTree, AForeignTeamIsNotFound) {
  const auto other = store_.add_team("Other");
  EXPECT_EQ(with([&](Entities& e) { return e.get(other.root_entity); }).error().code, Code::kNotFound);
  EXPECT_EQ(with([&](Entities& e) { return e.create(other.root_entity, "Mine"); }).error().code, Code::kInvalid);
  EXPECT_EQ(with([&](Entities& e) { return e.rename(other.root_entity, "Mine"); }).error().code, Code::kNotFound);
  EXPECT_EQ(with([&](Entities& e) { return e.remove(other.root_entity); }).error().code, Code::kNotFound);
}

}  // namespace
}  // namespace callout::store
