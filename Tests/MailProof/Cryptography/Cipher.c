#include "Cryptography.h"

// What PyCryptodome's AES exports: the state begins with how it encrypts.
typedef struct aes aes;
struct aes {
  int (*encrypt)(const aes *, const uint8_t *, uint8_t *, size_t);
};
int AES_start_operation(const uint8_t *key, size_t count, aes **state);
int AES_stop_operation(aes *state);

void aes_encrypt_block(uint8_t block[16], const uint8_t *key, size_t count) {
  aes *state;
  if (AES_start_operation(key, count, &state) != 0) return;
  state->encrypt(state, block, block, 16);
  AES_stop_operation(state);
}
