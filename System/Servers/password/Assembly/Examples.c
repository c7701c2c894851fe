// The examples that the standards give, computed by what is linked here.

#include "Password.h"

#include <examples.h>
#include <monocypher/monocypher.h>

// RFC 9106, 5.3: 32 blocks, 3 passes, 4 lanes, tag of 32 bytes.
static int stretching(void *work) {
  uint8_t password[32], salt[16], secret[8], data[12], tag[32];
  for (int index = 0; index < 32; index++) password[index] = 1;
  for (int index = 0; index < 16; index++) salt[index] = 2;
  for (int index = 0; index < 8; index++) secret[index] = 3;
  for (int index = 0; index < 12; index++) data[index] = 4;
  crypto_argon2_config config = {CRYPTO_ARGON2_ID, 32, 3, 4};
  crypto_argon2_inputs inputs = {password, salt, 32, 16};
  crypto_argon2_extras extras = {secret, data, 8, 12};
  crypto_argon2(tag, 32, work, config, inputs, extras);
  return example_differs(tag, "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659", 32);
}

static void hash(uint32_t algorithm, uint8_t *digest, const uint8_t *bytes, size_t count) {
  password_hash state;
  password_hash_begin(&state, algorithm);
  password_hash_append(&state, bytes, 1);
  password_hash_append(&state, bytes + 1, count - 1);
  password_hash_finish(&state, digest);
}

static void sha1(uint8_t *digest, const uint8_t *bytes, size_t count) { hash(2, digest, bytes, count); }
static void sha256(uint8_t *digest, const uint8_t *bytes, size_t count) { hash(8, digest, bytes, count); }
static void sha512(uint8_t *digest, const uint8_t *bytes, size_t count) { hash(10, digest, bytes, count); }
static void blake2b(uint8_t *digest, const uint8_t *bytes, size_t count) { crypto_blake2b(digest, 64, bytes, count); }

int password_examples(void *work) {
  if (stretching(work)) return 1;
  if (example_blake2b(blake2b)) return 2;
  if (example_sha1(sha1)) return 3;
  if (example_sha256(sha256)) return 4;
  if (example_sha512(sha512)) return 5;
  int failure = example_sealing(password_seal, password_open);
  return failure == 0 ? 0 : 20 + failure;
}
