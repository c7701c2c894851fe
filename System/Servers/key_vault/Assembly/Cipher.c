// AES by PyCryptodome.

#define NO_ALLOCATION
#define HAVE_STDINT_H
#define HAVE_POSIX_MEMALIGN
#include <pycryptodome/src/AES.c>

#include <monocypher/monocypher.h>

#include "Vault.h"

void vault_aes(uint8_t block[16], const uint8_t *key, size_t count) {
  u32 schedule[4 * (MAXNR + 1)];
  int rounds = rijndaelKeySetupEnc(schedule, key, (unsigned)count * 8);
  rijndaelEncrypt(schedule, rounds, block, block);
  crypto_wipe(schedule, sizeof schedule);
}
