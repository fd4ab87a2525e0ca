// SPDX-License-Identifier: Apache-2.0
#include "net/net_testing.h"

#include <cstdlib>
#include <fstream>

#include <openssl/pem.h>
#include <openssl/x509v3.h>

#include "net/tls_context.h"

namespace callout::net {

void run_test_task(Task<void> task) {
  WorkerPool workers(1);
  run_to_end(workers[0], std::move(task));
}

TemporaryFolder::TemporaryFolder() {
  std::string pattern = std::filesystem::temp_directory_path() / "callout-test-XXXXXX";
  check(::mkdtemp(pattern.data()) != nullptr);
  path_ = pattern;
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ignored;
  std::filesystem::remove_all(path_, ignored);
}

TestCertificate make_certificate(const TemporaryFolder& folder, const std::string& name, unsigned rsa_bits) {
  EVP_PKEY* key = EVP_RSA_gen(rsa_bits);
  const X509Ptr certificate(X509_new());
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -60);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME* subject = X509_get_subject_name(certificate.get());
  X509_NAME_add_entry_by_txt(subject, "CN", MBSTRING_UTF8, reinterpret_cast<const unsigned char*>(name.c_str()), -1, -1,
                             0);
  X509_set_issuer_name(certificate.get(), subject);
  const std::string names = "DNS:" + name;
  X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, NID_subject_alt_name, names.c_str());
  X509_add_ext(certificate.get(), extension, -1);
  X509_EXTENSION_free(extension);
  X509_sign(certificate.get(), key, EVP_sha256());

  TestCertificate out{folder.file(name + ".crt"), folder.file(name + ".key"), pem_of(certificate.get())};
  std::ofstream(out.certificate_file) << out.certificate_pem;
  const BioPtr bio(BIO_new_file(out.key_file.c_str(), "w"));
  PEM_write_bio_PrivateKey(bio.get(), key, nullptr, nullptr, 0, nullptr, nullptr);
  EVP_PKEY_free(key);
  return out;
}

std::shared_ptr<TlsClientContext> make_alpn_client(std::string_view protocol) {
  auto context = *TlsClientContext::unverified();
  std::string wire(1, static_cast<char>(protocol.size()));
  wire += protocol;
  check(SSL_CTX_set_alpn_protos(context_of(*context).ctx.get(), reinterpret_cast<const unsigned char*>(wire.data()),
                                static_cast<unsigned>(wire.size())) == 0);
  return context;
}

}  // namespace callout::net
