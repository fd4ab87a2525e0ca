// SPDX-License-Identifier: Apache-2.0
#include "net/tls_bio.h"

#include "base/check.h"

namespace callout::net {
namespace {

Socket& socket_of(BIO* bio) {
  return *static_cast<Socket*>(BIO_get_data(bio));
}

int read_bio(BIO* bio, char* data, std::size_t size, std::size_t* count) {
  BIO_clear_retry_flags(bio);
  const auto read = socket_of(bio).try_read(std::as_writable_bytes(std::span(data, size)));
  if (!read) return 0;
  if (!*read) {
    BIO_set_retry_read(bio);
    return 0;
  }
  *count = **read;
  if (*count == 0) BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
  return *count > 0 ? 1 : 0;
}

int write_bio(BIO* bio, const char* data, std::size_t size, std::size_t* count) {
  BIO_clear_retry_flags(bio);
  const auto written = socket_of(bio).try_write(std::as_bytes(std::span(data, size)));
  if (!written) return 0;
  *count = *written;
  if (*count == 0) BIO_set_retry_write(bio);
  return *count > 0 ? 1 : 0;
}

long control_bio(BIO* bio, int command, long, void*) {
  switch (command) {
    case BIO_CTRL_FLUSH: return 1;  // Nothing is kept back here.
    case BIO_CTRL_EOF: return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
    default: return 0;
  }
}

const BIO_METHOD* socket_method() {
  static const BIO_METHOD* const made_once = [] {
    BIO_METHOD* method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "callout socket");
    check(method != nullptr && BIO_meth_set_read_ex(method, read_bio) == 1 &&
          BIO_meth_set_write_ex(method, write_bio) == 1 && BIO_meth_set_ctrl(method, control_bio) == 1);
    return method;
  }();
  return made_once;
}

}  // namespace

BIO* new_socket_bio(Socket& socket) {
  BIO* bio = BIO_new(socket_method());
  check(bio != nullptr);
  BIO_set_data(bio, &socket);
  BIO_set_init(bio, 1);
  return bio;
}

}  // namespace callout::net
