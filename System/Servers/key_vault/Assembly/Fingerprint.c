// SHA-1 by PyCryptodome. (In a file of its own: its hashes name their parts alike.)

#define NO_ALLOCATION
#define HAVE_STDINT_H
#define HAVE_POSIX_MEMALIGN
#include <pycryptodome/src/SHA1.c>

#include "Vault.h"

void vault_sha1(uint8_t digest[20], const uint8_t *bytes, size_t count) {
  hash_state state = {.h = {0x67452301, 0xefcdab89, 0x98badcfe, 0x10325476, 0xc3d2e1f0}};
  SHA1_update(&state, bytes, count);
  sha_finalize(&state, digest);
}
