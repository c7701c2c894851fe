// Monocypher as it is, with nothing of it to be seen from outside, and what Swift calls of it.

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

// RFC 9106, 5.3: 32 blocks, 3 passes, 4 lanes, tag of 32 bytes.
int password_is_argon2id(void *work) {
  static const uint8_t expected[32] = {0x0d, 0x64, 0x0d, 0xf5, 0x8d, 0x78, 0x76, 0x6c, 0x08, 0xc0, 0x37,
                                       0xa3, 0x4a, 0x8b, 0x53, 0xc9, 0xd0, 0x1e, 0xf0, 0x45, 0x2d, 0x75,
                                       0xb6, 0x5e, 0xb5, 0x25, 0x20, 0xe9, 0x6b, 0x01, 0xe6, 0x59};
  uint8_t password[32], salt[16], secret[8], data[12], tag[32];
  for (int index = 0; index < 32; index++) password[index] = 1;
  for (int index = 0; index < 16; index++) salt[index] = 2;
  for (int index = 0; index < 8; index++) secret[index] = 3;
  for (int index = 0; index < 12; index++) data[index] = 4;
  crypto_argon2_config config = {CRYPTO_ARGON2_ID, 32, 3, 4};
  crypto_argon2_inputs inputs = {password, salt, 32, 16};
  crypto_argon2_extras extras = {secret, data, 8, 12};
  crypto_argon2(tag, 32, work, config, inputs, extras);
  return crypto_verify32(tag, expected) == 0;
}
