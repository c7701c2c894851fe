#include "Cryptography.h"

#include <stdlib.h>

// What PyCryptodome's sources export; they come without a header.
typedef struct sha1 sha1;
typedef struct sha256 sha256;
typedef struct sha512 sha512;
int SHA1_init(sha1 **), SHA1_update(sha1 *, const uint8_t *, size_t), SHA1_digest(const sha1 *, uint8_t *);
int SHA1_destroy(sha1 *);
int SHA256_init(sha256 **), SHA256_update(sha256 *, const uint8_t *, size_t), SHA256_digest(const sha256 *, uint8_t *, size_t);
int SHA256_destroy(sha256 *);
int SHA512_init(sha512 **, size_t), SHA512_update(sha512 *, const uint8_t *, size_t);
int SHA512_digest(const sha512 *, uint8_t *, size_t), SHA512_destroy(sha512 *);

typedef struct {
  int algorithm;
  void *state;
} running;

void *hash_begin(int algorithm) {
  running *hash = malloc(sizeof(running));
  hash->algorithm = algorithm;
  if (algorithm == hash_sha1) SHA1_init((sha1 **)&hash->state);
  if (algorithm == hash_sha256) SHA256_init((sha256 **)&hash->state);
  if (algorithm == hash_sha512) SHA512_init((sha512 **)&hash->state, 64);
  return hash;
}

void hash_update(void *opaque, const uint8_t *bytes, size_t count) {
  running *hash = opaque;
  if (hash->algorithm == hash_sha1) SHA1_update(hash->state, bytes, count);
  if (hash->algorithm == hash_sha256) SHA256_update(hash->state, bytes, count);
  if (hash->algorithm == hash_sha512) SHA512_update(hash->state, bytes, count);
}

void hash_finish(void *opaque, uint8_t *digest) {
  running *hash = opaque;
  if (hash->algorithm == hash_sha1) SHA1_digest(hash->state, digest), SHA1_destroy(hash->state);
  if (hash->algorithm == hash_sha256) SHA256_digest(hash->state, digest, 32), SHA256_destroy(hash->state);
  if (hash->algorithm == hash_sha512) SHA512_digest(hash->state, digest, 64), SHA512_destroy(hash->state);
  free(hash);
}
