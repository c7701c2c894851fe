// For C that says at start whether cryptography comes out as the standards' examples do.

#pragma once
#include <stddef.h>
#include <stdint.h>

static inline void example_read(uint8_t *bytes, const char *hexadecimal, size_t count) {
  for (size_t index = 0; index < count; index++) {
    int byte = 0;
    for (int digit = 0; digit < 2; digit++) {
      char c = hexadecimal[index * 2 + digit];
      byte = byte * 16 + (c <= '9' ? c - '0' : c - 'a' + 10);
    }
    bytes[index] = (uint8_t)byte;
  }
}

// Of at most 128 bytes.
static inline int example_differs(const uint8_t *bytes, const char *hexadecimal, size_t count) {
  uint8_t expected[128];
  int difference = 0;
  example_read(expected, hexadecimal, count);
  for (size_t index = 0; index < count; index++) difference |= bytes[index] ^ expected[index];
  return difference != 0;
}

typedef void example_hash(uint8_t *digest, const uint8_t *bytes, size_t count);

// FIPS 180-4: the examples at csrc.nist.gov, of one block and of two.
static inline int example_hashing(example_hash *hash, size_t size, const char *of_abc, const char *longer,
                                  const char *of_longer) {
  uint8_t digest[64];
  size_t count = 0;
  hash(digest, (const uint8_t *)"abc", 3);
  if (example_differs(digest, of_abc, size)) return 1;
  while (longer[count] != 0) count++;
  hash(digest, (const uint8_t *)longer, count);
  return example_differs(digest, of_longer, size);
}

static inline int example_sha1(example_hash *hash) {
  return example_hashing(hash, 20, "a9993e364706816aba3e25717850c26c9cd0d89d",
                         "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                         "84983e441c3bd26ebaae4aa1f95129e5e54670f1");
}

static inline int example_sha256(example_hash *hash) {
  return example_hashing(hash, 32, "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
                         "abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
                         "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

static inline int example_sha512(example_hash *hash) {
  return example_hashing(hash, 64,
                         "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
                         "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f",
                         "abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmn"
                         "hijklmnoijklmnopjklmnopqklmnopqrlmnopqrsmnopqrstnopqrstu",
                         "8e959b75dae313da8cf4f72814fc143f8f7779c6eb9f7fa17299aeadb6889018"
                         "501d289e4900f7e4331b99dec4b5433ac7d329eeb6dd26545e96e55b874be909");
}

// RFC 7693, appendix A: BLAKE2b of 64 bytes.
static inline int example_blake2b(example_hash *hash) {
  uint8_t digest[64];
  hash(digest, (const uint8_t *)"abc", 3);
  return example_differs(digest,
                         "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d1"
                         "7d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923", 64);
}

typedef void example_seal(uint8_t *text, size_t count, uint8_t tag[16], const uint8_t key[32], const uint8_t nonce[24],
                          const uint8_t *bound, size_t bound_count);
typedef int example_open(uint8_t *text, size_t count, const uint8_t tag[16], const uint8_t key[32], const uint8_t nonce[24],
                         const uint8_t *bound, size_t bound_count);

// XChaCha20-Poly1305: draft-irtf-cfrg-xchacha-03, A.3.1. Returns 0 if all comes out right, else a number from 1 to 5.
static inline int example_sealing(example_seal *seal, example_open *open) {
  static const char text[] = "Ladies and Gentlemen of the class of '99: If I could offer you only one tip for the "
                             "future, sunscreen would be it.";
  static const uint8_t bound[12] = {0x50, 0x51, 0x52, 0x53, 0xc0, 0xc1, 0xc2, 0xc3, 0xc4, 0xc5, 0xc6, 0xc7};
  uint8_t bytes[114], key[32], nonce[24], tag[16];
  for (int index = 0; index < 114; index++) bytes[index] = (uint8_t)text[index];
  for (int index = 0; index < 32; index++) key[index] = (uint8_t)(0x80 + index);
  for (int index = 0; index < 24; index++) nonce[index] = (uint8_t)(0x40 + index);
  seal(bytes, 114, tag, key, nonce, bound, 12);
  if (example_differs(tag, "c0875924c1c7987947deafd8780acf49", 16)) return 1;
  if (example_differs(bytes,
                      "bd6d179d3e83d43b9576579493c0e939572a1700252bfaccbed2902c21396cbb731c7f1b0b4aa6440bf3a82f4eda7e39"
                      "ae64c6708c54c216cb96b72e1213b4522f8c9ba40db5d945b11b69b982c1bb9e3f3fac2bc369488f76b2383565d3fff9"
                      "21f9664c97637da9768812f615c68b13b52e", 114)) return 2;
  bytes[5] ^= 1;
  if (open(bytes, 114, tag, key, nonce, bound, 12)) return 3;
  bytes[5] ^= 1;
  if (!open(bytes, 114, tag, key, nonce, bound, 12)) return 4;
  for (int index = 0; index < 114; index++) {
    if (bytes[index] != (uint8_t)text[index]) return 5;
  }
  return 0;
}
