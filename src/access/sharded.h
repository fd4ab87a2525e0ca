// SPDX-License-Identifier: Apache-2.0
// A map that never changes and of which a version with one entry changed shares all but a small part: what a change
// costs does not grow with what there is. Inside access/. Any thread.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <utility>

namespace callout::access {

template <class Key, class Value>
class Sharded {
 public:
  const Value* find(const Key& key) const {
    const auto& shard = shards_[index_of(key)];
    if (!shard) return nullptr;
    const auto found = shard->find(key);
    return found == shard->end() ? nullptr : &found->second;
  }

  /// Without a value: without the entry.
  Sharded with(const Key& key, std::optional<Value> value) const {
    Sharded out = *this;
    auto& shard = out.shards_[index_of(key)];
    Shard changed = shard ? *shard : Shard();
    changed.erase(key);
    if (value) changed.emplace(key, std::move(*value));
    shard = std::make_shared<const Shard>(std::move(changed));
    return out;
  }

  /// Of entries {key, value}.
  template <class Entries>
  static Sharded of(Entries entries) {
    std::array<Shard, kShards> filled;
    for (auto& [key, value] : entries) filled[index_of(key)].emplace(std::move(key), std::move(value));
    Sharded out;
    for (std::size_t i = 0; i < kShards; ++i) {
      if (!filled[i].empty()) out.shards_[i] = std::make_shared<const Shard>(std::move(filled[i]));
    }
    return out;
  }

  bool operator==(const Sharded& other) const {
    static const Shard kEmpty;
    return std::ranges::equal(shards_, other.shards_, [](const auto& a, const auto& b) {
      return a == b || (a ? *a : kEmpty) == (b ? *b : kEmpty);
    });
  }

 private:
  static constexpr std::size_t kShards = 64;
  using Shard = std::unordered_map<Key, Value>;
  static std::size_t index_of(const Key& key) { return std::hash<Key>{}(key) % kShards; }
  std::array<std::shared_ptr<const Shard>, kShards> shards_;
};

}  // namespace callout::access
