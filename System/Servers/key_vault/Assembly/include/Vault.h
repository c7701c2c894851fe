// The key vault's cryptography: Ed25519 (RFC 8032), XChaCha20-Poly1305 (draft-irtf-cfrg-xchacha-03) and BLAKE2b (RFC 7693) by
// Monocypher, SHA-512 and SHA-1 (FIPS 180-4) and AES (FIPS 197) by PyCryptodome. Secrets that these functions make on the way are overwritten.

#pragma once
#include <stddef.h>
#include <stdint.h>

// A SHA-512 digest in the making.
typedef struct {
  uint64_t words[32];
} vault_hash;

void vault_hash_begin(vault_hash *hash);
void vault_hash_append(vault_hash *hash, const uint8_t *bytes, size_t count);
// Nothing is left in the hash afterwards.
void vault_hash_finish(vault_hash *hash, uint8_t digest[64]);

void vault_public_key(uint8_t key[32], const uint8_t seed[32]);
void vault_sign(uint8_t signature[64], const uint8_t seed[32], const uint8_t *message, size_t count);
// 1: the signature is right.
int vault_check(const uint8_t signature[64], const uint8_t key[32], const uint8_t *message, size_t count);

// Encrypts `text` where it is.
void vault_seal(uint8_t *text, size_t count, uint8_t tag[16], const uint8_t key[32], const uint8_t nonce[24],
                const uint8_t *bound, size_t bound_count);
// Decrypts `text` where it is. 0: the tag is wrong, and the text is what it was.
int vault_open(uint8_t *text, size_t count, const uint8_t tag[16], const uint8_t key[32], const uint8_t nonce[24],
               const uint8_t *bound, size_t bound_count);

// BLAKE2b of at most 64 bytes, with a key of 32 bytes or, if that is NULL, none.
void vault_digest(uint8_t *result, size_t result_count, const uint8_t *key, const uint8_t *bytes, size_t count);
// SHA-1, which OpenPGP makes fingerprints with.
void vault_sha1(uint8_t digest[20], const uint8_t *bytes, size_t count);

// AES of one block where it is, with a key of 16, 24 or 32 bytes. For keys that others protected; nothing is sealed with it here.
void vault_aes(uint8_t block[16], const uint8_t *key, size_t count);

// The examples of the standards: 0 if each comes out right, else the number of the first that does not.
int vault_examples(void);
