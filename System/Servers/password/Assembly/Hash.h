// A hash of PyCryptodome's under names of its own: its sources name their parts alike, so that each is in a file of its own.

#define NO_ALLOCATION
#define HAVE_STDINT_H
#define HAVE_POSIX_MEMALIGN

#include "Password.h"

// One of the hashes.
typedef struct {
  uint32_t size;
  void (*begin)(void *state);
  void (*append)(void *state, const uint8_t *bytes, size_t count);
  void (*finish)(void *state, uint8_t *digest);
} hash_kind;

extern const hash_kind hash_sha1, hash_sha256, hash_sha512;
