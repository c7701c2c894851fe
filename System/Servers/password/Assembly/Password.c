// Monocypher as it is, and what Swift calls of it.

#include "Password.h"

#include <monocypher/monocypher.c>

void password_stretch(uint8_t key[32], void *work, uint32_t blocks, uint32_t passes, const uint8_t *password,
                      uint32_t count, const uint8_t salt[16]) {
  crypto_argon2_config config = {CRYPTO_ARGON2_ID, blocks, passes, 1};
  crypto_argon2_inputs inputs = {password, salt, count, 16};
  crypto_argon2(key, 32, work, config, inputs, crypto_argon2_no_extras);
  crypto_wipe(work, (size_t)blocks * 1024);
}

void password_derive(uint8_t result[32], const uint8_t key[32], const uint8_t *text, uint32_t count) {
  crypto_blake2b_keyed(result, 32, key, 32, text, count);
}

void password_digest(uint8_t result[32], const uint8_t *bytes, size_t count) { crypto_blake2b(result, 32, bytes, count); }

void password_seal(uint8_t *text, size_t count, uint8_t tag[16], const uint8_t key[32], const uint8_t nonce[24],
                   const uint8_t *bound, size_t bound_count) {
  crypto_aead_lock(text, tag, key, nonce, bound, bound_count, text, count);
}

int password_open(uint8_t *text, size_t count, const uint8_t tag[16], const uint8_t key[32], const uint8_t nonce[24],
                  const uint8_t *bound, size_t bound_count) {
  return crypto_aead_unlock(text, tag, key, nonce, bound, bound_count, text, count) == 0;
}
