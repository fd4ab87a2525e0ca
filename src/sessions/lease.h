// SPDX-License-Identifier: Apache-2.0
// The right to reach one endpoint of one device through one session, while it lasts. Only sessions makes one; the relay
// opens tunnel streams with nothing else, so routing can't happen without a decision.
//
// Threads: any. Everything here is in memory and never waits for the store. Shared ownership: the table, and each
// request in flight, which may outlive the session by the moment it takes to be cut.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <mutex>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "model/device.h"
#include "model/id.h"
#include "model/session.h"

namespace callout::sessions {

class Service;

inline constexpr std::size_t kCookiesPerSession = 4;
inline constexpr std::size_t kClientKeysPerSession = 4;

/// What a lease is for; never changes.
struct LeaseTerms {
  model::SessionKind kind = model::SessionKind::kWebpage;
  std::string label;
  model::SessionId session;
  model::TeamId team;
  model::DeviceId device;
  model::InstallId install;
  model::EndpointId endpoint;
  model::TechnicianId technician;
  model::Scheme scheme = model::Scheme::kHttp;
  std::string address;  ///< The device's, to translate its own URLs; the agent dials what its own inventory says.
  std::uint16_t port = 0;
  bool read_only = false;  ///< Only requests that read may pass.
  /// Where raw connections may go: a ports session's raw ports, a webpage session's endpoints.
  std::vector<std::uint16_t> ports{};
  model::Treatment treatment{};
};

/// The secrets of one kind that a session knows, each as its hash, newest last. Any thread.
class KnownSecrets {
 public:
  KnownSecrets(std::vector<std::string> hashes, std::size_t most) : most_(most), hashes_(std::move(hashes)) {}
  /// Equal time for each.
  bool knows(std::string_view secret) const;
  /// The oldest goes when there are too many.
  void add(std::string hash);

 private:
  const std::size_t most_;
  mutable std::mutex mutex_;
  mutable std::string last_known_;  ///< The secret that was known last: a page asks many times with the same.
  std::vector<std::string> hashes_;
};

class Lease {
 public:
  Lease(const Lease&) = delete;
  Lease& operator=(const Lease&) = delete;

  const LeaseTerms& terms() const { return terms_; }

  /// Whether this is the secret of one of the session's cookies, or of its client keys: neither does for the other.
  bool knows_cookie(std::string_view secret) const { return cookies_.knows(secret); }
  bool knows_client_key(std::string_view secret) const { return client_keys_.knows(secret); }
  /// Neither revoked nor past its deadline: ask after every wait.
  bool live(Steady now) const { return !revoked() && now < deadline(); }
  Steady deadline() const { return deadline_.load(std::memory_order_relaxed); }
  /// Why it ended; nullopt while it has not.
  std::optional<model::ClosedReason> revoked() const;

  /// Register `std::stop_callback cut(lease->cut_token(), f)` for each open stream: f runs once, at revocation, on the
  /// thread that revokes (or at once, if that has happened); it posts to its strand and returns. Destroying the
  /// callback waits for an f that is running.
  std::stop_token cut_token() const { return cut_.get_token(); }

  /// Held by a request for as long as its body is on the way to the device and its answer back: the end of the
  /// session's time waits for it, so that no firmware update is cut in the middle. Who holds it holds the lease, too.
  class Upload {
   public:
    explicit Upload(Lease& lease) : lease_(lease) { lease_.uploads_.fetch_add(1, std::memory_order_relaxed); }
    ~Upload() { lease_.uploads_.fetch_sub(1, std::memory_order_relaxed); }
    Upload(const Upload&) = delete;
    Upload& operator=(const Upload&) = delete;

   private:
    Lease& lease_;
  };
  std::size_t uploads() const { return uploads_.load(std::memory_order_relaxed); }
  /// The session's time is over, and only the uploads that were under way go on: whatever else is open is cut by this
  /// token, and nothing new begins.
  std::stop_token finishing_token() const { return finishing_.get_token(); }
  bool finishing() const { return finishing_.stop_requested(); }

  void add_up(std::uint64_t bytes) { bytes_up_.fetch_add(bytes, std::memory_order_relaxed); }
  void add_down(std::uint64_t bytes) { bytes_down_.fetch_add(bytes, std::memory_order_relaxed); }
  std::uint64_t bytes_up() const { return bytes_up_.load(std::memory_order_relaxed); }
  std::uint64_t bytes_down() const { return bytes_down_.load(std::memory_order_relaxed); }

 private:
  friend class LeaseMaker;
  Lease(LeaseTerms terms, Steady deadline, std::vector<std::string> cookie_hashes,
        std::vector<std::string> client_key_hashes);

  const LeaseTerms terms_;
  std::atomic<Steady> deadline_;
  std::atomic<int> reason_{-1};  ///< A ClosedReason once revoked.
  std::stop_source cut_;
  std::stop_source finishing_;
  std::atomic<std::size_t> uploads_{0};
  std::atomic<std::uint64_t> bytes_up_{0};
  std::atomic<std::uint64_t> bytes_down_{0};
  KnownSecrets cookies_;
  KnownSecrets client_keys_;
};

}  // namespace callout::sessions
