// stb_image as it is, with nothing of it to be seen from outside, and a heap of its own: one block of memory that is taken from
// front to back and given back as a whole, so that no file can make the component ask for more.

#include "Decoding.h"

#include <stddef.h>
#include <string.h>

static uint8_t *heap;
static size_t heap_size, heap_used, heap_newest;
static int heap_is_exhausted;

static void *heap_take(size_t size) {
  size_t start = (heap_used + 15) & ~(size_t)15;
  if (start > heap_size || size > heap_size - start) {
    heap_is_exhausted = 1;
    return NULL;
  }
  heap_newest = start;
  heap_used = start + size;
  return heap + start;
}

// Only the newest block is ever free again.
static void heap_give_back(void *block) {
  if (block == heap + heap_newest && heap_used > heap_newest) heap_used = heap_newest;
}

static void *heap_resize(void *block, size_t old_size, size_t size) {
  size_t place = heap_newest;
  if (block == heap + place) heap_used = place;
  void *larger = heap_take(size);
  if (larger && block && larger != block) memcpy(larger, block, old_size < size ? old_size : size);
  return larger;
}

#define STB_IMAGE_IMPLEMENTATION
#define STB_IMAGE_STATIC
#define STBI_ONLY_PNG
#define STBI_FAILURE_USERMSG
#define STBI_ONLY_JPEG
#define STBI_NO_STDIO
#define STBI_NO_LINEAR
#define STBI_NO_HDR
#define STBI_NO_SIMD
#define STBI_NO_THREAD_LOCALS
#define STBI_MAX_DIMENSIONS 16384
#define STBI_ASSERT(holds) ((holds) ? (void)0 : __builtin_trap())
#define STBI_MALLOC(size) heap_take(size)
#define STBI_REALLOC_SIZED(block, old_size, size) heap_resize(block, old_size, size)
#define STBI_FREE(block) heap_give_back(block)
#pragma clang diagnostic ignored "-Wunused-function"
#include <stb/stb_image.h>

int picture_describe(const uint8_t *file, uint32_t count, struct picture_description *description) {
  // The headers of a JPEG file are read into a state of this size.
  static _Alignas(16) uint8_t memory[48 << 10];
  heap = memory, heap_size = sizeof memory, heap_used = heap_newest = 0, heap_is_exhausted = 0;
  int width, height, channels;
  if (!stbi_info_from_memory(file, (int)count, &width, &height, &channels)) return 0;
  description->width = (uint32_t)width;
  description->height = (uint32_t)height;
  heap_used = heap_newest = 0;
  description->is_deep = (uint32_t)stbi_is_16_bit_from_memory(file, (int)count);
  return 1;
}

const uint8_t *picture_decode(const uint8_t *file, uint32_t count, const struct picture_description *description, void *work,
                              uint64_t size) {
  heap = work, heap_size = size, heap_used = heap_newest = 0, heap_is_exhausted = 0;
  int width, height, channels;
  const uint8_t *pixels = stbi_load_from_memory(file, (int)count, &width, &height, &channels, 4);
  return pixels && (uint32_t)width == description->width && (uint32_t)height == description->height ? pixels : NULL;
}

int picture_needed_more(void) { return heap_is_exhausted; }

const char *picture_complaint(void) { return stbi_failure_reason() ? stbi_failure_reason() : "unknown"; }
