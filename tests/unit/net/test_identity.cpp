#include "test_identity.hpp"

#include <openssl/pem.h>
#include <openssl/x509v3.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <filesystem>

namespace loopback {

namespace {

void add_extension(X509* certificate, X509* issuer, int kind, const std::string& value) {
    X509V3_CTX context;
    X509V3_set_ctx(&context, issuer, certificate, nullptr, nullptr, 0);
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, &context, kind, value.c_str());
    X509_add_ext(certificate, extension, -1);
    X509_EXTENSION_free(extension);
}

X509* new_certificate(EVP_PKEY* key, const char* common_name, int serial, int days) {
    X509* certificate = X509_new();
    X509_set_version(certificate, 2);
    ASN1_INTEGER_set(X509_get_serialNumber(certificate), serial);
    X509_gmtime_adj(X509_getm_notBefore(certificate), -7L * 24 * 3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), static_cast<long>(days) * 24 * 3600);
    X509_set_pubkey(certificate, key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
                               reinterpret_cast<const unsigned char*>(common_name), -1, -1, 0);
    return certificate;
}

void write_certificate(const std::string& path, X509* certificate) {
    std::FILE* file = std::fopen(path.c_str(), "w");
    PEM_write_X509(file, certificate);
    std::fclose(file);
}

}  // namespace

Authority::Authority() : key_(EVP_EC_gen("P-256")), certificate_(new_certificate(key_, "Test Authority", 1, 5)) {
    std::string pattern = (std::filesystem::temp_directory_path() / "coexist-tls-XXXXXX").string();
    folder_ = ::mkdtemp(pattern.data());
    X509_set_issuer_name(certificate_, X509_get_subject_name(certificate_));
    add_extension(certificate_, certificate_, NID_basic_constraints, "critical,CA:TRUE");
    add_extension(certificate_, certificate_, NID_subject_key_identifier, "hash");
    X509_sign(certificate_, key_, EVP_sha256());
    write_certificate(ca_file(), certificate_);
}

Authority::~Authority() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
    X509_free(certificate_);
    EVP_PKEY_free(key_);
}

Identity Authority::issue(const std::string& alternative_names, int days) {
    const std::string base = folder_ + "/leaf" + std::to_string(++issued_);
    Identity identity{base + ".pem", base + ".key"};
    EVP_PKEY* key = EVP_EC_gen("P-256");
    X509* certificate = new_certificate(key, "leaf", issued_ + 1, days);
    X509_set_issuer_name(certificate, X509_get_subject_name(certificate_));
    add_extension(certificate, certificate_, NID_subject_alt_name, alternative_names);
    X509_sign(certificate, key_, EVP_sha256());
    write_certificate(identity.certificate_file, certificate);
    std::FILE* file = std::fopen(identity.key_file.c_str(), "w");
    PEM_write_PrivateKey(file, key, nullptr, nullptr, 0, nullptr, nullptr);
    std::fclose(file);
    X509_free(certificate);
    EVP_PKEY_free(key);
    return identity;
}

}  // namespace loopback
