// The hashes by the numbers that OpenPGP gives them (RFC 4880, 9.4).

#include "Hash.h"

#include <monocypher/monocypher.h>

static const hash_kind *kind(uint32_t algorithm) {
  return algorithm == 2 ? &hash_sha1 : algorithm == 8 ? &hash_sha256 : &hash_sha512;
}

void password_hash_begin(password_hash *hash, uint32_t algorithm) {
  hash->algorithm = algorithm;
  kind(algorithm)->begin(hash->state);
}

void password_hash_append(password_hash *hash, const uint8_t *bytes, size_t count) {
  if (count > 0) kind(hash->algorithm)->append(hash->state, bytes, count);
}

uint32_t password_hash_finish(password_hash *hash, uint8_t digest[64]) {
  uint32_t size = kind(hash->algorithm)->size;
  kind(hash->algorithm)->finish(hash->state, digest);
  crypto_wipe(hash, sizeof *hash);
  return size;
}

// What the hashes had on the stack lies below this function's frame, and within as many bytes.
__attribute__((noinline)) void password_clean_stack(void) {
  volatile uint8_t below[4096];
  for (size_t index = 0; index < sizeof below; index++) below[index] = 0;
}
