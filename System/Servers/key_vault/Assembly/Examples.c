// The examples that the standards give, computed by what is linked here.

#include "Vault.h"

static int differs(const uint8_t *a, const char *hexadecimal, size_t count) {
  int difference = 0;
  for (size_t index = 0; index < count; index++) {
    int byte = 0;
    for (int digit = 0; digit < 2; digit++) {
      char c = hexadecimal[index * 2 + digit];
      byte = byte * 16 + (c <= '9' ? c - '0' : c - 'a' + 10);
    }
    difference |= a[index] ^ byte;
  }
  return difference != 0;
}

static const uint8_t abc[3] = {'a', 'b', 'c'};

// FIPS 180-4 (the examples at csrc.nist.gov), RFC 7693 appendix A.
static int hashes(void) {
  uint8_t digest[64];
  vault_hash hash;
  vault_hash_begin(&hash);
  vault_hash_append(&hash, abc, 1);
  vault_hash_append(&hash, abc + 1, 2);
  vault_hash_finish(&hash, digest);
  if (differs(digest,
              "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
              "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f", 64)) return 1;
  vault_sha1(digest, abc, 3);
  if (differs(digest, "a9993e364706816aba3e25717850c26c9cd0d89d", 20)) return 2;
  vault_digest(digest, 64, NULL, abc, 3);
  return differs(digest,
                 "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
                 "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923", 64) ? 3 : 0;
}

// RFC 8032, 7.1, TEST 2.
static int signatures(void) {
  static const uint8_t seed[32] = {0x4c, 0xcd, 0x08, 0x9b, 0x28, 0xff, 0x96, 0xda, 0x9d, 0xb6, 0xc3,
                                   0x46, 0xec, 0x11, 0x4e, 0x0f, 0x5b, 0x8a, 0x31, 0x9f, 0x35, 0xab,
                                   0xa6, 0x24, 0xda, 0x8c, 0xf6, 0xed, 0x4f, 0xb8, 0xa6, 0xfb};
  uint8_t message[1] = {0x72}, key[32], signature[64];
  vault_public_key(key, seed);
  if (differs(key, "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", 32)) return 4;
  vault_sign(signature, seed, message, 1);
  if (differs(signature,
              "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
              "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00", 64)) return 5;
  if (!vault_check(signature, key, message, 1)) return 6;
  message[0] ^= 1;
  return vault_check(signature, key, message, 1) ? 7 : 0;
}

// draft-irtf-cfrg-xchacha-03, A.3.1.
static int sealing(void) {
  static const char text[] = "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
                             "future, sunscreen would be it.";
  static const uint8_t bound[12] = {0x50, 0x51, 0x52, 0x53, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7};
  uint8_t bytes[114], key[32], nonce[24], tag[16];
  for (int index = 0; index < 114; index++) bytes[index] = (uint8_t)text[index];
  for (int index = 0; index < 32; index++) key[index] = (uint8_t)(0x80 + index);
  for (int index = 0; index < 24; index++) nonce[index] = (uint8_t)(0x40 + index);
  vault_seal(bytes, 114, tag, key, nonce, bound, 12);
  if (differs(tag, "c0875924c1c7987947deafd8780acf49", 16)) return 8;
  if (differs(bytes,
              "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39"
              "ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
              "21f9664c97637da9768812f615c68b13b52e", 114)) return 9;
  bytes[5] ^= 1;
  if (vault_open(bytes, 114, tag, key, nonce, bound, 12)) return 10;
  bytes[5] ^= 1;
  if (!vault_open(bytes, 114, tag, key, nonce, bound, 12)) return 11;
  for (int index = 0; index < 114; index++) {
    if (bytes[index] != (uint8_t)text[index]) return 12;
  }
  return 0;
}

int vault_examples(void) {
  int failure = hashes();
  if (failure == 0) failure = signatures();
  if (failure == 0) failure = sealing();
  return failure;
}
