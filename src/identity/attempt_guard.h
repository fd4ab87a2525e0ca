// SPDX-License-Identifier: Apache-2.0
// Growing delays against guessing: per account (also for e-mails that no account has) and per address. Used by SignIns
// and Enrolments. In memory, of bounded size, any thread. No lock is permanent: an account waits at most a minute, an
// address at most 15.
#pragma once

#include <chrono>
#include <cstddef>
#include <list>
#include <mutex>
#include <string>
#include <string_view>
#include <unordered_map>

#include "base/clock.h"

namespace callout::identity {

class AttemptGuard {
 public:
  struct Rule {
    int free;                     ///< Failures that cost no wait.
    std::chrono::seconds first;   ///< The wait after one more; it doubles with each further failure.
    std::chrono::seconds most;    ///< The longest wait.
    std::chrono::seconds forget;  ///< Quiet time after which failures are forgotten.
    std::size_t entries;          ///< Size of the table; the entry not touched for longest goes first.
  };
  static constexpr Rule kAccountRule{5, std::chrono::seconds(1), std::chrono::seconds(60), std::chrono::hours(1),
                                     10'000};
  static constexpr Rule kAddressRule{20, std::chrono::seconds(1), std::chrono::minutes(15), std::chrono::hours(1),
                                     10'000};

  AttemptGuard(Rule rule, const Clock& clock) : rule_(rule), clock_(clock) {}

  /// Zero when an attempt may start now, which counts it as failed until succeeded() takes it back: so parallel guesses
  /// count too.
  std::chrono::seconds begin(std::string_view key);
  /// Whether begin(), which has just refused, did so for the first time since the failures began: true once, for who
  /// writes that down. However many tries follow, the next true comes after the failures were forgotten.
  bool first_refusal(std::string_view key);
  /// How long begin() would refuse; counts nothing.
  std::chrono::seconds wait(std::string_view key) const;
  /// Takes back the one attempt that turned out right: who holds one account can't clear their address for guessing at
  /// others.
  void forgive_one(std::string_view key);
  /// Forgets all failures: the account's own password was given.
  void forget(std::string_view key);

 private:
  struct Entry {
    std::string key;
    int failures = 0;
    Steady last{};
    Steady until{};
    bool told = false;  ///< first_refusal() has said so.
  };
  const Rule rule_;
  const Clock& clock_;
  mutable std::mutex mutex_;
  std::list<Entry> entries_;  ///< Most recently touched first.
  std::unordered_map<std::string, std::list<Entry>::iterator> by_key_;
};

/// The key of an address: IPv4 whole, IPv6 its /64, which is what one customer of a provider holds.
std::string address_key(std::string_view address);

}  // namespace callout::identity
