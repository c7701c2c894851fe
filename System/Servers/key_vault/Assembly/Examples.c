// The examples that the standards give, computed by what is linked here.

#include "Vault.h"

#include <examples.h>

static void sha512(uint8_t *digest, const uint8_t *bytes, size_t count) {
  vault_hash hash;
  vault_hash_begin(&hash);
  vault_hash_append(&hash, bytes, 1);
  vault_hash_append(&hash, bytes + 1, count - 1);
  vault_hash_finish(&hash, digest);
}

static void blake2b(uint8_t *digest, const uint8_t *bytes, size_t count) { vault_digest(digest, 64, NULL, bytes, count); }

static int hashes(void) {
  if (example_sha512(sha512)) return 1;
  if (example_sha1(vault_sha1)) return 2;
  return example_blake2b(blake2b) ? 3 : 0;
}

// RFC 8032, 7.1: TEST 1, 2, 3 and TEST SHA(abc).
static const struct {
  const char *seed, *key, *message;
  size_t count;
  const char *signature;
} signed_examples[4] = {
  {"9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
   "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "", 0,
   "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"},
  {"4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
   "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "72", 1,
   "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
  {"c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
   "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "af82", 2,
   "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
  {"833fe62409237b9d62ec77587520911e9a759cec1d19755b7da901b96dca3d42",
   "ec172b93ad5e563bf4932c70e1245034c35467ef2efd4d64ebf819683467e2bf",
   "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f", 64,
   "dc2a4459e7369633a52b1bf277839a00201009a3efbf3ecb69bea2186c26b58909351fc9ac90b3ecfdfbc7c66431e0303dca179c138ac17ad9bef1177331a704"},
};

static int signatures(void) {
  for (int number = 0; number < 4; number++) {
    uint8_t seed[32], key[32], message[64], signature[64];
    example_read(seed, signed_examples[number].seed, 32);
    example_read(message, signed_examples[number].message, signed_examples[number].count);
    vault_public_key(key, seed);
    if (example_differs(key, signed_examples[number].key, 32)) return 4;
    vault_sign(signature, seed, message, signed_examples[number].count);
    if (example_differs(signature, signed_examples[number].signature, 64)) return 5;
    if (!vault_check(signature, key, message, signed_examples[number].count)) return 6;
    signature[40] ^= 1;
    if (vault_check(signature, key, message, signed_examples[number].count)) return 7;
  }
  return 0;
}

// FIPS 197, appendix C.
static int ciphers(void) {
  static const char *expected[3] = {"69c4e0d86a7b0430d8cdb78070b4c55a", "dda97ca4864cdfe06eaf70a0ec0d7191",
                                    "8ea2b7ca516745bfeafc49904b496089"};
  uint8_t key[32], block[16];
  for (int index = 0; index < 32; index++) key[index] = (uint8_t)index;
  for (int size = 0; size < 3; size++) {
    for (int index = 0; index < 16; index++) block[index] = (uint8_t)(index * 0x11);
    vault_aes(block, key, 16 + 8 * (size_t)size);
    if (example_differs(block, expected[size], 16)) return 20 + size;
  }
  return 0;
}

int vault_examples(void) {
  int failure = hashes();
  if (failure == 0) failure = signatures();
  if (failure == 0) failure = ciphers();
  if (failure != 0) return failure;
  failure = example_sealing(vault_seal, vault_open);
  return failure == 0 ? 0 : 10 + failure;
}
