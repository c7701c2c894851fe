// What makes keys of passwords: Argon2id (RFC 9106) and BLAKE2b (RFC 7693), by Monocypher.

#pragma once
#include <stdint.h>

// A key of 32 bytes that follows from a password and a salt of 16, slowly. `work` is `blocks` KiB, aligned to 8 bytes; it holds
// nothing afterwards.
void password_stretch(uint8_t key[32], void *work, uint32_t blocks, uint32_t passes, const uint8_t *password,
                      uint32_t count, const uint8_t salt[16]);

// A key that follows from a key and a text, and tells nothing about either.
void password_derive(uint8_t result[32], const uint8_t key[32], const uint8_t *text, uint32_t count);

// Whether Argon2id comes to the result that RFC 9106 gives for its example. `work` is 32 KiB.
int password_is_argon2id(void *work);
