// SPDX-License-Identifier: Apache-2.0
// For tests: a worker with a thread of its own, and certificates made on the spot.
#pragma once

#include <filesystem>
#include <memory>
#include <string>

#include "net/tls.h"
#include "net/worker.h"

namespace callout::net {

/// Runs the task on a fresh worker and waits for it.
void run_test_task(Task<void> task);

/// A folder that goes with the test.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  std::string file(std::string_view name) const { return path_ / name; }

 private:
  std::filesystem::path path_;
};

/// A self-signed certificate for `name` with an RSA key, as PEM files name.crt and name.key in the folder.
struct TestCertificate {
  std::string certificate_file;
  std::string key_file;
  std::string certificate_pem;
};
TestCertificate make_certificate(const TemporaryFolder& folder, const std::string& name, unsigned rsa_bits = 2048);

/// A client that takes any certificate and offers this protocol by ALPN, as browsers offer h2.
std::shared_ptr<TlsClientContext> make_alpn_client(std::string_view protocol);

}  // namespace callout::net
