// What makes keys of passwords: Argon2id (RFC 9106) and BLAKE2b (RFC 7693), and XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03), by
// Monocypher; SHA-1, SHA-256 and SHA-512 (FIPS 180-4) by PyCryptodome, for passphrases that others protected something with.

#pragma once
#include <stddef.h>
#include <stdint.h>

// A key of 32 bytes that follows from a password and a salt of 16, slowly. `work` is `blocks` KiB, aligned to 8 bytes; it holds
// nothing afterwards.
void password_stretch(uint8_t key[32], void *work, uint32_t blocks, uint32_t passes, const uint8_t *password,
                      uint32_t count, const uint8_t salt[16]);

// A key that follows from a key and a text, and tells nothing about either.
void password_derive(uint8_t result[32], const uint8_t key[32], const uint8_t *text, uint32_t count);

// BLAKE2b without a key, of 32 bytes.
void password_digest(uint8_t result[32], const uint8_t *bytes, size_t count);

// Encrypts `text` where it is.
void password_seal(uint8_t *text, size_t count, uint8_t tag[16], const uint8_t key[32], const uint8_t nonce[24],
                   const uint8_t *bound, size_t bound_count);
// Decrypts `text` where it is. 0: the tag is wrong, and the text is what it was.
int password_open(uint8_t *text, size_t count, const uint8_t tag[16], const uint8_t key[32], const uint8_t nonce[24],
                  const uint8_t *bound, size_t bound_count);

// A digest in the making.
typedef struct {
  uint64_t state[30];
  uint64_t algorithm;
} password_hash;

// `algorithm`: 2 is SHA-1, 8 SHA-256, 10 SHA-512.
void password_hash_begin(password_hash *hash, uint32_t algorithm);
void password_hash_append(password_hash *hash, const uint8_t *bytes, size_t count);
// Nothing is left in the hash afterwards. Returns how many bytes the digest has.
uint32_t password_hash_finish(password_hash *hash, uint8_t digest[64]);
// Overwrites what the functions above left on the stack.
void password_clean_stack(void);

// The examples of the standards: 0 if each comes out right, else the number of the first that does not. `work` is 32 KiB.
int password_examples(void *work);
