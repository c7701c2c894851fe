#include "Hash.h"

#include <pycryptodome/src/SHA1.c>

_Static_assert(sizeof(hash_state) <= sizeof((password_hash *)0)->state, "a hash's state fits");

static void begin(void *state) {
  *(hash_state *)state = (hash_state){.h = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}};
}
static void append(void *state, const uint8_t *bytes, size_t count) { SHA1_update(state, bytes, count); }
static void finish(void *state, uint8_t *digest) { sha_finalize(state, digest); }

const hash_kind hash_sha1 = {20, begin, append, finish};
