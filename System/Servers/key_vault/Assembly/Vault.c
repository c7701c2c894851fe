// Monocypher as it is, PyCryptodome's SHA-512, and Ed25519 made of both.

#include "Vault.h"

#include <monocypher/monocypher.c>

#define NO_ALLOCATION
#define HAVE_STDINT_H
#define HAVE_POSIX_MEMALIGN
#undef MIN
#undef MAX
#include <pycryptodome/src/SHA512.c>

_Static_assert(sizeof(hash_state) <= sizeof(vault_hash), "a hash's state fits");

void vault_hash_begin(vault_hash *hash) { sha_init_state((hash_state *)hash, 64); }

void vault_hash_append(vault_hash *hash, const uint8_t *bytes, size_t count) {
  if (count > 0) SHA512_update((hash_state *)hash, bytes, count);
}

void vault_hash_finish(vault_hash *hash, uint8_t digest[64]) {
  sha_finalize((hash_state *)hash, digest, 64);
  crypto_wipe(hash, sizeof *hash);
}

// Of up to three pieces, one after the other.
static void sha512(uint8_t digest[64], const uint8_t *a, size_t a_count, const uint8_t *b, size_t b_count,
                   const uint8_t *c, size_t c_count) {
  vault_hash hash;
  vault_hash_begin(&hash);
  vault_hash_append(&hash, a, a_count);
  vault_hash_append(&hash, b, b_count);
  vault_hash_append(&hash, c, c_count);
  vault_hash_finish(&hash, digest);
}

// RFC 8032, 5.1.5: the secret scalar, and behind it what nonces follow from.
static void expand(uint8_t expanded[64], const uint8_t seed[32]) {
  sha512(expanded, seed, 32, NULL, 0, NULL, 0);
  crypto_eddsa_trim_scalar(expanded, expanded);
}

void vault_public_key(uint8_t key[32], const uint8_t seed[32]) {
  uint8_t expanded[64];
  expand(expanded, seed);
  crypto_eddsa_scalarbase(key, expanded);
  crypto_wipe(expanded, sizeof expanded);
}

// RFC 8032, 5.1.6.
void vault_sign(uint8_t signature[64], const uint8_t seed[32], const uint8_t *message, size_t count) {
  uint8_t expanded[64], digest[64], nonce[32], challenge[32], key[32];
  expand(expanded, seed);
  crypto_eddsa_scalarbase(key, expanded);
  sha512(digest, expanded + 32, 32, message, count, NULL, 0);
  crypto_eddsa_reduce(nonce, digest);
  crypto_eddsa_scalarbase(signature, nonce);
  sha512(digest, signature, 32, key, 32, message, count);
  crypto_eddsa_reduce(challenge, digest);
  crypto_eddsa_mul_add(signature + 32, challenge, expanded, nonce);
  crypto_wipe(expanded, sizeof expanded);
  crypto_wipe(digest, sizeof digest);
  crypto_wipe(nonce, sizeof nonce);
}

// RFC 8032, 5.1.7.
int vault_check(const uint8_t signature[64], const uint8_t key[32], const uint8_t *message, size_t count) {
  uint8_t digest[64], challenge[32];
  sha512(digest, signature, 32, key, 32, message, count);
  crypto_eddsa_reduce(challenge, digest);
  return crypto_eddsa_check_equation(signature, key, challenge) == 0;
}

void vault_seal(uint8_t *text, size_t count, uint8_t tag[16], const uint8_t key[32], const uint8_t nonce[24],
                const uint8_t *bound, size_t bound_count) {
  crypto_aead_lock(text, tag, key, nonce, bound, bound_count, text, count);
}

int vault_open(uint8_t *text, size_t count, const uint8_t tag[16], const uint8_t key[32], const uint8_t nonce[24],
               const uint8_t *bound, size_t bound_count) {
  return crypto_aead_unlock(text, tag, key, nonce, bound, bound_count, text, count) == 0;
}

void vault_digest(uint8_t *result, size_t result_count, const uint8_t *key, const uint8_t *bytes, size_t count) {
  crypto_blake2b_keyed(result, result_count, key, key ? 32 : 0, bytes, count);
}
