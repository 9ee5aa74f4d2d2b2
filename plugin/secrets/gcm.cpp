#include "secrets/gcm.hpp"

#include <openssl/evp.h>
#include <openssl/rand.h>
#include <memory>

namespace coexist::gcm {
namespace {

struct FreeContext {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};
using Context = std::unique_ptr<EVP_CIPHER_CTX, FreeContext>;

const unsigned char* octets(std::string_view bytes) {
    return reinterpret_cast<const unsigned char*>(bytes.data());
}
unsigned char* octets(char* bytes) {
    return reinterpret_cast<unsigned char*>(bytes);
}

}  // namespace

std::optional<std::string> seal(std::string_view key, std::string_view plain, std::string_view bound_to) {
    const Context context(EVP_CIPHER_CTX_new());
    std::string box(nonce_bytes + plain.size() + tag_bytes, '\0');
    unsigned char* nonce = octets(box.data());
    unsigned char* body = nonce + nonce_bytes;
    unsigned char* tag = body + plain.size();
    int length = 0;
    const bool sealed =
        context && RAND_bytes(nonce, nonce_bytes) == 1 &&
        EVP_EncryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, octets(key), nonce) == 1 &&
        EVP_EncryptUpdate(context.get(), nullptr, &length, octets(bound_to), static_cast<int>(bound_to.size())) == 1 &&
        EVP_EncryptUpdate(context.get(), body, &length, octets(plain), static_cast<int>(plain.size())) == 1 &&
        EVP_EncryptFinal_ex(context.get(), tag, &length) == 1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_GET_TAG, tag_bytes, tag) == 1;
    if (!sealed) return {};
    return box;
}

std::optional<Secret> open(std::string_view key, std::string_view box, std::string_view bound_to) {
    if (box.size() < nonce_bytes + tag_bytes) return {};
    const Context context(EVP_CIPHER_CTX_new());
    const std::string_view nonce = box.substr(0, nonce_bytes);
    const std::string_view body = box.substr(nonce_bytes, box.size() - nonce_bytes - tag_bytes);
    std::string tag(box.substr(box.size() - tag_bytes));
    std::string plain(body.size() + tag_bytes, '\0');
    int length = 0;
    const bool opened =
        context && EVP_DecryptInit_ex(context.get(), EVP_aes_256_gcm(), nullptr, octets(key), octets(nonce)) == 1 &&
        EVP_DecryptUpdate(context.get(), nullptr, &length, octets(bound_to), static_cast<int>(bound_to.size())) == 1 &&
        EVP_DecryptUpdate(context.get(), octets(plain.data()), &length, octets(body), static_cast<int>(body.size())) ==
            1 &&
        EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_GCM_SET_TAG, tag_bytes, tag.data()) == 1 &&
        EVP_DecryptFinal_ex(context.get(), octets(plain.data()) + body.size(), &length) == 1;
    Secret whole = Secret::taking(plain);
    if (!opened) return {};
    return Secret(whole.reveal().substr(0, body.size()));
}

}  // namespace coexist::gcm
