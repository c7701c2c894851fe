// Hashes, a cipher's block, and Ed25519, of libraries that are fetched.

#include <stddef.h>
#include <stdint.h>

enum { hash_sha1 = 2, hash_sha256 = 8, hash_sha512 = 10 };

/// A hash that is begun; `hash_finish` ends it and writes 20, 32 or 64 bytes.
void *hash_begin(int algorithm);
void hash_update(void *hash, const uint8_t *bytes, size_t count);
void hash_finish(void *hash, uint8_t *digest);

void aes_encrypt_block(uint8_t block[16], const uint8_t *key, size_t count);

void ed25519_public_key(uint8_t key[32], const uint8_t seed[32]);
void ed25519_sign(uint8_t signature[64], const uint8_t seed[32], const uint8_t *message, size_t count);
