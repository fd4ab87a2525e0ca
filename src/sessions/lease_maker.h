// SPDX-License-Identifier: Apache-2.0
// Makes and ends leases. Inside sessions/ only (and its tests): whoever else holds a lease got it from the table. Any
// thread.
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "sessions/lease.h"
#include "sessions/lease_table.h"

namespace callout::sessions {

class LeaseMaker {
 public:
  /// Makes the lease and lists it under its label.
  static std::shared_ptr<Lease> add(LeaseTable& table, LeaseTerms terms, Steady deadline,
                                    std::vector<std::string> cookie_hashes, std::vector<std::string> client_key_hashes);
  static void set_deadline(Lease& lease, Steady deadline) {
    lease.deadline_.store(deadline, std::memory_order_relaxed);
  }
  /// From now on nothing new begins, and only uploads go on.
  static void finish(Lease& lease) { lease.finishing_.request_stop(); }
  /// The oldest goes when there are more than kCookiesPerSession.
  static void add_cookie(Lease& lease, std::string cookie_hash) { lease.cookies_.add(std::move(cookie_hash)); }
  /// The same of kClientKeysPerSession.
  static void add_client_key(Lease& lease, std::string key_hash) { lease.client_keys_.add(std::move(key_hash)); }
  /// Takes it from the table, remembers why, and cuts what is open. The first reason stays.
  static void revoke(LeaseTable& table, Lease& lease, model::ClosedReason reason);
  static void remember_closed(LeaseTable& table, std::string_view label, LeaseTable::Closed closed);
};

}  // namespace callout::sessions
