#include "Hash.h"

#include <pycryptodome/src/SHA512.c>

_Static_assert(sizeof(hash_state) <= sizeof((password_hash *)0)->state, "a hash's state fits");

static void begin(void *state) { sha_init_state(state, 64); }
static void append(void *state, const uint8_t *bytes, size_t count) { SHA512_update(state, bytes, count); }
static void finish(void *state, uint8_t *digest) { sha_finalize(state, digest, 64); }

const hash_kind hash_sha512 = {64, begin, append, finish};
