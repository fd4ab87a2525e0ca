// SPDX-License-Identifier: Apache-2.0
// Secrets and ids from the system's generator, and hashes of secrets. Any thread.
#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string>
#include <string_view>

namespace callout {

/// Call once in main() before anything here is used; aborts if the system has no randomness.
void start_crypto();

void fill_random(std::span<std::byte> out);
/// 256 random bits as base64url (43 characters): tokens, codes, cookies.
std::string random_secret();
/// 128 random bits as lower-case base32 (26 characters): ids, and labels of session hosts, which DNS compares without
/// case.
std::string random_id();
/// A uniformly random number in [0, bound); bound > 0.
unsigned random_below(unsigned bound);

using Sha256 = std::array<std::byte, 32>;
Sha256 sha256(std::string_view bytes);
/// What the database keeps of a secret: base64url(SHA-256(secret)). Secrets of 256 bits need no salt or stretching.
std::string hash_of_secret(std::string_view secret);
/// Compares without telling by its time how much was equal.
bool equal_secrets(std::string_view a, std::string_view b);

}  // namespace callout
