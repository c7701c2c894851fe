// Ed25519 (RFC 8032, 5.1) of Monocypher's parts, with SHA-512.

#include "Cryptography.h"

#include <monocypher/monocypher.h>
#include <string.h>

static void sha512(uint8_t digest[64], const uint8_t *a, size_t a_count, const uint8_t *b, size_t b_count,
                   const uint8_t *c, size_t c_count) {
  void *hash = hash_begin(hash_sha512);
  hash_update(hash, a, a_count);
  hash_update(hash, b, b_count);
  hash_update(hash, c, c_count);
  hash_finish(hash, digest);
}

void ed25519_public_key(uint8_t key[32], const uint8_t seed[32]) {
  uint8_t digest[64], scalar[32];
  sha512(digest, seed, 32, seed, 0, seed, 0);
  crypto_eddsa_trim_scalar(scalar, digest);
  crypto_eddsa_scalarbase(key, scalar);
}

void ed25519_sign(uint8_t signature[64], const uint8_t seed[32], const uint8_t *message, size_t count) {
  uint8_t expanded[64], digest[64], scalar[32], nonce[32], challenge[32], key[32];
  sha512(expanded, seed, 32, seed, 0, seed, 0);
  crypto_eddsa_trim_scalar(scalar, expanded);
  crypto_eddsa_scalarbase(key, scalar);
  sha512(digest, expanded + 32, 32, message, count, message, 0);
  crypto_eddsa_reduce(nonce, digest);
  crypto_eddsa_scalarbase(signature, nonce);
  sha512(digest, signature, 32, key, 32, message, count);
  crypto_eddsa_reduce(challenge, digest);
  crypto_eddsa_mul_add(signature + 32, challenge, scalar, nonce);
}
