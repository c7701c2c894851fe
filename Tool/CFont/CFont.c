#include "CFont.h"
#include <stdlib.h>

#if __has_include(<stb/stb_truetype.h>)
#define STBTT_STATIC
#define STB_TRUETYPE_IMPLEMENTATION
#pragma clang diagnostic ignored "-Wunused-function"
#include <stb/stb_truetype.h>

struct CFont {
  stbtt_fontinfo info;
};

CFont *cfont_open(const uint8_t *bytes, int count) {
  if (count < 12) return NULL;
  CFont *font = calloc(1, sizeof(CFont));
  int offset = stbtt_GetFontOffsetForIndex(bytes, 0);
  if (font && offset >= 0 && stbtt_InitFont(&font->info, bytes, offset)) return font;
  free(font);
  return NULL;
}

void cfont_close(CFont *font) { free(font); }

double cfont_units(const CFont *font) { return 1.0 / stbtt_ScaleForMappingEmToPixels(&font->info, 1); }

int cfont_glyph(const CFont *font, uint32_t character) { return stbtt_FindGlyphIndex(&font->info, (int)character); }

int cfont_advance(const CFont *font, int glyph) {
  int advance, bearing;
  stbtt_GetGlyphHMetrics(&font->info, glyph, &advance, &bearing);
  return advance;
}

int cfont_kerning(const CFont *font, int left, int right) { return stbtt_GetGlyphKernAdvance(&font->info, left, right); }

void cfont_box(const CFont *font, int glyph, float sx, float sy, float dx, float dy, int box[4]) {
  stbtt_GetGlyphBitmapBoxSubpixel(&font->info, glyph, sx, sy, dx, dy, &box[0], &box[1], &box[2], &box[3]);
}

void cfont_draw(const CFont *font, int glyph, float sx, float sy, float dx, float dy, uint8_t *pixels, int w, int h) {
  stbtt_MakeGlyphBitmapSubpixel(&font->info, pixels, w, h, w, sx, sy, dx, dy, glyph);
}

#else

struct CFont {
  int nothing;
};

CFont *cfont_open(const uint8_t *bytes, int count) { return NULL; }
void cfont_close(CFont *font) {}
double cfont_units(const CFont *font) { return 1; }
int cfont_glyph(const CFont *font, uint32_t character) { return 0; }
int cfont_advance(const CFont *font, int glyph) { return 0; }
int cfont_kerning(const CFont *font, int left, int right) { return 0; }
void cfont_box(const CFont *font, int glyph, float sx, float sy, float dx, float dy, int box[4]) {}
void cfont_draw(const CFont *font, int glyph, float sx, float sy, float dx, float dy, uint8_t *pixels, int w, int h) {}

#endif
