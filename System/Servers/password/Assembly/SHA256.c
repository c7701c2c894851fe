#include "Hash.h"

#include <pycryptodome/src/SHA256.c>

_Static_assert(sizeof(hash_state) <= sizeof((password_hash *)0)->state, "a hash's state fits");

static void begin(void *state) { sha_init_state(state, 32); }
static void append(void *state, const uint8_t *bytes, size_t count) { SHA256_update(state, bytes, count); }
static void finish(void *state, uint8_t *digest) { sha_finalize(state, digest, 32); }

const hash_kind hash_sha256 = {32, begin, append, finish};
