// What makes pixels of PNG and JPEG files: stb_image.

#pragma once
#include <stdint.h>

struct picture_description {
  uint32_t width, height;
  // 16 bits a channel instead of 8.
  uint32_t is_deep;
};

// Reads the beginning of a file. 0 if it is none.
int picture_describe(const uint8_t *file, uint32_t count, struct picture_description *description);

// Decodes a file into red, green, blue and alpha, 8 bits each, of as many pixels as its description says. All memory that this
// takes is `work`, also the result, which is there as long as `work`. NULL if the file is damaged or `work` does not suffice, which
// `picture_needed_more` tells.
const uint8_t *picture_decode(const uint8_t *file, uint32_t count, const struct picture_description *description, void *work,
                              uint64_t size);
int picture_needed_more(void);

// What is wrong with the last file, in a few words.
const char *picture_complaint(void);
